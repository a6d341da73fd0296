package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Once the JVM has compiled a step, running it allocates nothing on the heap, and a convolution has
 * the bits of its first run.
 */
class AllocationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> CONVOLUTIONS =
      List.of(
          "n1 g1 c17x5x5 k19 3x3 p1",
          "n1 g1 c32x6x6 k64 1x1",
          "n1 g1 c16x6x6 k20 3x3 p1",
          "n1 g1 c3x9x9 k16 7x7 s2 p3",
          "n1 g1 c3x9x9 k64 7x7 s2 p3",
          "n1 g4 c16x4x4 k16 3x3 p1",
          "n1 g1 c16x6x6 k20 3x3 s2 p1",
          "n1 g32 c32x6x6 k32 3x3 p1",
          "n1 g1 c4x3x3x3 k8 3x3x3 p1",
          "n1 g1 c16x2x3x3 k8 3x3x3 p1",
          "n1 g1 c70x1 k10 1");

  private static volatile Object sink;

  @Test
  void meterSeesAnAllocation() {
    Runnable canary = () -> sink = new float[4];
    assertTrue(AllocationMeter.steadyBytes(canary, Duration.ofMillis(200)) >= 50 * 32);
  }

  @Test
  void meterSeesNothingWhereNothingIs() {
    assertEquals(0, AllocationMeter.steadyBytes(() -> sink = null, PATIENCE));
  }

  @TestFactory
  Stream<DynamicTest> convolutions() {
    return CONVOLUTIONS.stream()
        .map(ConvProblem::parse)
        .flatMap(
            problem ->
                Stream.concat(
                        Providers.convolutions(problem),
                        Kernels.best().bfloat16Convolutions().stream())
                    .map(
                        kernel ->
                            DynamicTest.dynamicTest(
                                kernel.name() + " " + problem,
                                () -> convolution(kernel, problem))));
  }

  private static void convolution(ConvKernel kernel, ConvProblem p) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment weights = arena.allocate(4 * p.weightCount(), 64);
      View in = Steps.view(arena, p.batch() * p.in().volume(), p.inChannels());
      View out = Steps.view(arena, p.outPixels(), p.outChannels());
      View residual = Steps.view(arena, p.outPixels(), p.outChannels());
      Random random = new Random(1);
      Stream.of(weights, in.segment(), residual.segment()).forEach(m -> fill(m, random));
      Step step = kernel.prepare(p, weights, null, Clamp.RELU, arena).bind(in, residual, out);
      Steps.runWhole(step, arena);
      byte[] cold = out.segment().toArray(ValueLayout.JAVA_BYTE);
      requireNoAllocation(step, arena);
      byte[] hot = out.segment().toArray(ValueLayout.JAVA_BYTE);
      assertArrayEquals(cold, hot, "the first run, of interpreted code, and the last");
    }
  }

  private static void fill(MemorySegment floats, Random random) {
    for (long at = 0; at < floats.byteSize(); at += Float.BYTES) {
      floats.set(ValueLayout.JAVA_FLOAT, at, (float) random.nextGaussian());
    }
  }

  @TestFactory
  Stream<DynamicTest> otherOperations() {
    return Providers.ALL.stream()
        .map(provider -> DynamicTest.dynamicTest(provider.name(), () -> otherOperations(provider)));
  }

  private static void otherOperations(KernelProvider provider) {
    try (Arena arena = Arena.ofConfined()) {
      Extent size = Extent.of(2, 3);
      int pixels = size.volume();
      View a = Steps.view(arena, pixels, 37);
      View b = Steps.view(arena, pixels, 37);
      View out = Steps.view(arena, pixels, 37);
      MemorySegment perChannel = arena.allocate(4 * 37, 64);
      Extent two = Extent.of(2, 2);
      Extent pad = new Extent(0, 1, 1);
      List<Step> steps = new ArrayList<>();
      for (PoolProblem.Kind kind : PoolProblem.Kind.values()) {
        PoolProblem pool =
            new PoolProblem(1, 37, size, Extent.of(3, 3), two, pad, pad, Extent.ONE, false, kind);
        steps.add(provider.pool(pool, a, out));
      }
      steps.add(provider.globalAveragePool(1, pixels, 37, a, out));
      steps.add(provider.add(pixels, 37, a, b, Clamp.RELU, out));
      steps.add(provider.affine(pixels, 37, a, perChannel, perChannel, Clamp.RELU6, out));
      for (Activation.Kind kind : Activation.Kind.values()) {
        steps.add(provider.activate(pixels, 37, new Activation(kind, 0.1, 0.5), a, out));
      }
      for (Broadcast broadcast : Broadcast.values()) {
        steps.add(provider.multiply(1, pixels, 37, a, broadcast, b, out));
      }
      for (ChannelReduction reduction : ChannelReduction.values()) {
        steps.add(provider.reduceChannels(pixels, 37, reduction, a, out));
      }
      LocalResponseNorm norm = new LocalResponseNorm(5, 1e-4, 0.75, 1);
      steps.add(provider.localResponseNorm(pixels, 37, norm, a, out));
      steps.add(provider.adaptiveAveragePool(1, 37, size, two, a, out));
      Extent back = new Extent(0, -1, -1);
      steps.add(provider.pad(new PadProblem(1, 18, size, pad, back), 0, a, out));
      ResizeProblem.Scale half = ResizeProblem.Scale.between(two, size);
      for (ResizeProblem.Sampling sampling : ResizeProblem.Sampling.values()) {
        ResizeProblem resize = new ResizeProblem(1, 37, two, size, half, sampling);
        steps.add(provider.resize(resize, a, out));
      }
      steps.add(provider.reshape(1, 37, pixels, a, 6, Steps.view(arena, 37, 6)));
      ConvTransposeProblem up = ConvTransposeProblem.parse("t n1 g1 c37x1x1 k20 2x3 s2x3 p0");
      MemorySegment weights = arena.allocate(4 * up.weightCount(), 64);
      steps.add(
          provider.convTranspose().prepare(up, weights, null, Clamp.RELU, arena).bind(a, b, out));
      steps.add(provider.hardwired(1, 7, 2, 3, new HornSchunck(0.1, 3), a, out));
      steps.add(provider.copy(pixels, 37, a, out));
      steps.add(provider.softmax(pixels, 37, a, out));
      steps.add(provider.subsamplePadChannels(1, 20, size, two, 8, 9, a, out));
      steps.add(provider.toChannelsLast(1, 37, pixels, a.segment(), 0, out));
      steps.add(provider.toChannelsLast(1, 3, 37, a.segment(), 0, Steps.view(arena, 37, 3)));
      steps.add(provider.fromChannelsLast(1, 37, pixels, a, out.segment(), 0));
      for (Step step : steps) {
        requireNoAllocation(step, arena);
      }
    }
  }

  private static void requireNoAllocation(Step step, Arena arena) {
    MemorySegment scratch = arena.allocate(step.scratchBytes(), 64);
    long bytes = AllocationMeter.steadyBytes(() -> step.run(0, step.tiles(), scratch), PATIENCE);
    assertEquals(0, bytes, step.getClass() + " still allocates after " + PATIENCE);
  }
}
