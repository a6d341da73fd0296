package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * Products and convolutions of small integers. Sums are exact: factors have at most 9 bits, and
 * doubles add them without rounding up to 2^53.
 */
final class QuantizedProducts {
  private QuantizedProducts() {}

  static Map<String, Operator> table() {
    return Map.of(
        "MatMulInteger", Operator.single(QuantizedProducts::matMulInteger),
        "QLinearMatMul", Operator.single(QuantizedProducts::linearMatMul),
        "ConvInteger", Operator.single(QuantizedProducts::convInteger),
        "QLinearConv", Operator.single(QuantizedProducts::linearConv));
  }

  private static Tensor matMulInteger(Call call) {
    Tensor a = bytes(call, 0, "A");
    Tensor b = bytes(call, 1, "B");
    MatrixStack stack = MatrixStack.of(call, a.shape(), b.shape());
    double[] sums =
        stack.product(
            call,
            centred(call, a, call.optional(2), "a_zero_point", Side.ROWS),
            centred(call, b, call.optional(3), "b_zero_point", Side.COLUMNS));
    return call.tensor(DType.I32, stack.result(), sums);
  }

  private static Tensor linearMatMul(Call call) {
    Tensor a = bytes(call, 0, "a");
    Tensor b = bytes(call, 3, "b");
    Tensor zeroPoint = call.input(7, "y_zero_point");
    MatrixStack stack = MatrixStack.of(call, a.shape(), b.shape());
    double[] sums =
        stack.product(
            call,
            centred(call, a, call.input(2, "a_zero_point"), "a_zero_point", Side.ROWS),
            centred(call, b, call.input(5, "b_zero_point"), "b_zero_point", Side.COLUMNS));
    double[] left = side(call, call.real(1, "a_scale"), "a_scale", stack.result(), Side.ROWS);
    double[] right = side(call, call.real(4, "b_scale"), "b_scale", stack.result(), Side.COLUMNS);
    double scale = call.scalar(6, "y_scale");
    double zero = call.scalar(7, "y_zero_point");
    for (int i = 0; i < sums.length; i++) {
      sums[i] = requantized(zeroPoint.dtype(), sums[i], left[i] * right[i] / scale, zero);
    }
    return call.tensor(zeroPoint.dtype(), stack.result(), sums);
  }

  /** Rounded as the reference does: the factor and the product are float32. */
  private static double requantized(DType dtype, double sum, double factor, double zeroPoint) {
    double scaled = (float) ((float) sum * (double) (float) factor);
    return QuantizationOperators.saturate(dtype, Math.rint(scaled) + zeroPoint);
  }

  /** What one parameter belongs to if there are several: rows or columns of a matrix. */
  private enum Side {
    ROWS,
    COLUMNS
  }

  private static double[] centred(
      Call call, Tensor x, Tensor zeroPoint, String operand, Side side) {
    double[] values = x.toDoubles();
    if (zeroPoint == null) {
      return values;
    }
    BinaryOperators.sameType(call, x, zeroPoint, operand);
    double[] zeros = side(call, zeroPoint, operand, x.shape(), side);
    Arrays.setAll(values, i -> values[i] - zeros[i]);
    return values;
  }

  /** Parameters repeated to a shape: one for all, one for each row or column, or already so. */
  private static double[] side(
      Call call, Tensor parameters, String operand, Shape shape, Side side) {
    Tensor seen = parameters;
    if (parameters.elementCount() == 1) {
      seen = Numbers.reshape(parameters, Shape.SCALAR);
    } else if (parameters.shape().rank() == 1 && side == Side.ROWS) {
      seen = Numbers.reshape(parameters, Shape.of(parameters.elementCount(), 1));
    }
    Broadcast.require(call, operand, seen, shape);
    return Broadcast.doubles(call, seen, shape);
  }

  private static Tensor convInteger(Call call) {
    Tensor x = bytes(call, 0, "x");
    Tensor w = bytes(call, 1, "w");
    ConvGeometry geometry = ConvGeometry.of(call, x.shape(), w.shape());
    double[] sums =
        PlainConv.conv(
            geometry,
            minusScalar(call, x, call.optional(2), "x_zero_point"),
            minusPerChannel(call, w, call.optional(3), "w_zero_point"),
            null);
    return call.tensor(DType.I32, geometry.result(), sums);
  }

  private static Tensor linearConv(Call call) {
    Tensor x = bytes(call, 0, "x");
    Tensor w = bytes(call, 3, "w");
    DType dtype = call.input(7, "y_zero_point").dtype();
    ConvGeometry geometry = ConvGeometry.of(call, x.shape(), w.shape());
    int channels = geometry.outChannels();
    Tensor bias = call.optional(8);
    call.require(
        bias == null || bias.elementCount() == channels && bias.dtype() == DType.I32,
        "B",
        channels + " I32 numbers",
        bias);
    double[] sums =
        PlainConv.conv(
            geometry,
            minusScalar(call, x, call.input(2, "x_zero_point"), "x_zero_point"),
            minusPerChannel(call, w, call.input(5, "w_zero_point"), "w_zero_point"),
            bias == null ? null : bias.toDoubles());
    double[] weightScales = perChannel(call, call.real(4, "w_scale"), "w_scale", channels);
    double inScale = call.scalar(1, "x_scale");
    double outScale = call.scalar(6, "y_scale");
    double zero = call.scalar(7, "y_zero_point");
    int pixels = geometry.window().out().volume();
    for (int i = 0; i < sums.length; i++) {
      // The product of the scales is a float32 too.
      double factor = (float) (inScale * weightScales[i / pixels % channels]) / outScale;
      sums[i] = requantized(dtype, sums[i], factor, zero);
    }
    return call.tensor(dtype, geometry.result(), sums);
  }

  private static double[] minusScalar(Call call, Tensor x, Tensor zeroPoint, String operand) {
    double[] values = x.toDoubles();
    if (zeroPoint == null) {
      return values;
    }
    BinaryOperators.sameType(call, x, zeroPoint, operand);
    call.require(zeroPoint.elementCount() == 1, operand, "one number", zeroPoint);
    double zero = zeroPoint.toDoubles()[0];
    Arrays.setAll(values, i -> values[i] - zero);
    return values;
  }

  private static double[] minusPerChannel(Call call, Tensor w, Tensor zeroPoint, String operand) {
    double[] values = w.toDoubles();
    if (zeroPoint == null) {
      return values;
    }
    BinaryOperators.sameType(call, w, zeroPoint, operand);
    int channels = Math.toIntExact(w.shape().dim(0));
    double[] zeros = perChannel(call, zeroPoint, operand, channels);
    int size = channels == 0 ? 1 : values.length / channels;
    Arrays.setAll(values, i -> values[i] - zeros[i / size]);
    return values;
  }

  /** One number for each output channel; a single one counts for all. */
  private static double[] perChannel(Call call, Tensor parameters, String operand, int channels) {
    double[] numbers = parameters.toDoubles();
    if (numbers.length == 1) {
      double[] same = new double[channels];
      Arrays.fill(same, numbers[0]);
      return same;
    }
    call.require(numbers.length == channels, operand, channels + " numbers or one", parameters);
    return numbers;
  }

  private static Tensor bytes(Call call, int index, String operand) {
    Tensor tensor = call.input(index, operand);
    call.require(
        tensor.dtype() == DType.U8 || tensor.dtype() == DType.I8, operand, "U8 or I8", tensor);
    return tensor;
  }
}
