package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Operators that pick elements of any type by indices. */
final class GatherOperators {
  private GatherOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "Gather", Operator.single(GatherOperators::gather),
        "GatherElements", Operator.single(GatherOperators::gatherElements),
        "GatherND", Operator.single(GatherOperators::gatherNd),
        "Compress", Operator.single(GatherOperators::compress));
  }

  /** Whole slices along an axis: the result has the axes of the indices in place of the axis. */
  private static Tensor gather(Call call) {
    Tensor data = call.input(0, "data");
    Tensor indices = call.input(1, "indices");
    int rank = data.shape().rank();
    int axis = call.axis(0, rank);
    long[] positions = positions(call, call.integers(1, "indices"), data.shape().dim(axis));
    long[] dims = new long[rank - 1 + indices.shape().rank()];
    int between = indices.shape().rank();
    System.arraycopy(data.shape().dims(), 0, dims, 0, axis);
    System.arraycopy(indices.shape().dims(), 0, dims, axis, between);
    System.arraycopy(data.shape().dims(), axis + 1, dims, axis + between, rank - 1 - axis);
    Tensor taken = take(call, data, axis, positions);
    return Numbers.reshape(taken, Shape.of(dims));
  }

  /** Slices along an axis, one for each position. */
  static Tensor take(Call call, Tensor data, int axis, long[] positions) {
    long[] dims = data.shape().dims();
    long before = Strides.product(dims, 0, axis);
    long behind = Strides.product(dims, axis + 1, dims.length);
    long extent = dims[axis];
    dims[axis] = positions.length;
    Tensor result = call.allocate(data.dtype(), Shape.of(dims));
    StridedView from = StridedView.of(data, before, extent, behind);
    StridedView to = StridedView.of(result, before, positions.length, behind);
    for (int i = 0; i < positions.length; i++) {
      to.slice(1, i, 1, 1).copyFrom(from.slice(1, positions[i], 1, 1));
    }
    return result;
  }

  /** Indices counted from the front; negative ones count from behind. */
  static long[] positions(Call call, long[] indices, long extent) {
    long[] positions = new long[indices.length];
    for (int i = 0; i < indices.length; i++) {
      positions[i] = position(call, indices[i], extent);
    }
    return positions;
  }

  /** An index counted from the front. */
  static long position(Call call, long index, long extent) {
    call.require(
        index >= -extent && index < extent,
        "indices",
        "numbers in [%d, %d]".formatted(-extent, extent - 1),
        index);
    return index < 0 ? index + extent : index;
  }

  private static Tensor gatherElements(Call call) {
    Tensor data = call.input(0, "data");
    Tensor indices = call.input(1, "indices");
    int[] places = elementPlaces(call, data, indices);
    long[] in = Numbers.bits(data);
    long[] out = new long[places.length];
    Arrays.setAll(out, i -> in[places[i]]);
    return Numbers.storeBits(out, call.allocate(data.dtype(), indices.shape()));
  }

  /**
   * Where in the data each index points: its own position, with the index in place of that along
   * the axis.
   */
  static int[] elementPlaces(Call call, Tensor data, Tensor indices) {
    int rank = data.shape().rank();
    int axis = call.axis(0, rank);
    call.require(indices.shape().rank() == rank, "indices", "rank " + rank, indices);
    for (int i = 0; i < rank; i++) {
      call.require(
          i == axis || indices.shape().dim(i) <= data.shape().dim(i),
          "indices",
          "extents within those of " + data,
          indices);
    }
    long[] positions = positions(call, call.integers(1, "indices"), data.shape().dim(axis));
    long[] strides = Strides.dense(data.shape().dims());
    long along = strides[axis];
    strides[axis] = 0;
    int[] places = new int[positions.length];
    Walk walk = new Walk(indices.shape().dims(), strides);
    for (int i = 0; walk.next(); ) {
      for (int j = 0, at = walk.at(0); j < walk.length(); j++, i++, at += walk.step(0)) {
        places[i] = (int) (at + along * positions[i]);
      }
    }
    return places;
  }

  /** The last axis of the indices lists where in the first axes of the data each slice lies. */
  private static Tensor gatherNd(Call call) {
    Tensor data = call.input(0, "data");
    Tensor indices = call.input(1, "indices");
    long[] d = data.shape().dims();
    long[] n = indices.shape().dims();
    int batch = (int) call.node().integer("batch_dims", 0);
    call.require(
        batch >= 0 && batch < Math.min(d.length, n.length),
        "batch_dims",
        "less than the ranks",
        batch);
    call.require(
        Arrays.mismatch(d, 0, batch, n, 0, batch) < 0,
        "indices",
        "the first %d extents of %s".formatted(batch, data),
        indices);
    int depth = (int) Math.min(n[n.length - 1], Integer.MAX_VALUE);
    call.require(
        depth <= d.length - batch,
        "indices",
        "at most " + (d.length - batch) + " in a row",
        indices);
    long[] dims = Arrays.copyOf(n, n.length - 1 + d.length - batch - depth);
    System.arraycopy(d, batch + depth, dims, n.length - 1, d.length - batch - depth);
    long[] values = call.integers(1, "indices");
    long slices = Strides.product(n, 0, n.length - 1);
    long perBatch = Strides.product(n, batch, n.length - 1);
    long size = Strides.product(d, batch + depth, d.length);
    long[] strides = Strides.dense(d);
    Tensor result = call.allocate(data.dtype(), Shape.of(dims));
    StridedView from = StridedView.of(data, data.elementCount());
    StridedView to = StridedView.of(result, result.elementCount());
    for (int i = 0; i < slices; i++) {
      long at = batch == 0 ? 0 : i / perBatch * strides[batch - 1];
      for (int k = 0; k < depth; k++) {
        at += strides[batch + k] * position(call, values[i * depth + k], d[batch + k]);
      }
      to.slice(0, i * size, 1, size).copyFrom(from.slice(0, at, 1, size));
    }
    return result;
  }

  private static Tensor compress(Call call) {
    Tensor data = call.input(0, "input");
    Tensor condition = call.input(1, "condition");
    call.require(condition.dtype() == DType.BOOL, "condition", "booleans", condition);
    if (!call.node().has("axis")) {
      data = Numbers.reshape(data, Shape.of(data.elementCount()));
    }
    int axis = call.axis(0, data.shape().rank());
    long[] keep = condition.toLongs();
    call.require(
        keep.length <= data.shape().dim(axis),
        "condition",
        "at most as many as " + data,
        condition);
    long[] positions = new long[keep.length];
    int count = 0;
    for (int i = 0; i < keep.length; i++) {
      if (keep[i] != 0) {
        positions[count++] = i;
      }
    }
    return take(call, data, axis, Arrays.copyOf(positions, count));
  }
}
