package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Folds of all elements along some axes into one. Floating-point sums are taken in double and
 * rounded once; integers are folded exactly modulo the size of their type.
 */
final class ReductionOperators {
  /** The last step of a fold of floating-point numbers: the result of a fold over n elements. */
  private interface Finish {
    double of(double folded, long n);
  }

  private interface RealFold {
    double[] of(Call call, Reduction reduction);
  }

  private final Map<String, Operator> table = new HashMap<>();

  private ReductionOperators() {}

  static Map<String, Operator> table() {
    ReductionOperators operators = new ReductionOperators();
    operators.fill();
    return operators.table;
  }

  private void fill() {
    reduce("ReduceSum", fold(0, Double::sum, (s, _) -> s), x -> x);
    reduce("ReduceMean", fold(0, Double::sum, (s, n) -> s / n), null);
    reduce("ReduceL1", fold(0, (s, x) -> s + Math.abs(x), (s, _) -> s), Math::abs);
    reduce("ReduceL2", fold(0, (s, x) -> s + x * x, (s, _) -> Math.sqrt(s)), null);
    reduce("ReduceSumSquare", fold(0, (s, x) -> s + x * x, (s, _) -> s), x -> x * x);
    reduce("ReduceLogSum", fold(0, Double::sum, (s, _) -> Math.log(s)), null);
    reduce("ReduceLogSumExp", ReductionOperators::logSumExp, null);
    table.put(
        "ReduceProd",
        Operator.single(
            call -> reduce(call, fold(1, (p, x) -> p * x, (p, _) -> p), 1, (p, x) -> p * x)));
    table.put("ReduceMax", Operator.single(call -> extreme(call, true)));
    table.put("ReduceMin", Operator.single(call -> extreme(call, false)));
  }

  /** Adds a fold that sums a function of each element; null where integers are folded as reals. */
  private void reduce(String name, RealFold real, LongUnaryOperator whole) {
    LongBinaryOperator fold = whole == null ? null : (s, x) -> s + whole.applyAsLong(x);
    table.put(name, Operator.single(call -> reduce(call, real, 0, fold)));
  }

  private static RealFold fold(double start, DoubleBinaryOperator fold, Finish finish) {
    return (call, reduction) -> {
      double[] folded = reduction.fold(call, reduction.input().toDoubles(), start, fold);
      for (int i = 0; i < folded.length; i++) {
        folded[i] = finish.of(folded[i], reduction.count());
      }
      return folded;
    };
  }

  private static Tensor reduce(Call call, RealFold real, long start, LongBinaryOperator whole) {
    Reduction reduction = Reduction.of(call);
    Tensor x = reduction.input();
    call.require(x.dtype() != DType.BOOL, "data", "numbers", x);
    if (x.dtype().isFloatingPoint() || whole == null) {
      return call.tensor(x.dtype(), reduction.result(), real.of(call, reduction));
    }
    return call.tensor(
        x.dtype(), reduction.result(), reduction.fold(call, Numbers.longs(x), start, whole));
  }

  // Subtracting the largest element keeps the exponentials from overflowing.
  private static double[] logSumExp(Call call, Reduction reduction) {
    double[] x = reduction.input().toDoubles();
    double[] max = reduction.fold(call, x, Double.NEGATIVE_INFINITY, Math::max);
    double[] base = Arrays.stream(max).map(m -> Double.isInfinite(m) ? 0 : m).toArray();
    double[] spread = Broadcast.spread(call, base, reduction.kept(), reduction.input().shape());
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.exp(x[i] - spread[i]);
    }
    double[] sum = reduction.fold(call, x, 0, Double::sum);
    Arrays.setAll(sum, i -> Math.log(sum[i]) + base[i]);
    return sum;
  }

  private static Tensor extreme(Call call, boolean largest) {
    Reduction reduction = Reduction.of(call);
    Tensor x = reduction.input();
    if (x.dtype().isFloatingPoint()) {
      double start = largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      DoubleBinaryOperator fold = largest ? Math::max : Math::min;
      return call.tensor(
          x.dtype(), reduction.result(), reduction.fold(call, x.toDoubles(), start, fold));
    }
    long lowest = lowest(x.dtype());
    long start = largest ? lowest : lowest + (1L << 8 * x.dtype().byteSize() - 1) * 2 - 1;
    start = x.dtype() == DType.BOOL && !largest ? 1 : start;
    // Flipping the highest bit turns the order of unsigned numbers into that of signed ones.
    long flip = x.dtype() == DType.U64 ? Long.MIN_VALUE : 0;
    LongBinaryOperator fold =
        largest
            ? (a, b) -> Math.max(a ^ flip, b ^ flip) ^ flip
            : (a, b) -> Math.min(a ^ flip, b ^ flip) ^ flip;
    return call.tensor(
        x.dtype(), reduction.result(), reduction.fold(call, Numbers.longs(x), start, fold));
  }

  private static long lowest(DType dtype) {
    return switch (dtype) {
      case I8, I16, I32, I64 -> -1L << 8 * dtype.byteSize() - 1;
      default -> 0;
    };
  }

  /** The shape of a tensor with some axes reduced. */
  static Shape without(Shape shape, boolean[] reduced, boolean keep) {
    long[] dims = new long[shape.rank()];
    int rank = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (!reduced[axis]) {
        dims[rank++] = shape.dim(axis);
      } else if (keep) {
        dims[rank++] = 1;
      }
    }
    return Shape.of(Arrays.copyOf(dims, rank));
  }
}
