package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Conversions between real numbers and small integers: {@code real = (integer - zeroPoint) *
 * scale}.
 */
final class QuantizationOperators {
  private QuantizationOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "QuantizeLinear", Operator.single(QuantizationOperators::quantize),
        "DequantizeLinear", Operator.single(QuantizationOperators::dequantize),
        "DynamicQuantizeLinear", QuantizationOperators::dynamic);
  }

  private static Tensor quantize(Call call) {
    Tensor x = call.input(0, "x");
    Tensor scale = call.input(1, "y_scale");
    Tensor zeroPoint = call.optional(2);
    DType stated = ElementTypes.of(call, "output_dtype");
    DType dtype = zeroPoint != null ? zeroPoint.dtype() : stated != null ? stated : DType.U8;
    call.require(
        stated == null || stated == dtype,
        "output_dtype",
        "that of y_zero_point, " + dtype,
        stated);
    requireQuantized(call, "y_zero_point", dtype);
    double[] scales = spread(call, "y_scale", scale, x.shape());
    double[] zeros =
        zeroPoint == null
            ? new double[scales.length]
            : spread(call, "y_zero_point", zeroPoint, x.shape());
    double[] values = x.toDoubles();
    DType precision = x.dtype().isFloatingPoint() ? x.dtype() : scale.dtype();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          saturate(dtype, Math.rint(Numbers.round(precision, values[i] / scales[i])) + zeros[i]);
    }
    return call.tensor(dtype, x.shape(), values);
  }

  private static Tensor dequantize(Call call) {
    Tensor x = call.input(0, "x");
    Tensor scale = call.real(1, "x_scale");
    Tensor zeroPoint = call.optional(2);
    call.require(!x.dtype().isFloatingPoint() && x.dtype() != DType.BOOL, "x", "integers", x);
    DType stated = ElementTypes.of(call, "output_dtype");
    double[] scales = spread(call, "x_scale", scale, x.shape());
    double[] zeros = null;
    if (zeroPoint != null) {
      BinaryOperators.sameType(call, x, zeroPoint, "x_zero_point");
      zeros = spread(call, "x_zero_point", zeroPoint, x.shape());
    }
    double[] values = x.toDoubles();
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] - (zeros == null ? 0 : zeros[i])) * scales[i];
    }
    return call.tensor(stated == null ? scale.dtype() : stated, x.shape(), values);
  }

  /**
   * Scales or zero points repeated to the shape of the input: one for all, one for each slice along
   * an axis, or one for each block of neighbours along it.
   */
  private static double[] spread(Call call, String operand, Tensor parameters, Shape shape) {
    if (parameters.elementCount() == 1 && parameters.shape().rank() <= 1) {
      return Broadcast.doubles(call, Numbers.reshape(parameters, Shape.SCALAR), shape);
    }
    int rank = shape.rank();
    int axis = call.axis(1, rank);
    if (parameters.shape().rank() == 1) {
      call.require(
          parameters.elementCount() == shape.dim(axis),
          operand,
          shape.dim(axis) + " numbers, one for each slice along axis " + axis,
          parameters);
      long[] dims = new long[rank];
      Arrays.fill(dims, 1);
      dims[axis] = shape.dim(axis);
      return Broadcast.doubles(call, Numbers.reshape(parameters, Shape.of(dims)), shape);
    }
    return Broadcast.doubles(call, blocks(call, operand, parameters, shape, axis), shape);
  }

  private static Tensor blocks(
      Call call, String operand, Tensor parameters, Shape shape, int axis) {
    long size = call.node().integer("block_size", 0);
    long[] dims = shape.dims();
    dims[axis] = size > 0 ? Math.ceilDiv(dims[axis], size) : -1;
    call.require(
        Arrays.equals(dims, parameters.shape().dims()),
        operand,
        "one number, one per slice, or one per block of %d along axis %d of %s"
            .formatted(size, axis, shape),
        parameters);
    long[] positions = new long[Math.toIntExact(shape.dim(axis))];
    Arrays.setAll(positions, i -> i / size);
    return GatherOperators.take(call, parameters, axis, positions);
  }

  /** Outputs the integers, the scale and the zero point that make the range of the input fit. */
  private static List<Tensor> dynamic(Call call) {
    Tensor x = call.real(0, "x");
    double[] values = x.toDoubles();
    double min = Math.min(0, Arrays.stream(values).min().orElse(0));
    double max = Math.max(0, Arrays.stream(values).max().orElse(0));
    // All in float32, as the quantised values depend on the last bit of the scale.
    float scale = max == min ? 1 : (float) ((float) (max - min) / 255.0);
    double zeroPoint = saturate(DType.U8, Math.rint((float) -min / scale));
    for (int i = 0; i < values.length; i++) {
      values[i] = saturate(DType.U8, Math.rint((float) values[i] / scale) + zeroPoint);
    }
    return List.of(
        call.tensor(DType.U8, x.shape(), values),
        call.tensor(DType.F32, Shape.SCALAR, new double[] {scale}),
        call.tensor(DType.U8, Shape.SCALAR, new double[] {zeroPoint}));
  }

  /** Refuses types that numbers are not quantised to. */
  static void requireQuantized(Call call, String operand, DType dtype) {
    boolean known =
        switch (dtype) {
          case U8, I8, U16, I16 -> true;
          default -> false;
        };
    call.require(known, operand, "U8, I8, U16 or I16", dtype);
  }

  /** The nearest number in the range of an integer type of 8 or 16 bits. */
  static double saturate(DType dtype, double value) {
    return switch (dtype) {
      case U8 -> Math.clamp(value, 0, 255);
      case I8 -> Math.clamp(value, -128, 127);
      case U16 -> Math.clamp(value, 0, 65535);
      default -> Math.clamp(value, -32768, 32767);
    };
  }
}
