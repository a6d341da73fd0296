package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Operators that reorder, cut, join or repeat elements of any type. */
final class MovementOperators {
  private MovementOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "Transpose", Operator.single(MovementOperators::transpose),
        "Concat", Operator.single(MovementOperators::concat),
        "Split", MovementOperators::split,
        "Expand", Operator.single(MovementOperators::expand),
        "Tile", Operator.single(MovementOperators::tile),
        "DepthToSpace", Operator.single(MovementOperators::depthToSpace),
        "SpaceToDepth", Operator.single(MovementOperators::spaceToDepth));
  }

  private static Tensor transpose(Call call) {
    Tensor data = call.input(0, "data");
    int rank = data.shape().rank();
    long[] reversed = LongStream.range(0, rank).map(i -> rank - 1 - i).toArray();
    long[] order = call.node().integers("perm").orElse(reversed);
    call.require(order.length == rank, "perm", rank + " axes", order.length + " axes");
    return StridedView.of(data).permute(call.axes("perm", order, rank)).copy(call);
  }

  private static Tensor concat(Call call) {
    Tensor first = call.input(0, "input 0");
    int rank = first.shape().rank();
    // Version 1 had a default, later ones demand the attribute.
    int axis = call.axis(1, rank);
    long[] dims = first.shape().dims();
    dims[axis] = 0;
    for (int i = 0; i < call.inputs().size(); i++) {
      String operand = "input " + i;
      Tensor part = BinaryOperators.sameType(call, first, call.input(i, operand), operand);
      long[] other = part.shape().dims();
      call.require(other.length == rank, operand, "rank " + rank, part);
      dims[axis] += other[axis];
      other[axis] = dims[axis];
      call.require(
          Arrays.equals(other, dims),
          operand,
          "the extents of " + first + " but along axis " + axis,
          part);
    }
    Tensor result = call.allocate(first.dtype(), Shape.of(dims));
    long at = 0;
    for (Tensor part : call.inputs()) {
      long extent = part.shape().dim(axis);
      StridedView.of(result).slice(axis, at, 1, extent).copyFrom(StridedView.of(part));
      at += extent;
    }
    return result;
  }

  private static List<Tensor> split(Call call) {
    Tensor data = call.input(0, "input");
    int axis = call.axis(0, data.shape().rank());
    long extent = data.shape().dim(axis);
    long[] sizes = call.operandOrAttribute(1, "split");
    if (sizes == null) {
      sizes = equalParts(call, extent);
    }
    call.require(
        LongStream.of(sizes).allMatch(size -> size >= 0) && LongStream.of(sizes).sum() == extent,
        "split",
        "sizes that add up to " + extent,
        Arrays.toString(sizes));
    List<Tensor> parts = new ArrayList<>();
    long at = 0;
    for (long size : sizes) {
      parts.add(StridedView.of(data).slice(axis, at, 1, size).copy(call));
      at += size;
    }
    return parts;
  }

  /** As many parts as there are outputs; the last one may be smaller. */
  private static long[] equalParts(Call call, long extent) {
    int count = (int) call.node().integer("num_outputs", call.node().outputs().size());
    call.require(count == call.node().outputs().size(), "num_outputs", "one per output", count);
    long[] sizes = new long[count];
    long size = Math.ceilDiv(extent, (long) count);
    for (int i = 0; i < count; i++) {
      sizes[i] = Math.clamp(extent - i * size, 0, size);
    }
    return sizes;
  }

  private static Tensor expand(Call call) {
    Tensor data = call.input(0, "input");
    long[] wanted = call.integers(1, "shape");
    // The shapes meet in both directions: the wanted one may have ones where the input has more.
    long[] dims = new long[Math.max(wanted.length, data.shape().rank())];
    Arrays.fill(dims, 1);
    System.arraycopy(wanted, 0, dims, dims.length - wanted.length, wanted.length);
    int lacking = dims.length - data.shape().rank();
    for (int axis = lacking; axis < dims.length; axis++) {
      dims[axis] = dims[axis] == 1 ? data.shape().dim(axis - lacking) : dims[axis];
    }
    Shape shape = Shape.of(dims);
    Broadcast.require(call, "input", data, shape);
    return StridedView.of(data).broadcast(shape).copy(call);
  }

  private static Tensor tile(Call call) {
    Tensor data = call.input(0, "input");
    int rank = data.shape().rank();
    long[] repeats = call.opset() < 6 ? oneAxis(call, rank) : call.integers(1, "repeats");
    call.require(
        repeats.length == rank && LongStream.of(repeats).allMatch(r -> r >= 0),
        "repeats",
        rank + " numbers, none negative",
        Arrays.toString(repeats));
    // Each axis becomes two: the repetitions, which all see the same elements, and the axis.
    long[] pairs = new long[2 * rank];
    long[] ones = new long[2 * rank];
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      ones[2 * axis] = 1;
      pairs[2 * axis] = repeats[axis];
      ones[2 * axis + 1] = data.shape().dim(axis);
      pairs[2 * axis + 1] = data.shape().dim(axis);
      dims[axis] = Math.multiplyExact(repeats[axis], data.shape().dim(axis));
    }
    return StridedView.of(data, ones).broadcast(Shape.of(pairs)).copy(call, Shape.of(dims));
  }

  private static long[] oneAxis(Call call, int rank) {
    long[] repeats = new long[rank];
    Arrays.fill(repeats, 1);
    repeats[call.axis("axis", (long) call.scalar(2, "axis"), rank)] =
        (long) call.scalar(1, "tiles");
    return repeats;
  }

  private static Tensor depthToSpace(Call call) {
    Tensor x = picture(call);
    long[] d = x.shape().dims();
    long b = blockSize(call);
    call.require(d[1] % (b * b) == 0, "input", "channels that " + b * b + " divides", x);
    String mode = call.node().text("mode", "DCR");
    long c = d[1] / (b * b);
    Shape shape = Shape.of(d[0], c, Math.multiplyExact(d[2], b), Math.multiplyExact(d[3], b));
    return switch (mode) {
      case "DCR" ->
          StridedView.of(x, d[0], b, b, c, d[2], d[3]).permute(0, 3, 4, 1, 5, 2).copy(call, shape);
      case "CRD" ->
          StridedView.of(x, d[0], c, b, b, d[2], d[3]).permute(0, 1, 4, 2, 5, 3).copy(call, shape);
      default -> throw call.wrong("mode", "DCR or CRD", mode);
    };
  }

  private static Tensor spaceToDepth(Call call) {
    Tensor x = picture(call);
    long[] d = x.shape().dims();
    long b = blockSize(call);
    call.require(
        d[2] % b == 0 && d[3] % b == 0, "input", "height and width that " + b + " divides", x);
    Shape shape = Shape.of(d[0], Math.multiplyExact(d[1], b * b), d[2] / b, d[3] / b);
    return StridedView.of(x, d[0], d[1], d[2] / b, b, d[3] / b, b)
        .permute(0, 3, 5, 1, 2, 4)
        .copy(call, shape);
  }

  private static Tensor picture(Call call) {
    Tensor x = call.input(0, "input");
    call.require(x.shape().rank() == 4, "input", "rank 4", x);
    return x;
  }

  private static long blockSize(Call call) {
    long size = call.node().integer("blocksize", 0);
    call.require(size >= 1 && size <= 1 << 15, "blocksize", "a number in [1, 32768]", size);
    return size;
  }
}
