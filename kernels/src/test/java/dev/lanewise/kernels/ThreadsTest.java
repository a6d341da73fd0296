package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads that run disjoint tiles of one step at the same time give the bits of one thread. */
class ThreadsTest {
  private static final int THREADS = 3;

  private record Case(ConvKernel kernel, ConvProblem problem) {
    @Override
    public String toString() {
      return kernel.name() + " " + problem;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
            "n2 g1 c35x12x12 k70 3x3 p1",
            "n1 g1 c64x14x14 k96 1x1",
            "n1 g1 c40x7x7 k130 1x1",
            "n1 g1 c64x2x9x9 k130 3x3x3 p1",
            "n1 g1 c200x24x24 k33 3x3 p1",
            "n1 g1 c64x15x15 k130 3x3 s2 p1",
            "n1 g1 c3x70x70 k70 7x7 s2 p3",
            "n1 g8 c64x9x9 k64 3x3 s2 p1",
            "n2 g48 c48x9x9 k48 3x3 p1")
        .map(ConvProblem::parse)
        .flatMap(p -> Providers.convolutions(p).map(k -> new Case(k, p)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameBits(Case c) throws InterruptedException {
    ConvProblem p = c.problem();
    SplittableRandom random = new SplittableRandom(7);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment weights =
          arena.allocateFrom(
              ValueLayout.JAVA_FLOAT, Data.REALS.weights(random, (int) p.weightCount()));
      int inputs = p.batch() * p.inChannels() * p.in().volume();
      MemorySegment in =
          arena.allocateFrom(ValueLayout.JAVA_FLOAT, Data.REALS.activations(random, inputs));
      MemorySegment out = arena.allocate(4 * p.outPixels() * p.outChannels(), 64);
      Step step =
          c.kernel()
              .prepare(p, weights, null, Clamp.NONE, arena)
              .bind(new View(in, 0, p.inChannels()), null, new View(out, 0, p.outChannels()));
      Steps.runWhole(step, arena);
      float[] alone = out.toArray(ValueLayout.JAVA_FLOAT);
      for (int round = 0; round < 5; round++) {
        out.fill((byte) 0xff);
        runTogether(step, arena);
        assertArrayEquals(alone, out.toArray(ValueLayout.JAVA_FLOAT), p.toString());
      }
    }
  }

  private static void runTogether(Step step, Arena arena) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(THREADS);
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      int from = (int) ((long) step.tiles() * t / THREADS);
      int to = (int) ((long) step.tiles() * (t + 1) / THREADS);
      MemorySegment scratch = arena.allocate(step.scratchBytes(), 64);
      threads[t] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    start.countDown();
                    try {
                      start.await();
                    } catch (InterruptedException e) {
                      return;
                    }
                    step.run(from, to, scratch);
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
