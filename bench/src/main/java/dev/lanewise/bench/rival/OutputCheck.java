package dev.lanewise.bench.rival;

import dev.lanewise.bench.timing.Statistics;
import java.util.Map;

/**
 * Whether two runtimes compute the same.
 *
 * @param output the name of the output that differs most
 * @param relative the largest difference of two elements, in standard deviations of the output; NaN
 *     if an element is not finite or shapes differ
 * @param bound what {@code relative} must not exceed
 */
public record OutputCheck(String output, double relative, double bound) {
  /**
   * Algorithms that transform their input may err by 1e-4 standard deviations; the other runtime's
   * rounding comes on top.
   */
  private static final double FAST_BOUND = 2e-4;

  /** Direct summation on both sides: float32 rounding through a hundred layers. */
  private static final double PRECISE_BOUND = 2e-5;

  /** Compares all outputs of {@code theirs}, which set the scale. */
  public static OutputCheck of(
      Map<String, float[]> ours, Map<String, float[]> theirs, boolean precise) {
    double bound = precise ? PRECISE_BOUND : FAST_BOUND;
    OutputCheck worst = new OutputCheck("", Double.NEGATIVE_INFINITY, bound);
    for (Map.Entry<String, float[]> output : theirs.entrySet()) {
      double relative =
          relative(ours.getOrDefault(output.getKey(), new float[0]), output.getValue());
      if (Double.compare(relative, worst.relative) > 0) { // NaN counts as the largest
        worst = new OutputCheck(output.getKey(), relative, bound);
      }
    }
    return worst;
  }

  /** Whether the outputs agree. */
  public boolean agrees() {
    return relative <= bound;
  }

  /**
   * Does nothing if the outputs agree.
   *
   * @throws OutputsDifferException if they do not
   */
  public void requireAgreement(String model) {
    if (!agrees()) {
      throw new OutputsDifferException(model, this);
    }
  }

  private static double relative(float[] ours, float[] theirs) {
    if (ours.length != theirs.length) {
      return Double.NaN;
    }
    double largest = 0;
    for (int i = 0; i < ours.length; i++) {
      double difference = Math.abs((double) ours[i] - theirs[i]);
      if (!Double.isFinite(difference)) {
        return Double.NaN;
      }
      largest = Math.max(largest, difference);
    }
    // An output without any spread, such as one of a single class, is compared by itself.
    double deviation = Statistics.standardDeviation(theirs);
    return largest == 0 ? 0 : largest / (deviation > 0 ? deviation : Math.abs(theirs[0]));
  }
}
