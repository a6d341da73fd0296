package dev.lanewise.models;

import java.util.Arrays;

/** How far computed values are from true ones. */
final class Distance {
  private Distance() {}

  /** The largest absolute difference; NaN if there is one anywhere. */
  static double largest(float[] got, double[] truth) {
    double largest = 0;
    for (int i = 0; i < truth.length; i++) {
      largest = Math.max(largest, Math.abs(got[i] - truth[i]));
    }
    return largest;
  }

  /** The largest absolute difference; NaN if there is one anywhere. */
  static double largest(double[] got, double[] truth) {
    double largest = 0;
    for (int i = 0; i < truth.length; i++) {
      largest = Math.max(largest, Math.abs(got[i] - truth[i]));
    }
    return largest;
  }

  /** The standard deviation of all values. */
  static double std(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(variance / values.length);
  }
}
