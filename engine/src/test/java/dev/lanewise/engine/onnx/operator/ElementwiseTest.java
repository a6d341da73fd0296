package dev.lanewise.engine.onnx.operator;

import static dev.lanewise.engine.onnx.operator.Evaluation.floats;
import static dev.lanewise.engine.onnx.operator.Evaluation.longs;
import static dev.lanewise.engine.onnx.operator.Evaluation.tensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of single elements, arithmetic, comparisons and choices. */
class ElementwiseTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOOL")
  void arithmeticKeepsTheType(DType dtype) {
    Tensor a = vector(dtype, 7, 9, 100);
    Tensor b = vector(dtype, 2, 3, 7);
    Evaluation.of("Add", a, b).gives(dtype, Shape.of(3), 9, 12, 107);
    Evaluation.of("Sub", a, b).gives(dtype, Shape.of(3), 5, 6, 93);
    Evaluation.of("Mul", vector(dtype, 7, 9, 10), b).gives(dtype, Shape.of(3), 14, 27, 70);
    Evaluation.of("Max", a, b, vector(dtype, 8, 8, 8)).gives(dtype, Shape.of(3), 8, 9, 100);
    Evaluation.of("Min", a, b).gives(dtype, Shape.of(3), 2, 3, 7);
    Evaluation.of("Pow", vector(dtype, 3), vector(DType.I64, 4)).gives(dtype, Shape.of(1), 81);
    Evaluation.of("Less", b, a).gives(DType.BOOL, Shape.of(3), 1, 1, 1);
    Evaluation.of("Clip", a, tensor(dtype, Shape.SCALAR, 8), tensor(dtype, Shape.SCALAR, 50))
        .gives(dtype, Shape.of(3), 8, 9, 50);
  }

  @Test
  void integersDivideTowardsZeroAndWrapAround() {
    Evaluation.of("Div", vector(DType.I32, -7, 7), vector(DType.I32, 2, -2))
        .gives(DType.I32, Shape.of(2), -3, -3);
    Evaluation.of("Add", vector(DType.I8, 127), vector(DType.I8, 1))
        .gives(DType.I8, Shape.of(1), -128);
    Evaluation.of("Mod", vector(DType.I32, -7, 7), vector(DType.I32, 3, -3))
        .gives(DType.I32, Shape.of(2), 2, -2);
    Evaluation.of("Div", longs(1), longs(0)).isRefused("zero");
  }

  @Test
  void unsigned64BitNumbersUseAllBits() {
    Tensor big = bits(-2, 4);
    Tensor small = bits(2, 3);
    assertArrayEquals(
        new long[] {Long.MAX_VALUE, 1}, Numbers.longs(Evaluation.of("Div", big, small).run()));
    assertArrayEquals(new long[] {-2, 4}, Numbers.longs(Evaluation.of("Max", big, small).run()));
    assertArrayEquals(new long[] {2, 3}, Numbers.longs(Evaluation.of("Min", big, small).run()));
    Evaluation.of("Greater", big, small).gives(DType.BOOL, Shape.of(2), 1, 1);
    Evaluation.of("ReduceMax", big).run();
    assertEquals(-2, Numbers.longs(Evaluation.of("ReduceMax", big).run())[0]);
    Evaluation.of("Cast", big).with("to", 11).gives(DType.F64, Shape.of(2), 0x1p64, 4);
  }

  private static Tensor bits(long... values) {
    Tensor tensor = Tensor.allocate(DType.U64, Shape.of(values.length), Arena.ofAuto());
    return Numbers.storeBits(values, tensor);
  }

  @Test
  void operandsAreBroadcast() {
    Evaluation.of("Add", floats(Shape.of(2, 1), 10, 20), floats(Shape.of(3), 1, 2, 3))
        .gives(DType.F32, Shape.of(2, 3), 11, 12, 13, 21, 22, 23);
    Evaluation.of("Add", floats(Shape.of(2), 1, 2), floats(Shape.of(3), 1, 2, 3))
        .isRefused("broadcast", "[2]", "[3]");
    Evaluation.of("Mul", floats(Shape.of(0, 2)), floats(Shape.of(1), 3))
        .gives(DType.F32, Shape.of(0, 2));
  }

  @Test
  void version6AlignsTheSecondOperandAtAnAxis() {
    Tensor a = floats(Shape.of(2, 2), 1, 2, 3, 4);
    Tensor b = floats(Shape.of(2), 10, 20);
    Evaluation.of("Add", a, b)
        .opset(6)
        .with("broadcast", 1)
        .with("axis", 0)
        .gives(DType.F32, Shape.of(2, 2), 11, 12, 23, 24);
    Evaluation.of("Add", a, b)
        .opset(6)
        .with("broadcast", 1)
        .gives(DType.F32, Shape.of(2, 2), 11, 22, 13, 24);
    Evaluation.of("PRelu", floats(Shape.of(1, 2, 1, 1), -1, -1), floats(Shape.of(2), 2, 3))
        .opset(6)
        .gives(DType.F32, Shape.of(1, 2, 1, 1), -2, -3);
  }

  @Test
  void typesMustAgree() {
    Evaluation.of("Add", longs(1), floats(Shape.of(1), 1)).isRefused(": B: wanted", "I64", "F32");
    Evaluation.of("Exp", longs(1)).isRefused(": X: wanted a floating-point type", "I64 [1]");
    Evaluation.of("Not", longs(1)).isRefused("booleans");
  }

  @Test
  void notANumberIsNeitherMoreNorLessNorEqual() {
    Tensor a = vector(DType.F32, NAN, 1, NAN);
    Tensor b = vector(DType.F32, 1, NAN, NAN);
    for (String op : new String[] {"Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"}) {
      Evaluation.of(op, a, b).gives(DType.BOOL, Shape.of(3), 0, 0, 0);
    }
    Evaluation.of("Max", a, b).gives(DType.F32, Shape.of(3), NAN, NAN, NAN);
    Evaluation.of("Clip", a, null, tensor(DType.F32, Shape.SCALAR, 0))
        .gives(DType.F32, Shape.of(3), NAN, 0, NAN);
    Evaluation.of("IsNaN", a).gives(DType.BOOL, Shape.of(3), 1, 0, 1);
    Evaluation.of("IsInf", vector(DType.F32, INF, -INF, 1))
        .with("detect_positive", 0)
        .gives(DType.BOOL, Shape.of(3), 0, 1, 0);
  }

  @Test
  void activations() {
    Tensor x = vector(DType.F32, -2, 0, 3);
    Evaluation.of("Relu", x).givesAbout(0, 0, 3);
    Evaluation.of("LeakyRelu", x).with("alpha", 0.5f).givesAbout(-1, 0, 3);
    Evaluation.of("HardSigmoid", x).givesAbout(0.1, 0.5, 1);
    Evaluation.of("HardSwish", x).givesAbout(-2 * (0.5 - 2 / 6.0), 0, 3);
    Evaluation.of("ThresholdedRelu", x).with("alpha", 2f).givesAbout(0, 0, 3);
    Evaluation.of("Shrink", x).with("lambd", 1f).with("bias", 0.5f).givesAbout(-1.5, 0, 2.5);
    Evaluation.of("Elu", x).givesAbout(Math.exp(-2) - 1, 0, 3);
    Evaluation.of("Celu", x).with("alpha", 2f).givesAbout(2 * (Math.exp(-1) - 1), 0, 3);
    Evaluation.of("Gelu", x).givesAbout(-0.04550026, 0, 2.9959502);
    Evaluation.of("Gelu", x).with("approximate", "tanh").givesAbout(-0.04540231, 0, 2.9963627);
    Evaluation.of("Gelu", x).with("approximate", "cubic").isRefused("approximate", "cubic");
    Evaluation.of("Softplus", vector(DType.F32, 1000, -1000)).givesAbout(1000, 0);
    Evaluation.of("Mish", vector(DType.F32, 1)).givesAbout(0.86509839);
    Evaluation.of("Swish", vector(DType.F32, 2)).with("alpha", 0.5f).givesAbout(2 * 0.73105858);
    Evaluation.of("Round", vector(DType.F32, 0.5, 1.5, -2.5)).givesAbout(0, 2, -2);
    Evaluation.of("Sign", vector(DType.I32, -5, 0, 9)).gives(DType.I32, Shape.of(3), -1, 0, 1);
  }

  /** Values of the error function and its complement to 16 digits, from published tables. */
  @Test
  void errorFunction() {
    double[] x = {0.5, 1, 1.9, 2, 3, 5};
    double[] wanted = {
      0.5204998778130465,
      0.8427007929497149,
      0.9927904292352575,
      0.9953222650189527,
      0.9999779095030014,
      0.9999999999984626
    };
    for (int i = 0; i < x.length; i++) {
      assertEquals(wanted[i], ErrorFunction.of(x[i]), 1e-14);
      assertEquals(-wanted[i], ErrorFunction.of(-x[i]), 1e-14);
    }
    assertEquals(1, ErrorFunction.of(INF));
    assertEquals(NAN, ErrorFunction.of(NAN));
  }

  @Test
  void whereChoosesElementsOfAnyType() {
    Tensor condition = tensor(DType.BOOL, Shape.of(2, 1), 1, 0);
    for (DType dtype : DType.values()) {
      Evaluation.of("Where", condition, vector(dtype, 1, 0), vector(dtype, 0, 1))
          .gives(dtype, Shape.of(2, 2), 1, 0, 0, 1);
    }
    Evaluation.of("Where", longs(1), longs(1), longs(1)).isRefused("condition", "booleans");
  }

  @Test
  void castTruncatesAndRoundsToNearestEven() {
    Evaluation.of("Cast", vector(DType.F32, -1.9, 1.9, 300))
        .with("to", 6)
        .gives(DType.I32, Shape.of(3), -1, 1, 300);
    Evaluation.of("Cast", vector(DType.F32, 0, 0.1, NAN))
        .with("to", 9)
        .gives(DType.BOOL, Shape.of(3), 0, 1, 1);
    // 1 + 2^-11 lies halfway between two float16; 2^-40 more decides, though no float32 holds it.
    Evaluation.of("Cast", vector(DType.F64, 1 + 0x1p-11, 1 + 0x1p-11 + 0x1p-40))
        .with("to", 10)
        .gives(DType.F16, Shape.of(2), 1, 1 + 0x1p-10);
    Evaluation.of("Cast", vector(DType.F64, 1 + 0x1p-8, -1 - 0x1p-8 - 0x1p-40, NAN, INF))
        .with("to", 16)
        .gives(DType.BF16, Shape.of(4), 1, -1 - 0x1p-7, NAN, INF);
    Evaluation.of("CastLike", vector(DType.F32, 2.5), longs(0)).gives(DType.I64, Shape.of(1), 2);
    Evaluation.of("Cast", longs(1)).with("to", 8).isRefused("to", "STRING");
  }

  /** The result of float32 arithmetic is the one that Java's float arithmetic gives. */
  @Property
  void float32IsRoundedOnce(@ForAll float a, @ForAll float b) {
    Tensor x = vector(DType.F32, a);
    Tensor y = vector(DType.F32, b);
    assertEquals(a + b, Evaluation.of("Add", x, y).run().toFloats()[0]);
    assertEquals(a * b, Evaluation.of("Mul", x, y).run().toFloats()[0]);
    assertEquals(a / b, Evaluation.of("Div", x, y).run().toFloats()[0]);
    assertEquals((float) Math.sqrt(a), Evaluation.of("Sqrt", x).run().toFloats()[0]);
  }

  /** Broadcasting agrees with indices that are computed one by one. */
  @Property(tries = 200)
  void broadcastAgreesWithIndices(
      @ForAll @IntRange(min = 1, max = 3) int n,
      @ForAll @IntRange(min = 1, max = 4) int c,
      @ForAll @IntRange(min = 1, max = 5) int w,
      @ForAll @IntRange(max = 7) int ones) {
    long[] dims = {(ones & 1) == 0 ? n : 1, (ones & 2) == 0 ? c : 1, (ones & 4) == 0 ? w : 1};
    Tensor a = Evaluation.count(DType.I32, n, c, w);
    Tensor b = Evaluation.count(DType.I32, dims);
    double[] wanted = new double[n * c * w];
    for (int i = 0; i < wanted.length; i++) {
      long p = i / (c * w) % dims[0];
      long q = i / w % c % dims[1];
      long r = i % w % dims[2];
      wanted[i] = i + (p * dims[1] + q) * dims[2] + r;
    }
    Evaluation.of("Add", a, b).gives(DType.I32, Shape.of(n, c, w), wanted);
    Evaluation.of("Add", b, a).gives(DType.I32, Shape.of(n, c, w), wanted);
  }
}
