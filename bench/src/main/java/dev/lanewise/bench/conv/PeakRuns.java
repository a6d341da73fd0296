package dev.lanewise.bench.conv;

import dev.lanewise.app.bench.PeakMeter;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Kernels;

/**
 * Multiply-adds in registers, in runs as long as a kernel's.
 *
 * <p>The best of many short runs misses what a system takes from all long ones: a run of 30 µs
 * finds a gap between interrupts that one of half a millisecond does not.
 */
final class PeakRuns implements Runnable {
  private final KernelProvider kernels = Kernels.best();
  private final int rounds;
  private double flops;

  /**
   * @param nanos how long a run shall take, about
   */
  PeakRuns(double nanos) {
    double best = PeakMeter.gflops(1);
    this.rounds = (int) Math.clamp(nanos * best / kernels.exerciseFma(1), 1, Integer.MAX_VALUE);
  }

  @Override
  public void run() {
    flops = kernels.exerciseFma(rounds);
  }

  /** The speed of a run that took so long. */
  double gflops(double nanos) {
    return flops / nanos;
  }
}
