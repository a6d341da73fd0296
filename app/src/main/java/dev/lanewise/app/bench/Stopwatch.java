package dev.lanewise.app.bench;

import dev.lanewise.engine.plan.WarmUp;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Times something that is run again and again: first until it gets no faster, then for the record.
 *
 * <p>{@link WarmUp} says when it gets no faster; a limit ends the warm-up where times never settle.
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

  /** Windows of the warm-up in the least time. */
  private static final int WINDOWS = 10;

  /** The usual one: warm-up and recording each last at least so many seconds. */
  public static Stopwatch lasting(double seconds) {
    return new Stopwatch(
        (long) (seconds * 1e9), MIN_RUNS, System::nanoTime, WarmUp.Pace.compilingMillis());
  }

  /** Warms up, then times one run after the other. */
  public Timings measure(Runnable run) {
    WarmUp.repeat(
        run,
        new WarmUp.Pace(
            minNanos / WINDOWS, minNanos, PATIENCE * minNanos, clock, compiling, () -> 0));
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
