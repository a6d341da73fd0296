package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Clamp;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Sums and products: of two values, and of a value with one constant number per channel. */
final class ArithmeticTranslators {
  private static final int BROADCAST_SINCE = 7;

  private ArithmeticTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("Add", ArithmeticTranslators::add);
    all.put("Sub", ArithmeticTranslators::subtract);
    all.put("Mul", ArithmeticTranslators::multiply);
    all.put("Div", ArithmeticTranslators::divide);
    all.put("Sum", ArithmeticTranslators::sum);
    all.put("Neg", t -> affine(t, t.x(0), -1, 0));
    all.put("Pow", ArithmeticTranslators::power);
  }

  private static void add(Translation t) {
    if (t.isConstant(0) || t.isConstant(1)) {
      int constant = t.isConstant(1) ? 1 : 0;
      String x = t.x(1 - constant);
      affine(t, x, ones(t, x), numbers(t, constant, x));
      return;
    }
    sameShapes(t, t.x(0), t.x(1));
    t.result(new Op.Add(Clamp.NONE), t.x(0), t.x(1));
  }

  private static void subtract(Translation t) {
    if (t.isConstant(1)) {
      String x = t.x(0);
      affine(t, x, ones(t, x), scaled(numbers(t, 1, x), -1));
      return;
    }
    String b = t.x(1);
    if (t.isConstant(0)) {
      affine(t, b, scaled(ones(t, b), -1), numbers(t, 0, b));
      return;
    }
    String a = t.x(0);
    sameShapes(t, a, b);
    int channels = channels(t, b);
    String negative =
        t.emit(
            "negative",
            new Op.Affine(Clamp.NONE),
            b,
            t.numbers("minus", channels, -1),
            t.numbers("zero", channels, 0));
    t.result(new Op.Add(Clamp.NONE), a, negative);
  }

  private static void multiply(Translation t) {
    if (t.isConstant(0) || t.isConstant(1)) {
      int constant = t.isConstant(1) ? 1 : 0;
      String x = t.x(1 - constant);
      affine(t, x, numbers(t, constant, x), new float[channels(t, x)]);
      return;
    }
    String a = t.x(0);
    String b = t.x(1);
    require(t.opset() >= BROADCAST_SINCE || t.shape(0).equals(t.shape(1)), "it broadcasts by axis");
    require(t.shape(0).rank() == t.shape(1).rank(), "its operands differ in rank");
    Activation gated = gated(t, a, b).or(() -> gated(t, b, a)).orElse(null);
    if (gated != null) {
      t.result(new PointwiseOp.Activate(gated), t.isActivationOf(b, a) ? a : b);
      return;
    }
    boolean secondIsGate = t.shape(0).elementCount() >= t.shape(1).elementCount();
    t.result(new PointwiseOp.Multiply(), secondIsGate ? a : b, secondIsGate ? b : a);
  }

  /** The activation that x times a function of x is. */
  private static Optional<Activation> gated(Translation t, String x, String gate) {
    if (!t.isActivationOf(gate, x)) {
      return Optional.empty();
    }
    Activation activation = t.activation(gate);
    if (activation.equals(Activation.SIGMOID)) {
      return Optional.of(Activation.SILU);
    }
    boolean hardSwish =
        activation.kind() == Activation.Kind.HARD_SIGMOID
            && (float) activation.alpha() == (float) Activation.HARD_SIGMOID.alpha()
            && activation.beta() == Activation.HARD_SIGMOID.beta();
    return hardSwish ? Optional.of(Activation.HARD_SWISH) : Optional.empty();
  }

  private static void divide(Translation t) {
    String x = t.x(0);
    float[] divisors = numbers(t, 1, x);
    for (int i = 0; i < divisors.length; i++) {
      divisors[i] = (float) (1.0 / divisors[i]);
      require(
          Float.isFinite(divisors[i]) && Math.abs(divisors[i]) >= Float.MIN_NORMAL,
          "a divisor has no reciprocal");
    }
    affine(t, x, divisors, new float[divisors.length]);
  }

  private static void sum(Translation t) {
    String total = t.x(0);
    if (t.inputCount() == 1) {
      t.result(new Op.Identity(), total);
      return;
    }
    for (int i = 1; i < t.inputCount(); i++) {
      sameShapes(t, total, t.x(i));
      if (i == t.inputCount() - 1) {
        t.result(new Op.Add(Clamp.NONE), total, t.x(i));
      } else {
        total = t.emit("sum " + i, new Op.Add(Clamp.NONE), total, t.x(i));
      }
    }
  }

  private static void power(Translation t) {
    String x = t.x(0);
    require(t.scalar(1) == 2, "its exponent is not 2");
    require(t.shape(1).rank() <= t.shape(0).rank(), "its exponent broadcasts the input");
    t.result(new PointwiseOp.Multiply(), x, x);
  }

  private static void affine(Translation t, String x, double scale, double shift) {
    int channels = channels(t, x);
    affine(t, x, filled(channels, scale), filled(channels, shift));
  }

  /** A normalisation by mean 0 and variance 1, because such a one is folded into convolutions. */
  private static void affine(Translation t, String x, float[] scale, float[] shift) {
    t.result(
        new Op.BatchNorm(0, Clamp.NONE),
        x,
        t.numbers("scale", Shape.of(scale.length), scale),
        t.numbers("shift", Shape.of(shift.length), shift),
        t.numbers("mean", scale.length, 0),
        t.numbers("variance", scale.length, 1));
  }

  /** Before opset 7 the second operand broadcasts only on request, from an axis on. */
  private static float[] numbers(Translation t, int constant, String x) {
    int rank = t.shape(constant).rank();
    if (t.opset() < BROADCAST_SINCE) {
      boolean broadcasts = t.node().flag("broadcast", false);
      require(broadcasts && constant == 1, "its operands differ in shape");
      int from = t.shapeOf(x).rank();
      long axis = t.node().integer("axis", from - rank);
      require(axis >= 0 && axis + rank <= from, "axis is " + axis);
      return ChannelNumbers.of(t, constant, from - (int) axis, x).values();
    }
    return ChannelNumbers.of(t, constant, rank, x).values();
  }

  private static void sameShapes(Translation t, String a, String b) {
    require(t.shapeOf(a).equals(t.shapeOf(b)), "one operand broadcasts to the other's shape");
  }

  private static float[] ones(Translation t, String x) {
    return filled(channels(t, x), 1);
  }

  private static float[] filled(int count, double value) {
    float[] values = new float[count];
    Arrays.fill(values, (float) value);
    return values;
  }

  private static float[] scaled(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  private static int channels(Translation t, String x) {
    return Math.toIntExact(t.shapeOf(x).dim(1));
  }
}
