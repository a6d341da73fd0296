package dev.lanewise.bench.conv;

import dev.lanewise.kernels.ConvProblem;

/**
 * How fast one kernel solved one problem.
 *
 * @param chosen whether it is the one that the compiler of a network would choose
 * @param bestNanos the shortest run
 * @param medianNanos the median of the medians of all blocks
 * @param peakGflops the peak of one thread, measured as the kernel was: the median of all blocks'
 *     medians, of runs as long as those of the chosen kernel
 */
public record KernelResult(
    ConvProblem problem,
    String kernel,
    boolean chosen,
    double bestNanos,
    double medianNanos,
    double peakGflops) {

  /** Speed by the median, counting what direct summation would do. */
  public double gflops() {
    return 2.0 * problem.macs() / medianNanos;
  }

  /** Speed by the median, as a part of the peak; above 1 where an algorithm saves arithmetic. */
  public double peakFraction() {
    return gflops() / peakGflops;
  }
}
