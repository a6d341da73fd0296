package dev.lanewise.app.bench;

import com.sun.management.ThreadMXBean;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Peak;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;

/**
 * Measures the multiply-add peak until it is steady: the first measurements in a JVM are of code
 * that is not compiled yet.
 */
public final class PeakMeter {
  private static final int FEWEST = 3;
  private static final int MOST = 24;
  private static final double STEADY = 1.03;
  private static final int ROUNDS = 20_000;
  private static final long WARM_UP_NANOS = 20_000_000_000L;

  private PeakMeter() {}

  /**
   * The peak of so many threads at the same time, in GFLOP/s; takes about half a second once the
   * JVM has compiled the loop.
   */
  public static double gflops(int threads) {
    warmUp();
    return steady(() -> Peak.measureGflops(threads));
  }

  /**
   * Runs the loop until it allocates less than a byte per round: until it is compiled, each of its
   * vectors is an object. On a busy machine its measurements may be steady long before.
   */
  private static void warmUp() {
    ThreadMXBean meter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    KernelProvider kernels = Kernels.best();
    long end = System.nanoTime() + WARM_UP_NANOS;
    long before;
    do {
      before = meter.getCurrentThreadAllocatedBytes();
      kernels.exerciseFma(ROUNDS);
    } while (meter.getCurrentThreadAllocatedBytes() - before >= ROUNDS && System.nanoTime() < end);
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
