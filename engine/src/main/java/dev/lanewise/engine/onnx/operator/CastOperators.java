package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Map;

/** Conversions between element types. */
final class CastOperators {
  private CastOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "Cast",
        Operator.single(call -> cast(call, call.input(0, "input"), target(call))),
        "CastLike",
        Operator.single(
            call -> cast(call, call.input(0, "input"), call.input(1, "target_type").dtype())));
  }

  private static DType target(Call call) {
    DType dtype = ElementTypes.of(call, "to");
    call.require(dtype != null, "to", "an element type", "none");
    return dtype;
  }

  /**
   * The tensor with elements of another type. Fractions are cut off, integers keep their low bits,
   * and booleans are whether a number is not 0.
   */
  static Tensor cast(Call call, Tensor x, DType to) {
    if (x.dtype() == to) {
      return x;
    }
    if (x.dtype().isFloatingPoint() || x.dtype() == DType.U64 && to.isFloatingPoint()) {
      return call.tensor(to, x.shape(), x.toDoubles());
    }
    return call.tensor(to, x.shape(), Numbers.longs(x));
  }
}
