package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * A tensor and the axes along which its elements are folded.
 *
 * @param input the tensor
 * @param reduced for each axis whether it is folded
 * @param keepDims whether folded axes stay, with one element
 */
record Reduction(Tensor input, boolean[] reduced, boolean keepDims) {

  /**
   * Axes are attributes up to version 17 (ReduceSum: 12), later an operand. No axes mean all, or
   * with {@code noop_with_empty_axes} none: then each element is folded alone.
   */
  static Reduction of(Call call) {
    Tensor data = call.input(0, "data");
    int rank = data.shape().rank();
    boolean keepDims = call.node().flag("keepdims", true);
    long[] axes = call.operandOrAttribute(1, "axes");
    boolean[] reduced = new boolean[rank];
    boolean none = axes == null || axes.length == 0;
    if (none) {
      Arrays.fill(reduced, !call.node().flag("noop_with_empty_axes", false));
    } else {
      for (int axis : call.axes("axes", axes, rank)) {
        reduced[axis] = true;
      }
    }
    return new Reduction(data, reduced, keepDims);
  }

  /** The shape of the result. */
  Shape result() {
    return ReductionOperators.without(input.shape(), reduced, keepDims);
  }

  /** The shape of the result with folded axes of one element. */
  Shape kept() {
    return ReductionOperators.without(input.shape(), reduced, true);
  }

  /** How many elements are folded into one. */
  long count() {
    long count = 1;
    for (int axis = 0; axis < reduced.length; axis++) {
      count *= reduced[axis] ? input.shape().dim(axis) : 1;
    }
    return count;
  }

  /** Folds the numbers of the input in row-major order. */
  double[] fold(Call call, double[] values, double start, DoubleBinaryOperator fold) {
    double[] folded = call.array(kept());
    Arrays.fill(folded, start);
    Walk walk = walk();
    for (int i = 0; walk.next(); ) {
      for (int j = 0, to = walk.at(0); j < walk.length(); j++, to += walk.step(0)) {
        folded[to] = fold.applyAsDouble(folded[to], values[i++]);
      }
    }
    return folded;
  }

  /** Folds the integers of the input in row-major order. */
  long[] fold(Call call, long[] values, long start, LongBinaryOperator fold) {
    long[] folded = call.longArray(kept());
    Arrays.fill(folded, start);
    Walk walk = walk();
    for (int i = 0; walk.next(); ) {
      for (int j = 0, to = walk.at(0); j < walk.length(); j++, to += walk.step(0)) {
        folded[to] = fold.applyAsLong(folded[to], values[i++]);
      }
    }
    return folded;
  }

  private Walk walk() {
    long[] dims = input.shape().dims();
    return new Walk(dims, Strides.reduced(dims, reduced));
  }
}
