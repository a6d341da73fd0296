package dev.lanewise.bench.timing;

import dev.lanewise.app.bench.Timings;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Times something in blocks of many runs, so that several contestants can take turns.
 *
 * @param nanos least time of a block
 * @param clock in nanoseconds
 * @param compiling the time that the JVM has spent on compiling so far, in milliseconds
 */
public record Blocks(long nanos, LongSupplier clock, LongSupplier compiling) {
  /** Runs at the start of a block that are not recorded: they find cold caches and threads. */
  private static final int UNRECORDED = 3;

  private static final int FEWEST_RUNS = 5;
  private static final int MOST_RUNS = 1_000_000;

  /** The least time of a warm-up, and its limit, in blocks. */
  private static final int WARM_UP = 3;

  private static final int PATIENCE = 20;
  private static final int WINDOWS_PER_BLOCK = 4;
  private static final int CALM_WINDOWS = 3;

  /** What still counts as faster: timing is noisy. */
  private static final double FASTER = 0.97;

  /** The part of a stretch that may go into compiling. */
  private static final double COMPILING = 0.05;

  /** Blocks of at least so many seconds. */
  public static Blocks lasting(double seconds) {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    boolean timed = compiler != null && compiler.isCompilationTimeMonitoringSupported();
    return new Blocks(
        (long) (seconds * 1e9),
        System::nanoTime,
        timed ? compiler::getTotalCompilationTime : () -> 0);
  }

  /**
   * Runs for three blocks or longer, until several stretches in a row were neither faster than the
   * best one before them nor spent on compiling; gives up waiting for that after 20 blocks.
   */
  public void warmUp(Runnable run) {
    long start = clock.getAsLong();
    double best = Double.POSITIVE_INFINITY;
    int calm = 0;
    long elapsed = 0;
    while (elapsed < WARM_UP * nanos || calm < CALM_WINDOWS && elapsed < PATIENCE * nanos) {
      long compiled = compiling.getAsLong();
      long begin = clock.getAsLong();
      double median = record(run, nanos / WINDOWS_PER_BLOCK, 1).median();
      long end = clock.getAsLong();
      double compileNanos = (compiling.getAsLong() - compiled) * 1e6;
      boolean faster = median < FASTER * best;
      calm = faster || compileNanos > COMPILING * (end - begin) ? 0 : calm + 1;
      // Only then, so that many small steps count as well.
      best = faster ? median : best;
      elapsed = end - start;
    }
  }

  /** One block: some runs for the caches, then timed ones. */
  public Timings time(Runnable run) {
    for (int i = 0; i < UNRECORDED; i++) {
      run.run();
    }
    return record(run, nanos, FEWEST_RUNS);
  }

  private Timings record(Runnable run, long least, int fewest) {
    long[] times = new long[64];
    int count = 0;
    long total = 0;
    while (count < MOST_RUNS && (total < least || count < fewest)) {
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
      }
      long start = clock.getAsLong();
      run.run();
      times[count] = clock.getAsLong() - start;
      total += times[count];
      count++;
    }
    return new Timings(Arrays.copyOf(times, count));
  }
}
