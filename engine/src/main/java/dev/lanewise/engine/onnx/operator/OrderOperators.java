package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Operators that order elements: places of the largest or smallest ones, along an axis. */
final class OrderOperators {
  /** Whether one element of a tensor is ahead of another one, by their positions. */
  private interface Order {
    boolean ahead(int i, int j);
  }

  private OrderOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "ArgMax", Operator.single(call -> arg(call, true)),
        "ArgMin", Operator.single(call -> arg(call, false)),
        "TopK", OrderOperators::topK);
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

  /** Outputs the first k elements along an axis, in order, and where they were. */
  private static List<Tensor> topK(Call call) {
    Tensor data = call.input(0, "X");
    long[] dims = data.shape().dims();
    int axis = call.axis(-1, dims.length);
    long wanted = call.opset() < 10 ? call.node().integer("k", 0) : call.integer(1, "K");
    call.require(
        wanted >= 0 && wanted <= dims[axis],
        "K",
        "a number in [0, %d]".formatted(dims[axis]),
        wanted);
    int n = (int) dims[axis];
    int k = (int) wanted;
    int step = Math.toIntExact(Strides.product(dims, axis + 1, dims.length));
    dims[axis] = k;
    Shape shape = Shape.of(dims);
    Order order = order(data, call.node().flag("largest", true));
    long[] in = Numbers.bits(data);
    long[] values = call.longArray(shape);
    long[] places = call.longArray(shape);
    int[] sorted = new int[n];
    for (int lane = 0; k > 0 && lane < values.length / k; lane++) {
      int first = lane / step * n * step + lane % step;
      for (int i = 0; i < n; i++) {
        sorted[i] = first + i * step;
      }
      sort(sorted, new int[n], 0, n, order);
      for (int i = 0; i < k; i++) {
        int to = lane / step * k * step + lane % step + i * step;
        values[to] = in[sorted[i]];
        places[to] = (sorted[i] - first) / step;
      }
    }
    return List.of(
        Numbers.storeBits(values, call.allocate(data.dtype(), shape)),
        call.tensor(DType.I64, shape, places));
  }

  /** Merge sort, which keeps equal elements in their order. */
  private static void sort(int[] places, int[] spare, int from, int to, Order order) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    sort(places, spare, from, middle, order);
    sort(places, spare, middle, to, order);
    System.arraycopy(places, from, spare, from, to - from);
    for (int i = from, left = from, right = middle; i < to; i++) {
      boolean takesRight = left == middle || right < to && order.ahead(spare[right], spare[left]);
      places[i] = takesRight ? spare[right++] : spare[left++];
    }
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
