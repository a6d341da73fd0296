package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Map;

/** Operators that find the place of the largest or smallest element. */
final class OrderOperators {
  /** Whether one element of a tensor is ahead of another one, by their positions. */
  private interface Order {
    boolean ahead(int i, int j);
  }

  private OrderOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "ArgMax", Operator.single(call -> arg(call, true)),
        "ArgMin", Operator.single(call -> arg(call, false)));
  }

  private static Tensor arg(Call call, boolean largest) {
    Tensor data = call.input(0, "data");
    long[] dims = data.shape().dims();
    int axis = call.axis(0, dims.length);
    boolean keep = call.node().flag("keepdims", true);
    boolean last = call.node().flag("select_last_index", false);
    call.require(dims[axis] > 0, "data", "elements along axis " + axis, data);
    boolean[] reduced = new boolean[dims.length];
    reduced[axis] = true;
    Shape shape = ReductionOperators.without(data.shape(), reduced, keep);
    int n = (int) dims[axis];
    int step = Math.toIntExact(Strides.product(dims, axis + 1, dims.length));
    Order order = order(data, largest);
    long[] result = call.longArray(shape);
    for (int k = 0; k < result.length; k++) {
      int at = k / step * n * step + k % step;
      int best = 0;
      for (int i = 1; i < n; i++) {
        int challenger = at + i * step;
        int champion = at + best * step;
        boolean wins =
            last ? !order.ahead(champion, challenger) : order.ahead(challenger, champion);
        best = wins ? i : best;
      }
      result[k] = best;
    }
    return call.tensor(DType.I64, shape, result);
  }

  private static Order order(Tensor data, boolean largest) {
    if (data.dtype().isFloatingPoint()) {
      double[] x = data.toDoubles();
      return largest ? (i, j) -> x[i] > x[j] : (i, j) -> x[i] < x[j];
    }
    long[] x = Numbers.longs(data);
    // Flipping the highest bit turns the order of unsigned numbers into that of signed ones.
    long flip = data.dtype() == DType.U64 ? Long.MIN_VALUE : 0;
    return largest
        ? (i, j) -> (x[i] ^ flip) > (x[j] ^ flip)
        : (i, j) -> (x[i] ^ flip) < (x[j] ^ flip);
  }
}
