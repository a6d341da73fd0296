package dev.lanewise.bench.rival;

import dev.lanewise.app.bench.PeakMeter;
import dev.lanewise.bench.timing.Blocks;
import dev.lanewise.bench.timing.Idle;

/**
 * Lets two contestants take turns: a block of ours, a block of theirs, and again. Before each block
 * the process comes to rest, so that workers which still spin take no time from the other one.
 *
 * @param blocks what one turn is
 * @param alternations how many turns each one has, at least 1
 * @param threads that each one uses
 */
public record Contest(Blocks blocks, int alternations, int threads) {

  /** What came out: one number for each alternation. */
  public record Times(double[] ourNanos, double[] theirNanos, double peakGflops) {}

  /** Warms both up, then times them; each number is the median over the runs of a block. */
  public Times run(Runnable ours, Runnable theirs) {
    blocks.warmUp(ours);
    blocks.warmUp(theirs);
    double[] ourNanos = new double[alternations];
    double[] theirNanos = new double[alternations];
    double peak = 0;
    for (int i = 0; i < alternations; i++) {
      Idle.await();
      peak = Math.max(peak, PeakMeter.gflops(threads));
      Idle.await();
      ourNanos[i] = blocks.time(ours).median();
      Idle.await();
      theirNanos[i] = blocks.time(theirs).median();
    }
    return new Times(ourNanos, theirNanos, peak);
  }
}
