package dev.lanewise.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs every convolution kernel on problems that use all register tiles, for tests of what the
 * JVM's compilers make of them.
 */
final class EveryLoop {
  private static final List<String> PROBLEMS =
      List.of(
          "n1 g1 c4x8x8 k70 3x3 p1",
          "n1 g1 c32x19 k64 1",
          "n1 g1 c1024x7x7 k20 1x1",
          "n1 g1 c3x9x9 k16 7x7 s2 p3",
          "n1 g1 c3x9x9 k64 7x7 s2 p3",
          "n1 g1 c16x9x9 k20 3x3 s2 p1",
          "n1 g1 c40x8x8 k20 3x3 p1",
          "n1 g1 c4x3x5x5 k20 3x3x3 p1",
          "n1 g1 c16x2x5x5 k20 3x3x3 p1",
          "n1 g1 c8x4x3x3 k20 3x1x1 p1x0x0",
          "n1 g4 c16x3x9 k16 3x3 p1",
          "n1 g8 c32x3x15 k32 3x3 p1",
          "n1 g2 c32x3x15 k32 3x3 p1",
          "n1 g2 c32x3x8 k32 3x3 p1",
          "n1 g2 c32x3x29 k32 3x3 s2 p1",
          "n1 g2 c32x3x15 k32 3x3 s2 p1",
          "n1 g2 c32x3x29 k32 3x3 s1x2 p1",
          "n1 g20 c20x9x15 k20 3x3 s2 p1",
          "n1 g20 c20x9x15 k20 3x3 p1",
          "n1 g20 c20x3x29 k20 3x3 s2 p1",
          "n1 g20 c20x3x15 k40 5x5 p2");

  private EveryLoop() {}

  /** Takes how many times each kernel runs on each problem. */
  public static void main(String[] args) {
    int runs = Integer.parseInt(args[0]);
    Stream<String> tiles = IntStream.rangeClosed(1, 8).boxed().flatMap(EveryLoop::tiles);
    Stream.concat(tiles, PROBLEMS.stream()).map(ConvProblem::parse).forEach(p -> run(p, runs));
  }

  /** So many pixels by panels of each width, in vectors of up to 16 floats. */
  private static Stream<String> tiles(int pixels) {
    return Stream.of(4, 8, 16, 32, 64)
        .map(channels -> "n1 g1 c32x" + pixels + " k" + channels + " 1");
  }

  private static void run(ConvProblem p, int runs) {
    KernelProvider vectors = Kernels.best();
    List<ConvKernel> kernels = new ArrayList<>(vectors.convolutions());
    kernels.addAll(vectors.bfloat16Convolutions());
    for (ConvKernel kernel : kernels) {
      if (kernel.accepts(p).accepted()) {
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment weights = arena.allocate(4 * p.weightCount(), 64);
          View in = Steps.view(arena, p.batch() * p.in().volume(), p.inChannels());
          View out = Steps.view(arena, p.outPixels(), p.outChannels());
          Step step = kernel.prepare(p, weights, null, Clamp.RELU, arena).bind(in, null, out);
          for (int i = 0; i < runs; i++) {
            Steps.runWhole(step, arena);
          }
        }
      }
    }
  }
}
