package dev.lanewise.engine.plan;

import com.sun.management.ThreadMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What a warm-up came to. A JVM interprets code first and compiles it, in two stages and in the
 * background, while it runs; so the first runs of a network in a process are many times slower than
 * later ones.
 *
 * @param settled whether, over {@value #CALM_WINDOWS} windows of time, runs got no faster any more,
 *     the JVM compiled nothing of note, and the calling thread allocated nothing: code that is not
 *     in its final form puts vectors on the heap. Else time ran out before. The JVM tells of a
 *     compilation when it is finished, so one that outlasts these windows is not seen
 * @param runs of the network
 * @param nanos that all of it took
 * @param firstNanos of the first run
 * @param lastNanos of a run at the end, by the median of the last window
 * @param compiledMillis what the JVM's compiler threads spent on code that they finished meanwhile;
 *     0 where the JVM does not tell
 */
public record WarmUp(
    boolean settled, int runs, long nanos, long firstNanos, long lastNanos, long compiledMillis) {
  private static final int CALM_WINDOWS = 3;
  private static final int WINDOW_RUNS = 3;

  /** What still counts as faster: timing is noisy. */
  private static final double FASTER = 0.97;

  /** The part of a window that may go into compiling. */
  private static final double COMPILING = 0.05;

  /**
   * How long to repeat something.
   *
   * @param windowNanos least length of a window of time
   * @param leastNanos when it may end
   * @param mostNanos when it must end, with the run that is going on
   * @param clock in nanoseconds
   * @param compiling the time that the JVM has spent on compiling so far, in milliseconds
   * @param allocated what this thread has allocated on the heap so far, in bytes
   */
  public record Pace(
      long windowNanos,
      long leastNanos,
      long mostNanos,
      LongSupplier clock,
      LongSupplier compiling,
      LongSupplier allocated) {
    /**
     * By the clock, the compiler and the heap of this JVM: for what allocates nothing in the end.
     */
    public static Pace of(long windowNanos, long leastNanos, long mostNanos) {
      return new Pace(
          windowNanos,
          leastNanos,
          mostNanos,
          System::nanoTime,
          compilingMillis(),
          allocatedBytes());
    }

    static LongSupplier allocatedBytes() {
      return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean meter
              && meter.isThreadAllocatedMemorySupported()
              && meter.isThreadAllocatedMemoryEnabled()
          ? meter::getCurrentThreadAllocatedBytes
          : () -> 0;
    }

    /** The time that this JVM has spent on compiling so far, in milliseconds; 0 if unknown. */
    public static LongSupplier compilingMillis() {
      CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
      boolean timed = compiler != null && compiler.isCompilationTimeMonitoringSupported();
      return timed ? compiler::getTotalCompilationTime : () -> 0;
    }
  }

  /** Repeats something until it gets no faster, or time runs out. */
  public static WarmUp repeat(Runnable run, Pace pace) {
    long start = pace.clock.getAsLong();
    long compiledBefore = pace.compiling.getAsLong();
    double best = Double.POSITIVE_INFINITY;
    int calm = 0;
    int runs = 0;
    long first = 0;
    long last = 0;
    long elapsed = 0;
    while (elapsed < pace.mostNanos && (elapsed < pace.leastNanos || calm < CALM_WINDOWS)) {
      long compiled = pace.compiling.getAsLong();
      long[] times = new long[WINDOW_RUNS];
      int count = 0;
      long total = 0;
      long heap = 0;
      while ((count < WINDOW_RUNS || total < pace.windowNanos) && elapsed < pace.mostNanos) {
        long heapBefore = pace.allocated.getAsLong();
        long before = pace.clock.getAsLong();
        run.run();
        long now = pace.clock.getAsLong();
        heap += pace.allocated.getAsLong() - heapBefore;
        times = count == times.length ? Arrays.copyOf(times, 2 * count) : times;
        times[count++] = now - before;
        total += now - before;
        elapsed = now - start;
      }
      first = runs == 0 ? times[0] : first;
      runs += count;
      Arrays.sort(times, 0, count);
      last = times[count / 2];
      double compileNanos = (pace.compiling.getAsLong() - compiled) * 1e6;
      boolean isWhole = count >= WINDOW_RUNS && total >= pace.windowNanos;
      boolean isCalm = last >= FASTER * best && compileNanos <= COMPILING * total;
      calm = isWhole && isCalm && heap == 0 ? calm + 1 : 0;
      best = Math.min(best, last);
    }
    long compiled = pace.compiling.getAsLong() - compiledBefore;
    return new WarmUp(calm >= CALM_WINDOWS, runs, elapsed, first, last, compiled);
  }

  /** This one followed by another. */
  WarmUp then(WarmUp next) {
    return new WarmUp(
        next.settled,
        runs + next.runs,
        nanos + next.nanos,
        firstNanos,
        next.lastNanos,
        compiledMillis + next.compiledMillis);
  }

  /** One line. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s after %.1f s and %d runs, from %.3f to %.3f ms; the JVM compiled for %.1f s",
        settled ? "settled" : "not settled",
        nanos / 1e9,
        runs,
        firstNanos / 1e6,
        lastNanos / 1e6,
        compiledMillis / 1e3);
  }
}
