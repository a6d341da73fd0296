package dev.lanewise.bench.timing;

import java.util.Arrays;

/** The few statistics that robust comparisons need. */
public final class Statistics {
  private Statistics() {}

  /** The middle value, or the mean of the middle two; of at least one value. */
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /** The standard deviation of all values, as if there were no others. */
  public static double standardDeviation(float... values) {
    double mean = 0;
    for (float value : values) {
      mean += value;
    }
    mean /= values.length;
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }
}
