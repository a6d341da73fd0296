package dev.lanewise.app.verify;

import dev.lanewise.engine.tensor.Tensor;
import java.util.Locale;

/**
 * How near an output must be to the expected one.
 *
 * <p>Type and shape must be the same. NaN equals NaN, and an infinity only itself. Without further
 * numbers the rule is that of ONNX, {@code |y - e| <= atol + rtol * |e|} for each element. With
 * {@code maxErrStd} it is {@code max |y - e| <= maxErrStd * s} instead, where s is the standard
 * deviation of the expected output, or its largest magnitude where all its elements are equal (a
 * single number has no deviation). With {@code minCorr} the correlation of both must reach it too.
 *
 * @param rtol relative to each element
 * @param atol absolute
 * @param maxErrStd in standard deviations; NaN for ONNX's rule
 * @param minCorr least correlation; NaN for any
 */
public record Tolerance(double rtol, double atol, double maxErrStd, double minCorr) {
  /** The rule of ONNX. */
  public static final Tolerance ONNX = new Tolerance(1e-3, 1e-7, Double.NaN, Double.NaN);

  /**
   * What a comparison found.
   *
   * @param passed whether the output is near enough
   * @param detail the difference in words
   */
  public record Verdict(boolean passed, String detail) {}

  /** Compares an output with the expected one. */
  public Verdict compare(Tensor actual, Tensor expected) {
    if (actual.dtype() != expected.dtype() || !actual.shape().equals(expected.shape())) {
      return new Verdict(false, "wanted %s, got %s".formatted(expected, actual));
    }
    if (actual.contentEquals(expected)) {
      return new Verdict(true, "equal");
    }
    double[] y = actual.toDoubles();
    double[] e = expected.toDoubles();
    return Double.isNaN(maxErrStd) ? byElement(y, e) : byDeviation(y, e);
  }

  private Verdict byElement(double[] y, double[] e) {
    int wrong = 0;
    int worst = -1;
    double worstExcess = 0;
    double largest = 0;
    for (int i = 0; i < y.length; i++) {
      double error = error(y[i], e[i]);
      double allowed = atol + rtol * Math.abs(e[i]);
      largest = Math.max(largest, error);
      if (!(error <= allowed)) {
        wrong++;
        double excess = error - allowed;
        if (worst < 0 || excess > worstExcess) {
          worst = i;
          worstExcess = excess;
        }
      }
    }
    if (wrong > 0) {
      return new Verdict(
          false,
          String.format(
              Locale.ROOT,
              "%d of %d elements differ, most element %d: wanted %.9g, got %.9g",
              wrong,
              y.length,
              worst,
              e[worst],
              y[worst]));
    }
    return correlated(y, e, String.format(Locale.ROOT, "max error %.2g", largest));
  }

  private Verdict byDeviation(double[] y, double[] e) {
    double scale = deviation(e);
    String of = "standard deviations";
    if (scale == 0) {
      of = "of the largest magnitude";
      for (double value : e) {
        scale = Math.max(scale, Math.abs(value));
      }
    }
    int worst = 0;
    double largest = 0;
    for (int i = 0; i < y.length; i++) {
      double error = error(y[i], e[i]);
      if (!(error <= largest)) {
        largest = error;
        worst = i;
      }
    }
    String detail = String.format(Locale.ROOT, "max error %.2g %s", largest / scale, of);
    if (!(largest <= maxErrStd * scale)) {
      return new Verdict(
          false,
          String.format(
              Locale.ROOT,
              "%s at element %d: wanted %.9g, got %.9g",
              detail,
              worst,
              e[worst],
              y[worst]));
    }
    return correlated(y, e, detail);
  }

  private Verdict correlated(double[] y, double[] e, String detail) {
    if (Double.isNaN(minCorr)) {
      return new Verdict(true, detail);
    }
    double correlation = correlation(y, e);
    String both = String.format(Locale.ROOT, "%s, correlation %.6f", detail, correlation);
    return new Verdict(correlation >= minCorr, both);
  }

  /** NaN for one NaN, infinite for an infinity where another number is. */
  private static double error(double y, double e) {
    if (Double.isNaN(y) && Double.isNaN(e) || y == e) {
      return 0;
    }
    return Math.abs(y - e);
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Pearson's; 1 where an output is constant, since the error says all then. */
  private static double correlation(double[] y, double[] e) {
    double meanY = mean(y);
    double meanE = mean(e);
    double both = 0;
    double squaresY = 0;
    double squaresE = 0;
    for (int i = 0; i < y.length; i++) {
      both += (y[i] - meanY) * (e[i] - meanE);
      squaresY += (y[i] - meanY) * (y[i] - meanY);
      squaresE += (e[i] - meanE) * (e[i] - meanE);
    }
    return squaresY == 0 || squaresE == 0 ? 1 : both / Math.sqrt(squaresY * squaresE);
  }
}
