package dev.lanewise.engine.onnx.operator;

import static dev.lanewise.engine.onnx.operator.Evaluation.assertArray;
import static dev.lanewise.engine.onnx.operator.Evaluation.assertTensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.count;
import static dev.lanewise.engine.onnx.operator.Evaluation.floats;
import static dev.lanewise.engine.onnx.operator.Evaluation.tensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolution, transposed convolution, pooling and products of matrices. */
class WindowTest {
  private static final long[] TWO = {2, 2};

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64", "F16", "BF16"})
  void convolutionOfEveryFloatingPointType(DType dtype) {
    Tensor x = count(dtype, 1, 1, 3, 3);
    Tensor w = tensor(dtype, Shape.of(2, 1, 2, 2), 1, 0, 0, 1, 0, 2, 0, 0);
    Evaluation.of("Conv", x, w, vector(dtype, 0, 1))
        .gives(dtype, Shape.of(1, 2, 2, 2), 4, 6, 10, 12, 3, 5, 9, 11);
    Evaluation.of("Conv", count(dtype, 1, 1, 2), tensor(dtype, Shape.of(1, 1, 2), 1, 1))
        .with("pads", new long[] {1, 0})
        .gives(dtype, Shape.of(1, 1, 2), 0, 1);
    Evaluation.of("Conv", count(dtype, 1, 2, 1, 1, 3), tensor(dtype, Shape.of(2, 1, 1, 1, 1), 1, 2))
        .with("group", 2)
        .with("strides", new long[] {1, 1, 2})
        .gives(dtype, Shape.of(1, 2, 1, 1, 2), 0, 2, 6, 10);
  }

  /** Padding that is not there is not multiplied: an infinite weight beyond the edge is no NaN. */
  @Test
  void paddingIsNotMultiplied() {
    double inf = Double.POSITIVE_INFINITY;
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      Tensor w = tensor(dtype, Shape.of(1, 1, 3), inf, 1, 1);
      Evaluation.of("Conv", tensor(dtype, Shape.of(1, 1, 1), 2), w)
          .with("pads", new long[] {1, 1})
          .gives(dtype, Shape.of(1, 1, 1), 2);
    }
  }

  /** The plain loops and the kernels agree on random convolutions of both directions. */
  @Property(tries = 60)
  void plainLoopsAgreeWithKernels(
      @ForAll @IntRange(min = 1, max = 3) int rank,
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll boolean transposed,
      @ForAll long seed) {
    Random random = new Random(seed);
    long[] x = {1 + random.nextInt(2), 2L * groups, 1, 1, 1};
    long[] w = {transposed ? 2 * groups : 3 * groups, transposed ? 3 : 2, 1, 1, 1};
    long[] strides = new long[rank];
    long[] dilations = new long[rank];
    long[] pads = new long[2 * rank];
    for (int i = 0; i < rank; i++) {
      x[i + 2] = 5 + random.nextInt(4);
      w[i + 2] = 1 + random.nextInt(3);
      strides[i] = 1 + random.nextInt(2);
      dilations[i] = 1 + random.nextInt(2);
      pads[i] = random.nextInt(2);
      pads[rank + i] = random.nextInt(2);
    }
    Shape inShape = Shape.of(Arrays.copyOf(x, rank + 2));
    Shape weightShape = Shape.of(Arrays.copyOf(w, rank + 2));
    double[] in = random.ints(inShape.elementCount(), -9, 10).asDoubleStream().toArray();
    double[] weights = random.ints(weightShape.elementCount(), -9, 10).asDoubleStream().toArray();
    double[][] results = new double[2][];
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      results[dtype == DType.F32 ? 0 : 1] =
          Evaluation.of(
                  transposed ? "ConvTranspose" : "Conv",
                  tensor(dtype, inShape, in),
                  tensor(dtype, weightShape, weights))
              .with("group", groups)
              .with("strides", strides)
              .with("dilations", dilations)
              .with("pads", pads)
              .run()
              .toDoubles();
    }
    // Small integers make every sum exact.
    assertArray(results[1], results[0], 0);
  }

  @Test
  void largeConvolutionsAndProductsGoToTheKernels() {
    Tensor ones =
        Evaluation.of("ConstantOfShape", Evaluation.longs(1, 64, 40, 40))
            .with("value", vector(DType.F32, 1))
            .run();
    Tensor weights =
        Evaluation.of("ConstantOfShape", Evaluation.longs(64, 64, 1, 1))
            .with("value", vector(DType.F32, 0.5))
            .run();
    double[] y = Evaluation.of("Conv", ones, weights).run().toDoubles();
    assertEquals(64 * 1600, y.length);
    assertEquals(32, y[12345]);
    Tensor a = Evaluation.of("Reshape", ones, Evaluation.longs(1600, 64)).run();
    Tensor b = Evaluation.of("Reshape", weights, Evaluation.longs(64, 64)).run();
    assertEquals(32, Evaluation.of("MatMul", a, b).run().toDoubles()[777]);
    assertEquals(
        65,
        Evaluation.of("Gemm", a, b, vector(DType.F32, 1)).with("alpha", 2f).run().toDoubles()[777]);
  }

  @Test
  void automaticPaddingIsAsymmetric() {
    Tensor x = count(DType.F32, 1, 1, 4);
    Tensor w = floats(Shape.of(1, 1, 2), 1, 10);
    Evaluation.of("Conv", x, w)
        .with("auto_pad", "SAME_UPPER")
        .gives(DType.F32, Shape.of(1, 1, 4), 10, 21, 32, 3);
    Evaluation.of("Conv", x, w)
        .with("auto_pad", "SAME_LOWER")
        .gives(DType.F32, Shape.of(1, 1, 4), 0, 10, 21, 32);
    Evaluation.of("Conv", x, w).with("auto_pad", "SAME").isRefused("auto_pad", "SAME");
  }

  @Test
  void convolutionErrorsNameTheOperand() {
    Tensor x = count(DType.F32, 1, 2, 3, 3);
    Evaluation.of("Conv", x).isRefused("input W (number 1) is missing");
    Evaluation.of("Conv", x, count(DType.F32, 1, 3, 1, 1))
        .isRefused(": W: wanted 2 input channels");
    Evaluation.of("Conv", x, count(DType.F32, 1, 2, 1)).isRefused(": W: wanted the rank of X");
    Evaluation.of("Conv", x, count(DType.F64, 1, 2, 1, 1)).isRefused(": W: ", "F32", "F64");
    Evaluation.of("Conv", x, count(DType.F32, 1, 2, 4, 1)).isRefused("kernel_shape", "span of 4");
    Evaluation.of("Conv", x, count(DType.F32, 3, 1, 1, 1)).with("group", 2).isRefused("group");
    Evaluation.of("Conv", x, count(DType.F32, 1, 2, 1, 1), vector(DType.F32, 1, 2))
        .isRefused(": B: wanted 1 numbers");
    Evaluation.of("Conv", x, count(DType.F32, 1, 2, 1, 1))
        .with("strides", new long[] {1, 0})
        .isRefused("strides", "0");
  }

  @Test
  void transposedConvolutionSizes() {
    Tensor x = floats(Shape.of(1, 1, 2), 1, 2);
    Tensor w = floats(Shape.of(1, 1, 3), 1, 10, 100);
    long[] two = {2};
    Evaluation.of("ConvTranspose", x, w)
        .with("strides", two)
        .gives(DType.F32, Shape.of(1, 1, 5), 1, 10, 102, 20, 200);
    Evaluation.of("ConvTranspose", x, w)
        .with("strides", two)
        .with("output_shape", new long[] {4})
        .gives(DType.F32, Shape.of(1, 1, 4), 10, 102, 20, 200);
    Evaluation.of("ConvTranspose", x, w)
        .with("strides", two)
        .with("auto_pad", "SAME_UPPER")
        .gives(DType.F32, Shape.of(1, 1, 4), 1, 10, 102, 20);
    Evaluation.of("ConvTranspose", x, w, vector(DType.F32, 7))
        .with("strides", two)
        .with("output_shape", new long[] {6})
        .gives(DType.F32, Shape.of(1, 1, 6), 8, 17, 109, 27, 207, 7);
  }

  @Test
  void poolsOverhangInCeilMode() {
    Tensor x = count(DType.F32, 1, 1, 4);
    Evaluation average =
        Evaluation.of("AveragePool", x)
            .with("kernel_shape", new long[] {3})
            .with("strides", new long[] {2})
            .with("ceil_mode", 1);
    average.gives(DType.F32, Shape.of(1, 1, 2), 1, 2.5);
    average.with("count_include_pad", 1).gives(DType.F32, Shape.of(1, 1, 2), 1, 2.5);
    average.with("pads", new long[] {1, 1}).gives(DType.F32, Shape.of(1, 1, 3), 1 / 3f, 2, 3 / 2.0);
    Evaluation.of("AveragePool", x)
        .with("kernel_shape", new long[] {3})
        .with("pads", new long[] {1, 1})
        .givesAbout(0.5, 1, 2, 2.5);
    Evaluation.of("LpPool", x)
        .with("kernel_shape", new long[] {2})
        .givesAbout(1, Math.sqrt(5), Math.sqrt(13));
    Evaluation.of("MaxPool", x).with("kernel_shape", new long[] {5}).isRefused("kernel_shape");
    Evaluation.of("MaxPool", x).isRefused("kernel_shape");
  }

  @Test
  void maxPoolSaysWhere() {
    Tensor x = floats(Shape.of(1, 1, 2, 3), 1, 5, 5, 2, 4, 9);
    Evaluation pool = Evaluation.of("MaxPool", x).with("kernel_shape", TWO).outputs(2);
    List<Tensor> outputs = pool.all();
    assertTensor(outputs.get(0), DType.F32, Shape.of(1, 1, 1, 2), 5, 9);
    assertTensor(outputs.get(1), DType.I64, Shape.of(1, 1, 1, 2), 1, 5);
    outputs = pool.with("storage_order", 1).all();
    assertTensor(outputs.get(1), DType.I64, Shape.of(1, 1, 1, 2), 2, 5);
    Evaluation.of("MaxPool", vectorOf(DType.I8, -5, -3))
        .with("kernel_shape", new long[] {2})
        .with("pads", new long[] {1, 0})
        .gives(DType.I8, Shape.of(1, 1, 2), -5, -3);
    Evaluation.of("MaxPool", vectorOf(DType.F32, 1, Double.NaN, 2))
        .with("kernel_shape", new long[] {2})
        .gives(DType.F32, Shape.of(1, 1, 2), Double.NaN, Double.NaN);
  }

  private static Tensor vectorOf(DType dtype, double... values) {
    return tensor(dtype, Shape.of(1, 1, values.length), values);
  }

  @Test
  void globalPools() {
    Tensor x = count(DType.F32, 1, 2, 1, 2, 2);
    Evaluation.of("GlobalAveragePool", x).gives(DType.F32, Shape.of(1, 2, 1, 1, 1), 1.5, 5.5);
    Evaluation.of("GlobalMaxPool", x).gives(DType.F32, Shape.of(1, 2, 1, 1, 1), 3, 7);
    Evaluation.of("GlobalLpPool", x).with("p", 1).gives(DType.F32, Shape.of(1, 2, 1, 1, 1), 6, 22);
  }

  @Test
  void productsOfStacksAndVectors() {
    Tensor a = count(DType.I32, 2, 1, 1, 2);
    Tensor b = count(DType.I32, 2, 2, 1);
    Evaluation.of("MatMul", a, b).gives(DType.I32, Shape.of(2, 2, 1, 1), 1, 3, 3, 13);
    Evaluation.of("MatMul", vector(DType.F32, 1, 2), vector(DType.F32, 3, 4))
        .gives(DType.F32, Shape.SCALAR, 11);
    Evaluation.of("MatMul", count(DType.F64, 2, 3), vector(DType.F64, 1, 0, 1))
        .gives(DType.F64, Shape.of(2), 2, 8);
    Evaluation.of("MatMul", count(DType.F32, 2, 3), count(DType.F32, 2, 3))
        .isRefused("B", "3 rows");
    Evaluation.of("MatMul", count(DType.F32, 2, 0), count(DType.F32, 0, 1))
        .gives(DType.F32, Shape.of(2, 1), 0, 0);
  }

  @Test
  void generalProducts() {
    Tensor a = count(DType.F32, 2, 2);
    Tensor c = floats(Shape.of(2, 1), 10, 20);
    Evaluation.of("Gemm", a, a).gives(DType.F32, Shape.of(2, 2), 2, 3, 6, 11);
    Evaluation.of("Gemm", a, a, c)
        .with("transA", 1)
        .with("alpha", 0.5f)
        .with("beta", 2f)
        .gives(DType.F32, Shape.of(2, 2), 22, 23, 43, 45);
    Evaluation.of("Gemm", a, a).with("transB", 1).gives(DType.F32, Shape.of(2, 2), 1, 3, 3, 13);
    Evaluation.of("Gemm", a, a, vector(DType.F32, 1, 2, 3)).isRefused(": C: ", "[2, 2]");
    Evaluation.of("Gemm", count(DType.I64, 1, 1), tensor(DType.I64, Shape.of(1, 1), 3)).run();
  }
}
