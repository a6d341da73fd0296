package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/** Functions of one number, applied to each element on its own. */
final class UnaryOperators {
  private final Map<String, Operator> table = new HashMap<>();

  private UnaryOperators() {}

  static Map<String, Operator> table() {
    UnaryOperators operators = new UnaryOperators();
    operators.arithmetic();
    operators.functions();
    operators.bits();
    return operators.table;
  }

  private void arithmetic() {
    number("Abs", Math::abs, Math::abs);
    number("Neg", x -> -x, x -> -x);
    number("Sign", Math::signum, Long::signum);
    number("Relu", x -> Math.max(x, 0), x -> Math.max(x, 0));
    real("Ceil", Math::ceil);
    real("Floor", Math::floor);
    real("Round", Math::rint);
    real("Reciprocal", x -> 1 / x);
    real("Sqrt", Math::sqrt);
  }

  private void functions() {
    real("Exp", Math::exp);
    real("Log", Math::log);
    real("Erf", ErrorFunction::of);
    real("Sin", Math::sin);
    real("Cos", Math::cos);
    real("Tan", Math::tan);
    real("Asin", Math::asin);
    real("Acos", Math::acos);
    real("Atan", Math::atan);
    real("Sinh", Math::sinh);
    real("Cosh", Math::cosh);
    real("Tanh", Math::tanh);
    real("Asinh", UnaryOperators::asinh);
    real("Acosh", x -> Math.log(x + Math.sqrt(x - 1) * Math.sqrt(x + 1)));
    real("Atanh", x -> (Math.log1p(x) - Math.log1p(-x)) / 2);
  }

  private void bits() {
    table.put("Not", Operator.single(call -> not(call)));
    table.put("BitwiseNot", Operator.single(call -> bitwiseNot(call)));
    table.put("IsNaN", Operator.single(call -> test(call, Double::isNaN)));
    table.put("IsInf", Operator.single(call -> test(call, infinity(call))));
  }

  // The logarithm of a sum would lose the digits of small numbers.
  private static double asinh(double x) {
    double size = Math.abs(x);
    double squared = size * size;
    double result =
        squared == Double.POSITIVE_INFINITY
            ? Math.log(size) + Math.log(2)
            : Math.log1p(size + squared / (1 + Math.sqrt(squared + 1)));
    return Math.copySign(result, x);
  }

  private static DoublePredicate infinity(Call call) {
    boolean negative = call.node().flag("detect_negative", true);
    boolean positive = call.node().flag("detect_positive", true);
    return x -> Double.isInfinite(x) && (x < 0 ? negative : positive);
  }

  private void real(String name, DoubleUnaryOperator function) {
    table.put(name, Operator.single(call -> map(call, call.real(0, "X"), function)));
  }

  private void number(String name, DoubleUnaryOperator function, LongUnaryOperator whole) {
    table.put(
        name,
        Operator.single(
            call -> {
              Tensor x = call.input(0, "X");
              call.require(x.dtype() != DType.BOOL, "X", "numbers", x);
              return x.dtype().isFloatingPoint()
                  ? map(call, x, function)
                  : mapIntegers(call, x, whole);
            }));
  }

  /** Applies a function to each element of a floating-point tensor. */
  static Tensor map(Call call, Tensor x, DoubleUnaryOperator function) {
    double[] values = x.toDoubles();
    for (int i = 0; i < values.length; i++) {
      values[i] = function.applyAsDouble(values[i]);
    }
    return call.tensor(x.dtype(), x.shape(), values);
  }

  private static Tensor mapIntegers(Call call, Tensor x, LongUnaryOperator function) {
    // Unsigned numbers are their own absolute values, also those of 64 bits.
    long[] values = Numbers.longs(x);
    if (x.dtype() != DType.U64) {
      Arrays.setAll(values, i -> function.applyAsLong(values[i]));
    } else if (call.node().opType().equals("Sign")) {
      Arrays.setAll(values, i -> values[i] == 0 ? 0 : 1);
    }
    return call.tensor(x.dtype(), x.shape(), values);
  }

  private static Tensor not(Call call) {
    Tensor x = call.input(0, "X");
    call.require(x.dtype() == DType.BOOL, "X", "booleans", x);
    return call.tensor(DType.BOOL, x.shape(), Arrays.stream(x.toLongs()).map(v -> 1 - v).toArray());
  }

  private static Tensor bitwiseNot(Call call) {
    Tensor x = call.input(0, "X");
    call.require(!x.dtype().isFloatingPoint() && x.dtype() != DType.BOOL, "X", "integers", x);
    return call.tensor(x.dtype(), x.shape(), Arrays.stream(Numbers.bits(x)).map(v -> ~v).toArray());
  }

  private static Tensor test(Call call, DoublePredicate test) {
    Tensor x = call.real(0, "X");
    long[] result = Arrays.stream(x.toDoubles()).mapToLong(v -> test.test(v) ? 1 : 0).toArray();
    return call.tensor(DType.BOOL, x.shape(), result);
  }
}
