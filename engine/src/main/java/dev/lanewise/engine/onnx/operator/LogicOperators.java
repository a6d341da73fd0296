package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongBinaryOperator;

/** Comparisons, logic, operations on bits, and choices by a condition. */
final class LogicOperators {
  /** What {@link #compare} returns if a number is NaN, which is neither more, less nor equal. */
  private static final int UNORDERED = 2;

  private final Map<String, Operator> table = new HashMap<>();

  private LogicOperators() {}

  static Map<String, Operator> table() {
    LogicOperators operators = new LogicOperators();
    operators.fill();
    return operators.table;
  }

  private void fill() {
    comparison("Equal", order -> order == 0);
    comparison("Greater", order -> order == 1);
    comparison("GreaterOrEqual", order -> order == 1 || order == 0);
    comparison("Less", order -> order == -1);
    comparison("LessOrEqual", order -> order == -1 || order == 0);
    bits("And", true, (a, b) -> a & b);
    bits("Or", true, (a, b) -> a | b);
    bits("Xor", true, (a, b) -> a ^ b);
    bits("BitwiseAnd", false, (a, b) -> a & b);
    bits("BitwiseOr", false, (a, b) -> a | b);
    bits("BitwiseXor", false, (a, b) -> a ^ b);
    table.put("BitShift", Operator.single(LogicOperators::shift));
    table.put("Where", Operator.single(LogicOperators::where));
    table.put("Clip", Operator.single(LogicOperators::clip));
  }

  private void comparison(String name, IntPredicate holds) {
    table.put(
        name,
        Operator.single(
            call -> {
              Tensor a = call.input(0, "A");
              Tensor b = BinaryOperators.sameType(call, a, call.input(1, "B"), "B");
              return compare(call, a, Broadcast.legacy(call, a, b), holds);
            }));
  }

  private static Tensor compare(Call call, Tensor a, Tensor b, IntPredicate holds) {
    Shape shape = Broadcast.shape(call, a, b);
    long[] result = call.longArray(shape);
    if (a.dtype().isFloatingPoint()) {
      double[] x = Broadcast.doubles(call, a, shape);
      double[] y = Broadcast.doubles(call, b, shape);
      for (int i = 0; i < result.length; i++) {
        result[i] = holds.test(compare(x[i], y[i])) ? 1 : 0;
      }
    } else {
      long[] x = Broadcast.longs(call, a, shape);
      long[] y = Broadcast.longs(call, b, shape);
      // Flipping the highest bit turns the order of unsigned numbers into that of signed ones.
      long flip = a.dtype() == DType.U64 ? Long.MIN_VALUE : 0;
      for (int i = 0; i < result.length; i++) {
        result[i] = holds.test(Long.compare(x[i] ^ flip, y[i] ^ flip)) ? 1 : 0;
      }
    }
    return call.tensor(DType.BOOL, shape, result);
  }

  private static int compare(double a, double b) {
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : UNORDERED;
  }

  private void bits(String name, boolean logical, LongBinaryOperator operation) {
    table.put(
        name,
        Operator.single(
            call -> {
              Tensor a = call.input(0, "A");
              call.require(
                  (a.dtype() == DType.BOOL) == logical && !a.dtype().isFloatingPoint(),
                  "A",
                  logical ? "booleans" : "integers",
                  a);
              Tensor b = BinaryOperators.sameType(call, a, call.input(1, "B"), "B");
              return bits(call, a, Broadcast.legacy(call, a, b), operation);
            }));
  }

  private static Tensor bits(Call call, Tensor a, Tensor b, LongBinaryOperator operation) {
    Shape shape = Broadcast.shape(call, a, b);
    long[] x = Broadcast.longs(call, a, shape);
    long[] y = Broadcast.longs(call, b, shape);
    for (int i = 0; i < x.length; i++) {
      x[i] = operation.applyAsLong(x[i], y[i]);
    }
    return call.tensor(a.dtype(), shape, x);
  }

  private static Tensor shift(Call call) {
    Tensor a = call.input(0, "X");
    Tensor b = BinaryOperators.sameType(call, a, call.input(1, "Y"), "Y");
    call.require(!a.dtype().isFloatingPoint() && a.dtype() != DType.BOOL, "X", "integers", a);
    int width = 8 * a.dtype().byteSize();
    String direction = call.node().text("direction", "");
    LongBinaryOperator shift =
        switch (direction) {
          case "LEFT" -> (x, n) -> n < 0 || n >= width ? 0 : x << n;
          case "RIGHT" -> (x, n) -> n < 0 || n >= width ? 0 : x >>> n;
          default -> throw call.wrong("direction", "LEFT or RIGHT", "'" + direction + "'");
        };
    return bits(call, a, b, shift);
  }

  private static Tensor where(Call call) {
    Tensor condition = call.input(0, "condition");
    call.require(condition.dtype() == DType.BOOL, "condition", "booleans", condition);
    Tensor x = call.input(1, "X");
    Tensor y = BinaryOperators.sameType(call, x, call.input(2, "Y"), "Y");
    Shape shape = Broadcast.shape(call, condition, x, y);
    long[] choices = Broadcast.longs(call, condition, shape);
    long[] result = Broadcast.bits(call, x, shape);
    long[] otherwise = Broadcast.bits(call, y, shape);
    for (int i = 0; i < result.length; i++) {
      result[i] = choices[i] != 0 ? result[i] : otherwise[i];
    }
    return Numbers.storeBits(result, call.allocate(x.dtype(), shape));
  }

  /** Bounds are attributes up to version 10; the upper one wins where they cross. */
  private static Tensor clip(Call call) {
    Tensor x = call.input(0, "input");
    if (x.dtype().isFloatingPoint()) {
      boolean attributes = call.opset() < 11;
      double low =
          attributes
              ? call.node().number("min", Float.NEGATIVE_INFINITY)
              : bound(call, 1, "min", x, Double.NEGATIVE_INFINITY);
      double high =
          attributes
              ? call.node().number("max", Float.POSITIVE_INFINITY)
              : bound(call, 2, "max", x, Double.POSITIVE_INFINITY);
      // Comparisons, unlike Math.min and max, keep the bits of a number that is equal to a bound.
      return UnaryOperators.map(
          call,
          x,
          v -> {
            double raised = v < low ? low : v;
            return raised > high ? high : raised;
          });
    }
    Tensor low = call.optional(1);
    Tensor high = call.optional(2);
    Call maximum = low == null ? null : call.withInputs(x, scalar(call, low, "min", x));
    Tensor raised = maximum == null ? x : BinaryOperators.max(maximum);
    return high == null
        ? raised
        : BinaryOperators.min(call.withInputs(raised, scalar(call, high, "max", x)));
  }

  private static double bound(Call call, int index, String operand, Tensor x, double fallback) {
    Tensor bound = call.optional(index);
    return bound == null ? fallback : scalar(call, bound, operand, x).toDoubles()[0];
  }

  private static Tensor scalar(Call call, Tensor bound, String operand, Tensor x) {
    BinaryOperators.sameType(call, x, bound, operand);
    call.require(bound.elementCount() == 1, operand, "one number", bound);
    return Numbers.reshape(bound, Shape.SCALAR);
  }
}
