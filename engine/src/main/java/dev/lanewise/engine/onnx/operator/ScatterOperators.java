package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Operators that put elements into a copy of a tensor at places given by indices. */
final class ScatterOperators {
  private ScatterOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "Scatter", Operator.single(ScatterOperators::elements),
        "ScatterElements", Operator.single(ScatterOperators::elements),
        "ScatterND", Operator.single(ScatterOperators::slices));
  }

  /** Puts each update where its own position, with the index along the axis, says. */
  private static Tensor elements(Call call) {
    Tensor data = call.input(0, "data");
    Tensor indices = call.input(1, "indices");
    int[] places = GatherOperators.elementPlaces(call, data, indices);
    return put(call, data, updates(call, data, indices.shape()), places, 1);
  }

  /** Puts slices where the rows of the indices say. */
  private static Tensor slices(Call call) {
    Tensor data = call.input(0, "data");
    Shape indices = call.input(1, "indices").shape();
    call.require(indices.rank() >= 1, "indices", "rank 1 or more", indices);
    long[] d = data.shape().dims();
    long[] n = indices.dims();
    long last = n[n.length - 1];
    call.require(last <= d.length, "indices", "at most " + d.length + " in a row", indices);
    int depth = (int) last;
    long[] values = call.integers(1, "indices");
    long[] strides = Strides.dense(d);
    int[] places = new int[Math.toIntExact(Strides.product(n, 0, n.length - 1))];
    for (int i = 0; i < places.length; i++) {
      long at = 0;
      for (int k = 0; k < depth; k++) {
        at += strides[k] * GatherOperators.position(call, values[i * depth + k], d[k]);
      }
      places[i] = (int) at;
    }
    long[] dims = Arrays.copyOf(n, n.length - 1 + d.length - depth);
    System.arraycopy(d, depth, dims, n.length - 1, d.length - depth);
    int size = Math.toIntExact(Strides.product(d, depth, d.length));
    return put(call, data, updates(call, data, Shape.of(dims)), places, size);
  }

  private static Tensor updates(Call call, Tensor data, Shape shape) {
    Tensor updates = BinaryOperators.sameType(call, data, call.input(2, "updates"), "updates");
    call.require(updates.shape().equals(shape), "updates", "shape " + shape, updates);
    return updates;
  }

  /** Puts runs of {@code size} updates to their places, in order. */
  private static Tensor put(Call call, Tensor data, Tensor updates, int[] places, int size) {
    String reduction = call.node().text("reduction", "none");
    if (reduction.equals("none")) {
      long[] out = Numbers.bits(data);
      long[] in = Numbers.bits(updates);
      for (int i = 0; i < places.length; i++) {
        System.arraycopy(in, i * size, out, places[i], size);
      }
      return Numbers.storeBits(out, call.allocate(data.dtype(), data.shape()));
    }
    call.require(data.dtype() != DType.BOOL, "data", "numbers to reduce", data);
    BinaryOperators.Arithmetic fold = BinaryOperators.reduction(call, reduction);
    if (data.dtype().isFloatingPoint()) {
      double[] out = data.toDoubles();
      double[] in = updates.toDoubles();
      for (int i = 0; i < in.length; i++) {
        int to = places[i / size] + i % size;
        out[to] = fold.real().applyAsDouble(out[to], in[i]);
      }
      return call.tensor(data.dtype(), data.shape(), out);
    }
    long[] out = Numbers.longs(data);
    long[] in = Numbers.longs(updates);
    for (int i = 0; i < in.length; i++) {
      int to = places[i / size] + i % size;
      out[to] =
          (data.dtype() == DType.U64 ? fold.unsigned() : fold.whole()).applyAsLong(out[to], in[i]);
    }
    return call.tensor(data.dtype(), data.shape(), out);
  }
}
