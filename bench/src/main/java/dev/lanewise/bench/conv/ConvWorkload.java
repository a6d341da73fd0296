package dev.lanewise.bench.conv;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/**
 * One convolution with bias and ReLU on one kernel, ready to be run again and again by one thread.
 *
 * <p>All memory is native: dense channels-last activations, uniform in [-1, 1); weights with a
 * variance of {@code 1 / fan_in}; packed weights and scratch. The data depend on the problem alone,
 * so two kernels compute the same numbers. Memory is freed by {@link #close}.
 */
public final class ConvWorkload implements AutoCloseable {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT;

  private final ConvProblem problem;
  private final ConvKernel kernel;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment out;
  private final MemorySegment scratch;
  private final Step step;

  /**
   * Fills the operands and packs the weights.
   *
   * @throws IllegalArgumentException if the kernel refuses the problem
   */
  public ConvWorkload(ConvProblem problem, ConvKernel kernel) {
    this.problem = problem;
    this.kernel = ConvKernels.requireAccepted(kernel, problem);
    try {
      SplittableRandom random = new SplittableRandom(1);
      double radius = Math.sqrt(3.0 * problem.outChannels() / problem.weightCount());
      long inPixels = (long) problem.batch() * problem.in().volume();
      MemorySegment in = floats(inPixels * problem.inChannels());
      fill(in, random, 1);
      MemorySegment weights = floats(problem.weightCount());
      fill(weights, random, radius);
      MemorySegment bias = floats(problem.outChannels());
      fill(bias, random, 1);
      out = floats(problem.outPixels() * problem.outChannels());
      step =
          kernel
              .prepare(problem, weights, bias, Clamp.RELU, arena)
              .bind(
                  new View(in, 0, problem.inChannels()),
                  null,
                  new View(out, 0, problem.outChannels()));
      scratch = arena.allocate(step.scratchBytes(), 64);
    } catch (Throwable failure) {
      arena.close();
      throw failure;
    }
  }

  /** Computes the whole convolution on the calling thread. */
  public void run() {
    step.run(0, step.tiles(), scratch);
  }

  /** A copy of the output of the last run: {@code [N, OD, OH, OW, K]}. */
  public float[] output() {
    return out.toArray(F32);
  }

  /** What is computed. */
  public ConvProblem problem() {
    return problem;
  }

  /** What computes it. */
  public ConvKernel kernel() {
    return kernel;
  }

  /** Operations of one run as direct summation would do them: two per multiply-add. */
  public double flops() {
    return 2.0 * problem.macs();
  }

  @Override
  public void close() {
    arena.close();
  }

  private MemorySegment floats(long count) {
    return arena.allocate(count * Float.BYTES, 64);
  }

  private static void fill(MemorySegment segment, SplittableRandom random, double radius) {
    for (long i = 0; i < segment.byteSize() / Float.BYTES; i++) {
      segment.setAtIndex(F32, i, (float) random.nextDouble(-radius, radius));
    }
  }
}
