package dev.lanewise.kernels;

/**
 * How far a computed output may be from the exact one.
 *
 * <p>With {@code u = 2^-24}, the unit roundoff of float32, a sum of m terms in any order, each of
 * them a product that is rounded or fused into the sum, has an error of at most {@code g(m) * S},
 * where {@code S} is the sum of the absolute values of the terms and {@code g(m) = m * u / (1 - m *
 * u)} (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.1). Clamping
 * moves two numbers no further apart, so that the bounds hold behind a clamp as well.
 */
@FunctionalInterface
interface Bound {
  /** The unit roundoff of float32. */
  double U = 0x1p-24;

  /**
   * The largest allowed error of one output.
   *
   * @param terms the number of products, bias and residual included
   * @param magnitude the sum of the absolute values of the terms
   * @param scale the largest activation times the largest absolute sum of one output's weights,
   *     plus the largest bias and residual: an upper end of all magnitudes
   */
  double allowed(long terms, double magnitude, double scale);

  /** Direct summation in float32, in any order: {@code g(terms) * magnitude}. */
  static Bound direct() {
    return (terms, magnitude, scale) -> gamma(terms) * magnitude;
  }

  /**
   * Summation in double, rounded to float once: half a unit in the last place of a result that is
   * at most {@code magnitude}, and {@code terms} roundings of double.
   */
  static Bound doubleAccumulation() {
    return (terms, magnitude, scale) -> (U + terms * 0x1p-52) * magnitude;
  }

  /**
   * Algorithms that transform their input, such as Winograd's: {@code factor * u * scale}.
   * Transforms mix neighbouring inputs, weights and outputs, so that the error follows the largest
   * of them, not the terms of one output.
   */
  static Bound transformed(double factor) {
    return (terms, magnitude, scale) -> factor * U * scale;
  }

  /** The bound that a kernel must keep on real data. */
  static Bound of(ConvKernel kernel) {
    if (kernel.name().equals("winograd4x4s2")) {
      return transformed(16); // seven interpolation points, of which the largest counts cubed twice
    }
    if (kernel.name().equals("winograd5x5lean")) {
      return transformed(20); // the same points, counted to the fourth power
    }
    if (kernel.name().equals("im2col-pixels")) {
      return direct(); // in an order that is not the same for all pixels
    }
    if (!kernel.isDirect()) {
      return transformed(8);
    }
    return kernel.name().equals("reference") ? doubleAccumulation() : direct();
  }

  /** {@code m * u / (1 - m * u)}. */
  static double gamma(long m) {
    return m * U / (1 - m * U);
  }
}
