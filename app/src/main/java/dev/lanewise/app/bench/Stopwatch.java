package dev.lanewise.app.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Times something that is run again and again: first until it gets no faster, then for the record.
 *
 * <p>Warm-up goes on in windows of time. It ends when it has lasted long enough and several windows
 * in a row were neither faster than the best one before them nor spent on compiling, since then the
 * JVM has compiled what there is to compile. A limit ends it where times never settle.
 *
 * @param minNanos least time of the warm-up, and least sum of the recorded times
 * @param minRuns least number of recorded runs, unless they would take ten times as long
 * @param clock in nanoseconds
 * @param compiling the time that the JVM has spent on compiling so far, in milliseconds
 */
public record Stopwatch(long minNanos, int minRuns, LongSupplier clock, LongSupplier compiling) {
  private static final int MIN_RUNS = 30;
  private static final int FEWEST_RUNS = 5;
  private static final int MAX_RUNS = 1_000_000;

  /** What the limits are in units of the least time. */
  private static final int PATIENCE = 10;

  private static final int WINDOWS = 10;
  private static final int WINDOW_RUNS = 3;
  private static final int CALM_WINDOWS = 3;

  /** What still counts as faster: timing is noisy. */
  private static final double FASTER = 0.97;

  /** The part of a window that may go into compiling. */
  private static final double COMPILING = 0.05;

  /** The usual one: warm-up and recording each last at least so many seconds. */
  public static Stopwatch lasting(double seconds) {
    var compiler = ManagementFactory.getCompilationMXBean();
    boolean timed = compiler != null && compiler.isCompilationTimeMonitoringSupported();
    return new Stopwatch(
        (long) (seconds * 1e9),
        MIN_RUNS,
        System::nanoTime,
        timed ? compiler::getTotalCompilationTime : () -> 0);
  }

  /** Warms up, then times one run after the other. */
  public Timings measure(Runnable run) {
    warmUp(run);
    Recording recording = new Recording();
    while (recording.count < MAX_RUNS && !isEnough(recording)) {
      recording.add(run);
    }
    return recording.timings();
  }

  private boolean isEnough(Recording recording) {
    return recording.total >= minNanos && recording.count >= minRuns
        || recording.total >= PATIENCE * minNanos
            && recording.count >= Math.min(minRuns, FEWEST_RUNS);
  }

  private void warmUp(Runnable run) {
    long start = clock.getAsLong();
    double best = Double.POSITIVE_INFINITY;
    int calm = 0;
    long elapsed = 0;
    while (elapsed < PATIENCE * minNanos && (elapsed < minNanos || calm < CALM_WINDOWS)) {
      long compiled = compiling.getAsLong();
      Recording window = new Recording();
      while (window.count < WINDOW_RUNS || window.total < minNanos / WINDOWS) {
        window.add(run);
      }
      double median = window.timings().median();
      double compileNanos = (compiling.getAsLong() - compiled) * 1e6;
      boolean isCalm = median >= FASTER * best && compileNanos <= COMPILING * window.total;
      calm = isCalm ? calm + 1 : 0;
      best = Math.min(best, median);
      elapsed = clock.getAsLong() - start;
    }
  }

  /** A growing list of times. */
  private final class Recording {
    private long[] times = new long[MIN_RUNS];
    private int count;
    private long total;

    void add(Runnable run) {
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
      }
      long start = clock.getAsLong();
      run.run();
      times[count] = clock.getAsLong() - start;
      total += times[count];
      count++;
    }

    Timings timings() {
      return new Timings(Arrays.copyOf(times, count));
    }
  }
}
