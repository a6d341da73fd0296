package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;
import java.util.Arrays;
import java.util.Map;

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
    boolean secondIsGate = t.shape(0).elementCount() >= t.shape(1).elementCount();
    t.result(new PointwiseOp.Multiply(), secondIsGate ? a : b, secondIsGate ? b : a);
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
    t.result(
        new Op.Affine(Clamp.NONE),
        x,
        t.numbers("scale", channels, scale),
        t.numbers("shift", channels, shift));
  }

  private static void affine(Translation t, String x, float[] scale, float[] shift) {
    t.result(
        new Op.Affine(Clamp.NONE),
        x,
        t.numbers("scale", Shape.of(scale.length), scale),
        t.numbers("shift", Shape.of(shift.length), shift));
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
    float[] ones = new float[channels(t, x)];
    Arrays.fill(ones, 1);
    return ones;
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
