package dev.lanewise.app.bench;

import java.util.Arrays;

/**
 * How long each of many runs took.
 *
 * @param nanos one time per run, at least one, in increasing order
 */
public record Timings(long[] nanos) {
  /** Sorts a copy. */
  public Timings {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("no run was timed");
    }
    nanos = nanos.clone();
    Arrays.sort(nanos);
  }

  /** The middle one, or the mean of the middle two, in nanoseconds. */
  public double median() {
    int n = nanos.length;
    return (nanos[(n - 1) / 2] + nanos[n / 2]) / 2.0;
  }

  /** The time that nine of ten runs keep within (nearest rank), in nanoseconds. */
  public double p90() {
    return nanos[(9 * nanos.length + 9) / 10 - 1];
  }

  /** The shortest time, in nanoseconds. */
  public double min() {
    return nanos[0];
  }

  /** How many runs were timed. */
  public int runs() {
    return nanos.length;
  }

  /** A copy of the times. */
  @Override
  public long[] nanos() {
    return nanos.clone();
  }
}
