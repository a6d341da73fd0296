package dev.lanewise.engine.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.kernels.reference.ReferenceKernels;
import dev.lanewise.testing.graphs.SmallNets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(60)
class SessionTest {
  private static final Options OPTIONS =
      Options.defaults().threads(1).kernels(ReferenceKernels.INSTANCE);

  private final Plan plan = TestPlans.of(SmallNets.residual(), OPTIONS);
  private final Session session = plan.newSession();
  private final float[] in = TestPlans.noise(3 * 16 * 16);
  private final float[] right = session.run(in);

  @AfterEach
  void close() {
    session.close();
    plan.close();
  }

  @Test
  void arraysSegmentsAndNamedBuffersAgree() {
    float[] out = new float[10];
    session.run(in, out);
    assertArrayEquals(right, out);

    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(40);
      session.run(MemorySegment.ofArray(in), result);
      assertArrayEquals(right, result.toArray(ValueLayout.JAVA_FLOAT));
    }

    FloatBuffer buffer = FloatBuffer.allocate(20).position(3).limit(13);
    session.run(FloatBuffer.wrap(in), buffer);
    assertEquals(3, buffer.position());
    assertArrayEquals(right, Arrays.copyOfRange(buffer.array(), 3, 13));
    assertEquals(0, buffer.array()[2] + buffer.array()[13]);
    FloatBuffer foreign = ByteBuffer.allocateDirect(40).order(ByteOrder.BIG_ENDIAN).asFloatBuffer();
    session.run(FloatBuffer.wrap(in), foreign);
    assertEquals(right[9], foreign.get(9));

    session.input("input0").fill((byte) 0);
    session.run();
    session.input("input0").copyFrom(MemorySegment.ofArray(in));
    session.run();
    assertArrayEquals(right, session.output("output0").toArray(ValueLayout.JAVA_FLOAT));
  }

  @Test
  void severalInputsAndOutputsGoByName() {
    try (Plan two = TestPlans.of(SmallNets.twoInTwoOut(), OPTIONS);
        Session both = two.newSession()) {
      assertEquals(4 * 2 * 40, both.input("input0").byteSize());
      assertEquals(4 * 5 * 20, both.input("input1").byteSize());
      assertEquals(4 * 5 * 20, both.output("output0").byteSize());
      assertEquals(4 * 7, both.output("output1").byteSize());
      refuses(
          LanewiseException.class,
          "two_in_two_out: it has the inputs [input0, input1] and the outputs [output0, output1],"
              + " not one of each; fill input(name), call run(), read output(name)",
          () -> both.run(in));
    }
  }

  @Test
  void wrongLengthsAndNamesAreRefused() {
    refuses(
        LanewiseException.class,
        "residual: input: wanted 768 floats, the elements of [1, 3, 16, 16], got 767",
        () -> session.run(new float[767], new float[10]));
    refuses(
        LanewiseException.class,
        "residual: output: wanted 10 floats, the elements of [1, 10], got 11",
        () -> session.run(in, new float[11]));
    refuses(
        LanewiseException.class,
        "residual: output: wanted 10 floats, the elements of [1, 10], got 9",
        () -> session.run(MemorySegment.ofArray(in), MemorySegment.ofArray(new float[9])));
    refuses(
        LanewiseException.class,
        "residual: output: wanted 10 floats, the elements of [1, 10], got 11",
        () -> session.run(FloatBuffer.wrap(in), FloatBuffer.allocate(11)));
    refuses(
        ReadOnlyBufferException.class,
        null,
        () -> session.run(FloatBuffer.wrap(in), FloatBuffer.allocate(10).asReadOnlyBuffer()));
    refuses(
        LanewiseException.class,
        "residual: no input is called 'data'; there are [input0]",
        () -> session.input("data"));
    refuses(
        LanewiseException.class,
        "residual: no output is called 'logits'; there are [output0]",
        () -> session.output("logits"));
    assertArrayEquals(right, session.run(in));
  }

  @Test
  void useAfterCloseIsRefused() {
    session.close();
    session.close();
    String message = "session of residual: closed";
    refuses(IllegalStateException.class, message, session::run);
    refuses(IllegalStateException.class, message, () -> session.run(in));
    refuses(IllegalStateException.class, message, () -> session.input("input0"));
    refuses(IllegalStateException.class, message, () -> session.listen(null));
    plan.close();
    plan.close();
    refuses(IllegalStateException.class, "plan of residual: closed", plan::newSession);
  }

  @Test
  void aSessionOutlivesItsPlan() {
    plan.close();
    assertArrayEquals(right, session.run(in));
  }

  @Test
  void aForgottenSessionIsFreed() throws InterruptedException {
    MemorySegment left = forget();
    for (int i = 0; i < 500 && left.scope().isAlive(); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertFalse(left.scope().isAlive());
    assertArrayEquals(right, session.run(in));
  }

  private MemorySegment forget() {
    Session forgotten = plan.newSession();
    forgotten.run(in);
    return forgotten.output("output0");
  }

  @Test
  void useByTwoThreadsIsRefused() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    session.listen(
        (index, _, _, _) -> {
          if (index == 1) {
            running.countDown();
            await(goOn);
          }
        });
    CompletableFuture<float[]> result = new CompletableFuture<>();
    Thread.ofPlatform().name("first").start(() -> result.complete(session.run(in)));
    running.await();
    String message =
        "session of residual: in use by thread 'first'; a session serves one thread at a time,"
            + " open one per thread";
    refuses(IllegalStateException.class, message, session::run);
    refuses(IllegalStateException.class, message, session::close);
    goOn.countDown();
    assertArrayEquals(right, result.get());
    assertArrayEquals(right, session.run(in));
  }

  @Test
  void anInterruptCancelsAtAStepBorder() {
    Thread.currentThread().interrupt();
    refuses(
        RunCancelledException.class,
        "residual: interrupted before step 1 of 9 (input0)",
        session::run);
    assertFalse(Thread.currentThread().isInterrupted());
    session.listen(
        (index, _, _, _) -> {
          if (index == 3) {
            Thread.currentThread().interrupt();
          }
        });
    refuses(
        RunCancelledException.class,
        "residual: interrupted before step 5 of 9 (layer2.conv1)",
        () -> session.run(in));
    session.listen(null);
    assertArrayEquals(right, session.run(in));
  }

  @Test
  void aFailingListenerEndsTheRunOnly() {
    session.listen(
        (_, _, _, _) -> {
          throw new IllegalArgumentException("enough");
        });
    refuses(IllegalArgumentException.class, "enough", () -> session.run(in));
    session.listen(null);
    assertArrayEquals(right, session.run(in));
  }

  @Test
  void aListenerHearsOfEveryStep() {
    StringBuilder heard = new StringBuilder();
    session.listen((index, step, _, nanos) -> heard.append(index).append(step.node()).append(' '));
    session.run(in);
    assertEquals(
        "0input0 1conv1 2layer1.conv1 3layer1.conv2 4layer2.conv1 5layer2.conv2"
            + " 6layer2.downsample.0 7layer2.bn2.pool 8fc ",
        heard.toString());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void refuses(Class<? extends Exception> kind, String message, Executable use) {
    assertEquals(message, assertThrows(kind, use).getMessage());
  }
}
