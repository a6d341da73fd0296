package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Arithmetic on two or more operands, broadcast to each other. */
final class BinaryOperators {
  /**
   * A function of two numbers for each kind of number.
   *
   * @param real of floating-point numbers
   * @param whole of integers that a long holds
   * @param unsigned of unsigned integers of 64 bits
   */
  record Arithmetic(
      DoubleBinaryOperator real, LongBinaryOperator whole, LongBinaryOperator unsigned) {}

  private static final Arithmetic SUM = new Arithmetic(Double::sum, Long::sum, Long::sum);
  private static final Arithmetic PRODUCT =
      new Arithmetic((a, b) -> a * b, (a, b) -> a * b, (a, b) -> a * b);
  private static final Arithmetic MAX =
      new Arithmetic(Math::max, Math::max, BinaryOperators::unsignedMax);
  private static final Arithmetic MIN =
      new Arithmetic(Math::min, Math::min, (a, b) -> unsignedMax(a, b) == a ? b : a);

  private final Map<String, Operator> table = new HashMap<>();

  private BinaryOperators() {}

  static Map<String, Operator> table() {
    BinaryOperators operators = new BinaryOperators();
    operators.fill();
    return operators.table;
  }

  private void fill() {
    binary("Add", _ -> SUM);
    binary("Sub", _ -> new Arithmetic((a, b) -> a - b, (a, b) -> a - b, (a, b) -> a - b));
    binary("Mul", _ -> PRODUCT);
    binary("Div", _ -> new Arithmetic((a, b) -> a / b, (a, b) -> a / b, Long::divideUnsigned));
    binary("Mod", BinaryOperators::mod);
    table.put("Pow", Operator.single(BinaryOperators::pow));
    table.put("PRelu", Operator.single(BinaryOperators::prelu));
    table.put("Sum", Operator.single(call -> fold(call, SUM, 1)));
    table.put("Mean", Operator.single(call -> fold(call, SUM, call.inputs().size())));
    table.put("Max", Operator.single(BinaryOperators::max));
    table.put("Min", Operator.single(BinaryOperators::min));
  }

  /** The function that an attribute {@code reduction} names. */
  static Arithmetic reduction(Call call, String name) {
    return switch (name) {
      case "add" -> SUM;
      case "mul" -> PRODUCT;
      case "max" -> MAX;
      case "min" -> MIN;
      default -> throw call.wrong("reduction", "none, add, mul, max or min", name);
    };
  }

  private interface Choice {
    Arithmetic of(Call call);
  }

  private void binary(String name, Choice arithmetic) {
    table.put(
        name,
        Operator.single(
            call -> {
              Tensor a = call.input(0, "A");
              Tensor b = Broadcast.legacy(call, a, sameType(call, a, call.input(1, "B"), "B"));
              return apply(call, arithmetic.of(call), a, b);
            }));
  }

  /** An operand, if its type is that of the first one. */
  static Tensor sameType(Call call, Tensor first, Tensor other, String operand) {
    call.require(other.dtype() == first.dtype(), operand, "the type of " + first, other);
    return other;
  }

  private static Tensor apply(Call call, Arithmetic arithmetic, Tensor a, Tensor b) {
    Shape shape = Broadcast.shape(call, a, b);
    call.require(a.dtype() != DType.BOOL, "operands", "numbers", a);
    if (a.dtype().isFloatingPoint()) {
      double[] x = Broadcast.doubles(call, a, shape);
      double[] y = Broadcast.doubles(call, b, shape);
      DoubleBinaryOperator real = arithmetic.real();
      for (int i = 0; i < x.length; i++) {
        x[i] = real.applyAsDouble(x[i], y[i]);
      }
      return call.tensor(a.dtype(), shape, x);
    }
    long[] x = Broadcast.longs(call, a, shape);
    long[] y = Broadcast.longs(call, b, shape);
    LongBinaryOperator whole = a.dtype() == DType.U64 ? arithmetic.unsigned() : arithmetic.whole();
    for (int i = 0; i < x.length; i++) {
      x[i] = whole.applyAsLong(x[i], y[i]);
    }
    return call.tensor(a.dtype(), shape, x);
  }

  /** Folds all operands and divides by a count; floating-point sums are rounded once. */
  private static Tensor fold(Call call, Arithmetic arithmetic, int count) {
    Tensor first = call.input(0, "input 0");
    Tensor[] operands = new Tensor[call.inputs().size()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = sameType(call, first, call.input(i, "input " + i), "input " + i);
    }
    Shape shape = Broadcast.shape(call, operands);
    if (!first.dtype().isFloatingPoint()) {
      Tensor result = operands.length == 1 ? first : apply(call, arithmetic, first, operands[1]);
      for (int i = 2; i < operands.length; i++) {
        result = apply(call, arithmetic, result, operands[i]);
      }
      return result;
    }
    double[] sum = Broadcast.doubles(call, first, shape);
    for (int k = 1; k < operands.length; k++) {
      double[] next = Broadcast.doubles(call, operands[k], shape);
      for (int i = 0; i < sum.length; i++) {
        sum[i] = arithmetic.real().applyAsDouble(sum[i], next[i]);
      }
    }
    for (int i = 0; i < sum.length && count > 1; i++) {
      sum[i] /= count;
    }
    return call.tensor(first.dtype(), shape, sum);
  }

  /** The sum of all operands. */
  static Tensor add(Call call) {
    return fold(call, SUM, 1);
  }

  /** The largest of all operands. */
  static Tensor max(Call call) {
    return fold(call, MAX, 1);
  }

  /** The smallest of all operands. */
  static Tensor min(Call call) {
    return fold(call, MIN, 1);
  }

  private static long unsignedMax(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  /** The remainder with the sign of the divisor as in Python, or with fmod that of C. */
  private static Arithmetic mod(Call call) {
    if (call.node().flag("fmod", false)) {
      return new Arithmetic((a, b) -> a % b, (a, b) -> a % b, Long::remainderUnsigned);
    }
    call.require(
        !call.input(0, "A").dtype().isFloatingPoint(),
        "A",
        "integers, as fmod is 0",
        call.input(0, "A"));
    return new Arithmetic(
        (a, b) -> a - b * Math.floor(a / b), Math::floorMod, Long::remainderUnsigned);
  }

  /** Base and exponent may be of different types; the result has that of the base. */
  private static Tensor pow(Call call) {
    Tensor base = call.input(0, "X");
    Tensor exponent = Broadcast.legacy(call, base, call.input(1, "Y"));
    Shape shape = Broadcast.shape(call, base, exponent);
    if (base.dtype().isFloatingPoint() || exponent.dtype().isFloatingPoint()) {
      double[] x = Broadcast.doubles(call, base, shape);
      double[] y = Broadcast.doubles(call, exponent, shape);
      for (int i = 0; i < x.length; i++) {
        x[i] = Math.pow(x[i], y[i]);
      }
      return call.tensor(base.dtype(), shape, x);
    }
    long[] x = Broadcast.longs(call, base, shape);
    long[] y = Broadcast.longs(call, exponent, shape);
    for (int i = 0; i < x.length; i++) {
      x[i] = power(x[i], y[i], exponent.dtype() == DType.U64);
    }
    return call.tensor(base.dtype(), shape, x);
  }

  // By squaring; the low bits of a product depend on the low bits of its factors alone.
  private static long power(long base, long exponent, boolean unsigned) {
    if (exponent < 0 && !unsigned) {
      return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
    }
    long result = 1;
    for (long square = base, left = exponent; left != 0; left >>>= 1, square *= square) {
      result = (left & 1) == 0 ? result : result * square;
    }
    return result;
  }

  private static Tensor prelu(Call call) {
    Tensor x = call.input(0, "X");
    Tensor slope = sameType(call, x, call.input(1, "slope"), "slope");
    if (call.opset() < 7 && slope.shape().rank() == 1 && x.shape().rank() > 2) {
      slope = perChannel(slope, x.shape().rank());
    }
    Broadcast.require(call, "slope", slope, x.shape());
    Arithmetic prelu =
        new Arithmetic((v, s) -> v < 0 ? s * v : v, (v, s) -> v < 0 ? s * v : v, (v, _) -> v);
    return apply(call, prelu, x, slope);
  }

  /** A vector with one number for each channel, seen as {@code [C, 1, ...]}. */
  static Tensor perChannel(Tensor vector, int rank) {
    long[] dims = new long[rank - 1];
    Arrays.fill(dims, 1);
    dims[0] = vector.elementCount();
    return Numbers.reshape(vector, Shape.of(dims));
  }
}
