package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Operators about where elements lie: running sums, triangles, positions. */
final class IndexOperators {
  private IndexOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "CumSum", Operator.single(IndexOperators::cumulativeSum),
        "Trilu", Operator.single(IndexOperators::triangle),
        "OneHot", Operator.single(IndexOperators::oneHot),
        "NonZero", Operator.single(IndexOperators::nonZero));
  }

  /** The sum of all elements up to each one along an axis; exclusive without that one. */
  private static Tensor cumulativeSum(Call call) {
    Tensor x = call.input(0, "x");
    call.require(x.dtype() != DType.BOOL, "x", "numbers", x);
    long[] dims = x.shape().dims();
    int axis = call.axis("axis", call.integer(1, "axis"), dims.length);
    boolean exclusive = call.node().flag("exclusive", false);
    boolean reverse = call.node().flag("reverse", false);
    int n = Math.toIntExact(dims[axis]);
    int step = Math.toIntExact(Strides.product(dims, axis + 1, dims.length));
    boolean real = x.dtype().isFloatingPoint();
    double[] in = real ? x.toDoubles() : new double[0];
    long[] integers = real ? new long[0] : Numbers.longs(x);
    double[] out = new double[in.length];
    long[] sums = new long[integers.length];
    int lanes = n == 0 ? 0 : Math.max(in.length, integers.length) / n;
    for (int lane = 0; lane < lanes; lane++) {
      double sum = 0;
      long whole = 0;
      for (int i = 0; i < n; i++) {
        int at = lane / step * n * step + lane % step + (reverse ? n - 1 - i : i) * step;
        if (real) {
          out[at] = exclusive ? sum : sum + in[at];
          sum += in[at];
        } else {
          sums[at] = exclusive ? whole : whole + integers[at];
          whole += integers[at];
        }
      }
    }
    return real ? call.tensor(x.dtype(), x.shape(), out) : call.tensor(x.dtype(), x.shape(), sums);
  }

  /** Keeps one triangle of each matrix and makes the other one zero. */
  private static Tensor triangle(Call call) {
    Tensor x = call.input(0, "input");
    int rank = x.shape().rank();
    call.require(rank >= 2, "input", "rank 2 or more", x);
    boolean upper = call.node().flag("upper", true);
    long shift = call.optional(1) == null ? 0 : call.integer(1, "k");
    long rows = x.shape().dim(rank - 2);
    long columns = x.shape().dim(rank - 1);
    // Beyond the matrix all shifts are the same.
    long diagonal = Math.clamp(shift, -rows, columns);
    long[] bits = Numbers.bits(x);
    for (int i = 0; i < bits.length; i++) {
      long distance = i % columns - i / columns % rows;
      boolean keeps = upper ? distance >= diagonal : distance <= diagonal;
      bits[i] = keeps ? bits[i] : 0;
    }
    return Numbers.storeBits(bits, call.allocate(x.dtype(), x.shape()));
  }

  /**
   * A new axis that has the second of two values where the index points, and the first elsewhere.
   */
  private static Tensor oneHot(Call call) {
    Tensor indices = call.input(0, "indices");
    Tensor values = call.input(2, "values");
    call.require(values.elementCount() == 2, "values", "two values", values);
    long depth = (long) call.scalar(1, "depth");
    call.require(depth >= 0, "depth", "0 or more", depth);
    int rank = indices.shape().rank() + 1;
    int axis = call.axis(-1, rank);
    long[] dims = new long[rank];
    System.arraycopy(indices.shape().dims(), 0, dims, 0, axis);
    dims[axis] = depth;
    System.arraycopy(indices.shape().dims(), axis, dims, axis + 1, rank - 1 - axis);
    Shape shape = Shape.of(dims);
    long[] bits = Numbers.bits(values);
    long[] result = call.longArray(shape);
    Arrays.fill(result, bits[0]);
    double[] positions = indices.toDoubles();
    long behind = Strides.product(dims, axis + 1, rank);
    for (int i = 0; i < positions.length; i++) {
      long position = (long) positions[i];
      position = position < 0 ? position + depth : position;
      if (position >= 0 && position < depth) {
        result[(int) ((i / behind * depth + position) * behind + i % behind)] = bits[1];
      }
    }
    return Numbers.storeBits(result, call.allocate(values.dtype(), shape));
  }

  /** The positions of elements other than 0: one column for each, one row for each axis. */
  private static Tensor nonZero(Call call) {
    Tensor x = call.input(0, "X");
    double[] values = x.toDoubles();
    int rank = x.shape().rank();
    int count = (int) Arrays.stream(values).filter(v -> v != 0).count();
    long[] strides = Strides.dense(x.shape().dims());
    Shape shape = Shape.of(rank, count);
    long[] positions = call.longArray(shape);
    for (int i = 0, column = 0; i < values.length; i++) {
      for (int axis = 0; values[i] != 0 && axis < rank; axis++) {
        positions[axis * count + column] = i / strides[axis] % x.shape().dim(axis);
      }
      column += values[i] != 0 ? 1 : 0;
    }
    return call.tensor(DType.I64, shape, positions);
  }
}
