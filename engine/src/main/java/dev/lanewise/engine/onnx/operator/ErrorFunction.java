package dev.lanewise.engine.onnx.operator;

/**
 * The error function {@code 2 / sqrt(pi) * integral from 0 to x of exp(-t^2) dt} in double.
 *
 * <p>Near 0 it sums a series of positive terms, further out a continued fraction (Abramowitz and
 * Stegun, Handbook of Mathematical Functions, 7.1.6 and 7.1.14). The relative error is below 1e-14.
 */
final class ErrorFunction {
  private static final double ROOT_OF_PI = Math.sqrt(Math.PI);

  /** From here on the continued fraction converges faster than the series. */
  private static final double FAR = 2;

  /** Terms of the continued fraction that a double needs at {@link #FAR}. */
  private static final int TERMS = 60;

  private ErrorFunction() {}

  static double of(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    double distance = Math.abs(x);
    // Beyond 6 the rest is less than half a unit in the last place of 1.
    double result = distance < FAR ? series(distance) : distance > 6 ? 1 : 1 - fraction(distance);
    return Math.copySign(result, x);
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / ROOT_OF_PI * Math.exp(-x * x) * sum;
  }

  private static double fraction(double x) {
    double tail = 0;
    for (int k = TERMS; k > 0; k--) {
      tail = k / 2.0 / (x + tail);
    }
    return Math.exp(-x * x) / ROOT_OF_PI / (x + tail);
  }
}
