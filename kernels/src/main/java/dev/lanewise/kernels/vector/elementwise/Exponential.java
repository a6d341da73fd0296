package dev.lanewise.kernels.vector.elementwise;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The exponential function of numbers that are not positive.
 *
 * <p>{@code e^x = 2^n * e^r} with {@code n = round(x / ln 2)}; n is found by adding a number so
 * large that the sum has no fraction bits, and ln 2 is subtracted in two parts, the first of which
 * has so few bits that n times it is exact (Cody and Waite, "Software Manual for the Elementary
 * Functions", 1980). For {@code |r| <= ln(2) / 2} a polynomial of least largest error (Remez) gives
 * {@code (e^r - 1 - r) / r^2}, which adds 3.1e-9 to the relative error of {@code e^r}.
 *
 * <p>Multiplications and additions are rounded one by one, so that results do not depend on fused
 * ones being there. NaN stays NaN.
 */
final class Exponential {
  /** ln(2^-126): below it the result has no exponent of its own. */
  private static final float LEAST = -87.33654f;

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.1219444e-4f;

  /** 1.5 * 2^23: sums with it are integers, found in the low bits. */
  private static final float ROUNDER = 12582912f;

  private static final int MANTISSA_BITS = 23;
  private static final int BITS_OF_ONE = 0x3f800000;

  private static final float C2 = 0.49999994f;
  private static final float C3 = 0.16666521f;
  private static final float C4 = 0.04166839f;
  private static final float C5 = 0.00836871f;
  private static final float C6 = 0.0013814613f;

  private Exponential() {}

  /** {@code e^x}, 0 where that is below the smallest normal number. */
  static FloatVector of(FloatVector x) {
    FloatVector y = least(x);
    FloatVector n = y.mul(LOG2_E).add(ROUNDER);
    FloatVector e = polynomial(reduce(y, n.sub(ROUNDER))).add(1f).mul(power(n));
    return e.blend(0f, x.compare(VectorOperators.LT, LEAST));
  }

  /** {@code e^x - 1}, exact to the last places near 0 as well. */
  static FloatVector minusOne(FloatVector x) {
    FloatVector y = least(x);
    FloatVector n = y.mul(LOG2_E).add(ROUNDER);
    FloatVector scale = power(n);
    return polynomial(reduce(y, n.sub(ROUNDER))).mul(scale).add(scale.sub(1f));
  }

  /** Not by {@code max}, which would cost more, as it tells the zeros apart. */
  private static FloatVector least(FloatVector x) {
    return x.blend(LEAST, x.compare(VectorOperators.LT, LEAST));
  }

  private static FloatVector reduce(FloatVector x, FloatVector n) {
    return x.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW));
  }

  /** {@code e^r - 1}. */
  private static FloatVector polynomial(FloatVector r) {
    FloatVector q = r.mul(C6).add(C5).mul(r).add(C4).mul(r).add(C3).mul(r).add(C2);
    return r.mul(r).mul(q).add(r);
  }

  /** 2^n, given {@code n + ROUNDER}: its low bits, moved to the place of the exponent. */
  private static FloatVector power(FloatVector n) {
    return n.reinterpretAsInts()
        .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
        .add(BITS_OF_ONE)
        .reinterpretAsFloats();
  }
}
