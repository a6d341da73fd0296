package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;

/** Adds elements before and behind each axis; negative numbers cut elements off. */
final class PadOperator {
  private PadOperator() {}

  static Tensor pad(Call call) {
    Tensor data = call.input(0, "data");
    int rank = data.shape().rank();
    long[] before = new long[rank];
    long[] behind = new long[rank];
    read(call, rank, before, behind);
    for (int axis = 0; axis < rank; axis++) {
      call.require(
          before[axis] > -(1L << 40)
              && behind[axis] > -(1L << 40)
              && Math.addExact(before[axis], behind[axis]) + data.shape().dim(axis) >= 0,
          "pads",
          "at least 0 elements along axis " + axis,
          before[axis] + " and " + behind[axis] + " added to " + data);
    }
    String mode = call.node().text("mode", "constant");
    return switch (mode) {
      case "constant" -> constant(call, data, before, behind);
      case "edge" -> map(call, data, before, behind, (i, n) -> Math.clamp(i, 0, n - 1));
      case "reflect" -> map(call, data, before, behind, PadOperator::reflect);
      case "wrap" -> map(call, data, before, behind, Math::floorMod);
      default -> throw call.wrong("mode", "constant, edge, reflect or wrap", mode);
    };
  }

  /** Version 1 calls them paddings, up to 10 they are an attribute, from 18 on axes select them. */
  private static void read(Call call, int rank, long[] before, long[] behind) {
    long[] pads = call.operandOrAttribute(1, call.opset() < 2 ? "paddings" : "pads");
    call.require(pads != null, "pads", "numbers", "none");
    long[] listed = call.optionalIntegers(3, "axes");
    int[] axes =
        listed == null
            ? call.axes("axes", LongStream.range(0, rank).toArray(), rank)
            : call.axes("axes", listed, rank);
    call.require(
        pads.length == 2 * axes.length,
        "pads",
        2 * axes.length + " numbers",
        pads.length + " numbers");
    for (int i = 0; i < axes.length; i++) {
      before[axes[i]] = pads[i];
      behind[axes[i]] = pads[axes.length + i];
    }
  }

  private static Tensor constant(Call call, Tensor data, long[] before, long[] behind) {
    long[] dims = data.shape().dims();
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = Math.addExact(dims[axis], before[axis] + behind[axis]);
    }
    Tensor result = call.allocate(data.dtype(), Shape.of(dims));
    fill(call, data, result);
    StridedView from = StridedView.of(data);
    StridedView to = StridedView.of(result);
    for (int axis = 0; axis < dims.length; axis++) {
      long first = Math.max(0, -before[axis]);
      long end = data.shape().dim(axis) + Math.min(0, behind[axis]);
      long count = Math.max(0, end - first);
      from = from.slice(axis, first, 1, count);
      to = to.slice(axis, Math.max(0, before[axis]), 1, count);
    }
    to.copyFrom(from);
    return result;
  }

  private static void fill(Call call, Tensor data, Tensor result) {
    Tensor value = call.optional(2);
    if (value == null) {
      float number = call.node().number("value", 0);
      if (number != 0) {
        double[] all = new double[Math.toIntExact(result.elementCount())];
        Arrays.fill(all, number);
        Numbers.store(all, result);
      }
      return;
    }
    BinaryOperators.sameType(call, data, value, "constant_value");
    call.require(value.elementCount() == 1, "constant_value", "one number", value);
    StridedView.of(result)
        .copyFrom(StridedView.of(Numbers.reshape(value, Shape.SCALAR)).broadcast(result.shape()));
  }

  /** Pads axis by axis with elements of the input: which one, says a map of position and extent. */
  private static Tensor map(
      Call call, Tensor data, long[] before, long[] behind, LongBinaryOperator source) {
    Tensor result = data;
    for (int axis = 0; axis < before.length; axis++) {
      if (before[axis] == 0 && behind[axis] == 0) {
        continue;
      }
      long extent = data.shape().dim(axis);
      call.require(extent > 0, "data", "elements to repeat along axis " + axis, data);
      long[] positions = new long[Math.toIntExact(extent + before[axis] + behind[axis])];
      long shift = before[axis];
      Arrays.setAll(positions, i -> source.applyAsLong(i - shift, extent));
      result = GatherOperators.take(call, result, axis, positions);
    }
    return result;
  }

  /** Mirrors at the first and the last element, as often as it takes. */
  private static long reflect(long i, long n) {
    long period = Math.max(1, 2 * (n - 1));
    long position = Math.floorMod(i, period);
    return position < n ? position : period - position;
  }
}
