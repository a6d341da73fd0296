package dev.lanewise.engine.compile;

import dev.lanewise.engine.plan.WarmUp;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Times convolution kernels with one thread on noise, each until it gets no faster. */
final class MeasureKernels {
  private static final long WINDOW_NANOS = 20_000_000;
  private static final long MOST_NANOS = 2_000_000_000;

  private MeasureKernels() {}

  /**
   * The time of each kernel in microseconds.
   *
   * @param kernels that take the problem
   */
  static Map<String, Double> micros(List<ConvKernel> kernels, ConvProblem problem) {
    Map<String, Double> micros = new TreeMap<>();
    try (Arena arena = Arena.ofShared()) {
      SplittableRandom random = new SplittableRandom(1);
      MemorySegment weights = noise(arena, random, problem.weightCount());
      long inFloats = (long) problem.batch() * problem.in().volume() * problem.inChannels();
      View in = new View(noise(arena, random, inFloats), 0, problem.inChannels());
      MemorySegment result = arena.allocate(4 * problem.outPixels() * problem.outChannels(), 64);
      View out = new View(result, 0, problem.outChannels());
      for (ConvKernel kernel : kernels) {
        Step step = kernel.prepare(problem, weights, null, Clamp.NONE, arena).bind(in, null, out);
        MemorySegment scratch = arena.allocate(step.scratchBytes(), 64);
        WarmUp warm =
            WarmUp.repeat(
                () -> step.run(0, step.tiles(), scratch),
                WarmUp.Pace.of(WINDOW_NANOS, 0, MOST_NANOS));
        micros.put(kernel.name(), Math.max(1, warm.lastNanos()) / 1e3);
      }
    }
    return micros;
  }

  private static MemorySegment noise(Arena arena, SplittableRandom random, long floats) {
    MemorySegment segment = arena.allocate(4 * floats, 64);
    for (long i = 0; i < floats; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
    }
    return segment;
  }
}
