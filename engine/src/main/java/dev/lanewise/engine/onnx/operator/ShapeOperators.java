package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Operators that see the same elements in another shape, or ask for the shape. */
final class ShapeOperators {
  private ShapeOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "Identity", Operator.single(call -> call.input(0, "input")),
        "Dropout", ShapeOperators::dropout,
        "Reshape", Operator.single(ShapeOperators::reshape),
        "Flatten", Operator.single(ShapeOperators::flatten),
        "Squeeze", Operator.single(ShapeOperators::squeeze),
        "Unsqueeze", Operator.single(ShapeOperators::unsqueeze),
        "Shape", Operator.single(ShapeOperators::shape),
        "Size", Operator.single(ShapeOperators::size));
  }

  /** In inference the identity; the second output says that all elements are kept. */
  private static List<Tensor> dropout(Call call) {
    Tensor data = call.input(0, "data");
    boolean training =
        call.opset() < 7
            ? !call.node().flag("is_test", false)
            : call.optional(2) != null && call.integer(2, "training_mode") != 0;
    boolean drops = call.opset() < 7 || call.optional(1) == null || call.scalar(1, "ratio") != 0;
    // Exporters of version 6 left is_test at its default, training, in models meant for inference.
    call.require(
        !training || !drops || call.opset() < 7,
        "training_mode",
        "inference",
        "training, which drops elements at random");
    DType maskType = call.opset() < 10 ? data.dtype() : DType.BOOL;
    if (!call.node().hasOutput(1)) {
      return List.of(data);
    }
    long[] mask = call.longArray(data.shape());
    Arrays.fill(mask, 1);
    return List.of(data, call.tensor(maskType, data.shape(), mask));
  }

  private static Tensor reshape(Call call) {
    Tensor data = call.input(0, "data");
    long[] wanted = call.operandOrAttribute(1, "shape");
    call.require(wanted != null, "shape", "a shape", "none");
    boolean zeroIsZero = call.node().flag("allowzero", false);
    long[] dims = wanted.clone();
    int inferred = -1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 0 && !zeroIsZero) {
        call.require(
            i < data.shape().rank(), "shape", "0 only where the input has an axis", brief(wanted));
        dims[i] = data.shape().dim(i);
      } else if (dims[i] == -1) {
        call.require(inferred < 0, "shape", "-1 at most once", brief(wanted));
        inferred = i;
      }
    }
    if (inferred >= 0) {
      dims[inferred] = 1;
      long others = Shape.of(dims).elementCount();
      call.require(
          others != 0 && data.elementCount() % others == 0,
          "shape",
          "a shape with a multiple of " + others + " elements",
          data);
      dims[inferred] = data.elementCount() / others;
    }
    Shape shape = Shape.of(dims);
    call.require(
        shape.elementCount() == data.elementCount(),
        "shape",
        "as many elements as " + data,
        brief(wanted));
    return Numbers.reshape(data, shape);
  }

  private static String brief(long[] numbers) {
    return numbers.length <= 16 ? Arrays.toString(numbers) : numbers.length + " numbers";
  }

  private static Tensor flatten(Call call) {
    Tensor x = call.input(0, "input");
    int rank = x.shape().rank();
    long axis = call.node().integer("axis", 1);
    // Unlike elsewhere the axis may be the rank: everything lies before it.
    int split = axis == rank ? rank : call.axis("axis", axis, rank);
    long[] dims = x.shape().dims();
    return Numbers.reshape(
        x, Shape.of(Strides.product(dims, 0, split), Strides.product(dims, split, rank)));
  }

  private static Tensor squeeze(Call call) {
    Tensor data = call.input(0, "data");
    long[] dims = data.shape().dims();
    long[] listed = call.operandOrAttribute(1, "axes");
    boolean[] drop = new boolean[dims.length];
    if (listed == null) {
      for (int axis = 0; axis < dims.length; axis++) {
        drop[axis] = dims[axis] == 1;
      }
    } else {
      for (int axis : call.axes("axes", listed, dims.length)) {
        call.require(dims[axis] == 1, "axes", "an axis with one element", axis + " of " + data);
        drop[axis] = true;
      }
    }
    List<Long> kept = new ArrayList<>();
    for (int axis = 0; axis < dims.length; axis++) {
      if (!drop[axis]) {
        kept.add(dims[axis]);
      }
    }
    return Numbers.reshape(data, Shape.of(kept.stream().mapToLong(Long::longValue).toArray()));
  }

  private static Tensor unsqueeze(Call call) {
    Tensor data = call.input(0, "data");
    long[] listed = call.operandOrAttribute(1, "axes");
    call.require(listed != null, "axes", "axes", "none");
    long[] dims = new long[data.shape().rank() + listed.length];
    for (int axis : call.axes("axes", listed, dims.length)) {
      dims[axis] = 1;
    }
    int from = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = dims[axis] == 1 ? 1 : data.shape().dim(from++);
    }
    return Numbers.reshape(data, Shape.of(dims));
  }

  private static Tensor shape(Call call) {
    long[] dims = call.input(0, "data").shape().dims();
    int start = bound(call.node().integer("start", 0), dims.length);
    int end = bound(call.node().integer("end", dims.length), dims.length);
    long[] part = LongStream.of(dims).skip(start).limit(Math.max(end - start, 0)).toArray();
    return call.tensor(DType.I64, Shape.of(part.length), part);
  }

  private static int bound(long bound, int rank) {
    return Math.clamp(bound < 0 ? bound + rank : bound, 0, rank);
  }

  private static Tensor size(Call call) {
    long count = call.input(0, "data").elementCount();
    return call.tensor(DType.I64, Shape.SCALAR, new long[] {count});
  }
}
