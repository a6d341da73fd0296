package dev.lanewise.kernels.vector.elementwise;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The functions of {@link dev.lanewise.kernels.Activation} on one vector.
 *
 * <p>Those with an exponential take it of {@code -|x|}, which cannot overflow, and go on with a sum
 * of numbers of one sign, so that the relative error stays at a few roundings everywhere.
 */
final class Curves {
  private Curves() {}

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = Exponential.of(x.abs().neg());
    FloatVector top = e.blend(1f, x.compare(VectorOperators.GE, 0f));
    return top.div(e.add(1f));
  }

  /** {@code tanh |x| = -m / (m + 2)} with {@code m = e^(-2|x|) - 1}. */
  static FloatVector tanh(FloatVector x) {
    FloatVector m = Exponential.minusOne(x.abs().mul(-2f));
    FloatVector y = m.div(m.add(2f));
    return y.blend(y.neg(), x.compare(VectorOperators.GT, 0f));
  }

  static FloatVector silu(FloatVector x) {
    return x.mul(sigmoid(x));
  }

  static FloatVector leakyRelu(FloatVector x, float slope) {
    return x.blend(x.mul(slope), x.compare(VectorOperators.LT, 0f));
  }

  static FloatVector elu(FloatVector x, float alpha) {
    VectorMask<Float> above = x.compare(VectorOperators.GT, 0f);
    return Exponential.minusOne(x.abs().neg()).mul(alpha).blend(x, above);
  }

  static FloatVector hardSigmoid(FloatVector x, float slope, float offset) {
    FloatVector y = x.mul(slope).add(offset);
    y = y.blend(0f, y.compare(VectorOperators.LT, 0f));
    return y.blend(1f, y.compare(VectorOperators.GT, 1f));
  }

  /** With {@code x + 3} in place of {@code x / 6 + 1/2}: near -3 that sum is exact. */
  static FloatVector hardSwish(FloatVector x) {
    FloatVector y = x.add(3f);
    y = y.blend(0f, y.compare(VectorOperators.LT, 0f));
    y = y.blend(6f, y.compare(VectorOperators.GT, 6f));
    return x.mul(y.mul(1 / 6f));
  }
}
