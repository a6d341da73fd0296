package dev.lanewise.app.bench;

import dev.lanewise.kernels.Peak;
import java.util.function.DoubleSupplier;

/**
 * Measures the multiply-add peak until it is steady: the first measurements in a JVM are of code
 * that is not compiled yet.
 */
public final class PeakMeter {
  private static final int FEWEST = 3;
  private static final int MOST = 24;
  private static final double STEADY = 1.03;

  private PeakMeter() {}

  /** The peak of so many threads at the same time, in GFLOP/s; takes about half a second. */
  public static double gflops(int threads) {
    return steady(() -> Peak.measureGflops(threads));
  }

  /** The best of several measurements, of which the last two added nothing of note. */
  static double steady(DoubleSupplier measurement) {
    double best = 0;
    int calm = 0;
    for (int i = 0; i < MOST && (i < FEWEST || calm < 2); i++) {
      double now = measurement.getAsDouble();
      calm = now > STEADY * best ? 0 : calm + 1;
      best = Math.max(best, now);
    }
    return best;
  }
}
