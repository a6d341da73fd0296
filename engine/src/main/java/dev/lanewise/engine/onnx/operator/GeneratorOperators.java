package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Operators that make numbers of their own. */
final class GeneratorOperators {
  private GeneratorOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "Constant", Operator.single(GeneratorOperators::constant),
        "ConstantOfShape", Operator.single(GeneratorOperators::constantOfShape),
        "Range", Operator.single(GeneratorOperators::range),
        "EyeLike", Operator.single(GeneratorOperators::eyeLike));
  }

  private static Tensor constant(Call call) {
    OnnxNode node = call.node();
    Optional<Tensor> tensor = node.tensor("value");
    if (tensor.isPresent()) {
      return tensor.get();
    }
    if (node.has("value_float")) {
      double[] value = {node.number("value_float", 0)};
      return call.tensor(DType.F32, Shape.SCALAR, value);
    }
    if (node.has("value_int")) {
      return call.tensor(DType.I64, Shape.SCALAR, new long[] {node.integer("value_int", 0)});
    }
    Optional<float[]> floats = node.numbers("value_floats");
    if (floats.isPresent()) {
      double[] values = new double[floats.get().length];
      Arrays.setAll(values, i -> floats.get()[i]);
      return call.tensor(DType.F32, Shape.of(values.length), values);
    }
    long[] values =
        node.integers("value_ints")
            .orElseThrow(
                () ->
                    call.wrong(
                        "value", "numbers", "attributes " + call.node().attributes().keySet()));
    return call.tensor(DType.I64, Shape.of(values.length), values);
  }

  private static Tensor constantOfShape(Call call) {
    Shape shape = Shape.of(call.integers(0, "input"));
    Optional<Tensor> value = call.node().tensor("value");
    if (value.isEmpty()) {
      return call.allocate(DType.F32, shape);
    }
    call.require(value.get().elementCount() == 1, "value", "one number", value.get());
    Tensor scalar = Numbers.reshape(value.get(), Shape.SCALAR);
    return StridedView.of(scalar).broadcast(shape).copy(call);
  }

  private static Tensor range(Call call) {
    Tensor start = call.input(0, "start");
    BinaryOperators.sameType(call, start, call.input(1, "limit"), "limit");
    BinaryOperators.sameType(call, start, call.input(2, "delta"), "delta");
    double step = call.scalar(2, "delta");
    call.require(step != 0, "delta", "a number other than 0", step);
    return start.dtype().isFloatingPoint()
        ? realRange(call, start.dtype())
        : wholeRange(call, start.dtype());
  }

  private static Tensor realRange(Call call, DType dtype) {
    double start = call.scalar(0, "start");
    double step = call.scalar(2, "delta");
    double count = Math.max(0, Math.ceil((call.scalar(1, "limit") - start) / step));
    call.require(count <= Integer.MAX_VALUE, "range", "a finite number of elements", count);
    Shape shape = Shape.of((long) count);
    double[] values = call.array(shape);
    Arrays.setAll(values, i -> start + i * step);
    return call.tensor(dtype, shape, values);
  }

  private static Tensor wholeRange(Call call, DType dtype) {
    long start = call.integer(0, "start");
    long step = call.integer(2, "delta");
    long distance = Math.subtractExact(call.integer(1, "limit"), start);
    Shape shape = Shape.of(Math.max(0, Math.ceilDiv(distance, step)));
    long[] values = call.longArray(shape);
    Arrays.setAll(values, i -> start + i * step);
    return call.tensor(dtype, shape, values);
  }

  private static Tensor eyeLike(Call call) {
    Tensor like = call.input(0, "input");
    call.require(like.shape().rank() == 2, "input", "rank 2", like);
    DType dtype = ElementTypes.of(call, "dtype");
    long rows = like.shape().dim(0);
    long columns = like.shape().dim(1);
    long shift = call.node().integer("k", 0);
    long[] values = call.longArray(like.shape());
    for (long row = Math.max(0, -shift); row < rows && row + shift < columns; row++) {
      values[(int) (row * columns + row + shift)] = 1;
    }
    return call.tensor(dtype == null ? like.dtype() : dtype, like.shape(), values);
  }
}
