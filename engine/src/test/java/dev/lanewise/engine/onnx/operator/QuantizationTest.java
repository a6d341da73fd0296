package dev.lanewise.engine.onnx.operator;

import static dev.lanewise.engine.onnx.operator.Evaluation.assertTensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.count;
import static dev.lanewise.engine.onnx.operator.Evaluation.floats;
import static dev.lanewise.engine.onnx.operator.Evaluation.tensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

/** Numbers as small integers, and products of those. */
class QuantizationTest {
  @Test
  void roundsHalvesToEvenAndSaturates() {
    Tensor x = vector(DType.F32, -1, 1, 3, 1000, -1000);
    Tensor scale = tensor(DType.F32, Shape.SCALAR, 2);
    Evaluation.of("QuantizeLinear", x, scale, tensor(DType.U8, Shape.SCALAR, 128))
        .gives(DType.U8, Shape.of(5), 128, 128, 130, 255, 0);
    Evaluation.of("QuantizeLinear", x, scale, tensor(DType.I16, Shape.SCALAR, -1))
        .gives(DType.I16, Shape.of(5), -1, -1, 1, 499, -501);
    Evaluation.of("QuantizeLinear", x, scale)
        .with("output_dtype", 3)
        .gives(DType.I8, Shape.of(5), 0, 0, 2, 127, -128);
    Evaluation.of("QuantizeLinear", x, scale, tensor(DType.I64, Shape.SCALAR, 0))
        .isRefused("y_zero_point", "I64");
  }

  @Test
  void scalesOfSlicesAndBlocks() {
    Tensor x = tensor(DType.U8, Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor zero = vector(DType.U8, 1, 2);
    Evaluation.of("DequantizeLinear", x, vector(DType.F32, 1, 10), zero)
        .with("axis", 0)
        .gives(DType.F32, Shape.of(2, 3), 0, 1, 2, 20, 30, 40);
    Evaluation.of("DequantizeLinear", x, floats(Shape.of(2, 2), 1, 10, 100, 1000))
        .with("block_size", 2)
        .gives(DType.F32, Shape.of(2, 3), 1, 2, 30, 400, 500, 6000);
    Evaluation.of("DequantizeLinear", x, vector(DType.F32, 1, 10))
        .isRefused("x_scale", "3 numbers");
    Evaluation.of("DequantizeLinear", x, floats(Shape.of(2, 2), 1, 1, 1, 1))
        .with("block_size", 1)
        .isRefused("x_scale", "block of 1");
  }

  /** What is in range comes back within half a step. */
  @Property(tries = 200)
  void dequantizedIsWithinHalfAStep(@ForAll @FloatRange(min = -10, max = 10) float value) {
    Tensor scale = tensor(DType.F32, Shape.SCALAR, 0.08);
    Tensor zero = tensor(DType.U8, Shape.SCALAR, 127);
    Tensor x = vector(DType.F32, value);
    Tensor q = Evaluation.of("QuantizeLinear", x, scale, zero).run();
    double back = Evaluation.of("DequantizeLinear", q, scale, zero).run().toDoubles()[0];
    assertEquals(value, back, 0.0401);
  }

  @Test
  void dynamicRangeHoldsZero() {
    List<Tensor> outputs =
        Evaluation.of("DynamicQuantizeLinear", vector(DType.F32, 51, 102, 255)).outputs(3).all();
    assertTensor(outputs.get(0), DType.U8, Shape.of(3), 51, 102, 255);
    assertTensor(outputs.get(1), DType.F32, Shape.SCALAR, 1);
    assertTensor(outputs.get(2), DType.U8, Shape.SCALAR, 0);
    outputs = Evaluation.of("DynamicQuantizeLinear", vector(DType.F32, -255, 0)).outputs(3).all();
    assertTensor(outputs.get(0), DType.U8, Shape.of(2), 0, 255);
    assertTensor(outputs.get(2), DType.U8, Shape.SCALAR, 255);
  }

  @Test
  void integerProductsSubtractZeroPoints() {
    Tensor a = tensor(DType.U8, Shape.of(2, 2), 1, 2, 3, 255);
    Tensor b = tensor(DType.I8, Shape.of(2, 1), -128, 4);
    Evaluation.of("MatMulInteger", a, b).gives(DType.I32, Shape.of(2, 1), -120, -3 * 128 + 255 * 4);
    Evaluation.of("MatMulInteger", a, b, vector(DType.U8, 1, 3), vector(DType.I8, 4))
        .gives(DType.I32, Shape.of(2, 1), 0, 0);
    Evaluation.of("MatMulInteger", count(DType.F32, 1, 1), b).isRefused(": A: wanted U8 or I8");
  }

  @Test
  void integerConvolutionPadsWithTheZeroPoint() {
    Tensor x = tensor(DType.U8, Shape.of(1, 1, 2), 5, 6);
    Tensor w = tensor(DType.U8, Shape.of(1, 1, 2), 1, 3);
    Evaluation.of("ConvInteger", x, w, tensor(DType.U8, Shape.SCALAR, 5), vector(DType.U8, 1))
        .with("pads", new long[] {1, 1})
        .gives(DType.I32, Shape.of(1, 1, 3), 0, 2, 0);
  }

  @Test
  void quantizedConvolutionAndProduct() {
    Tensor one = tensor(DType.F32, Shape.SCALAR, 1);
    Tensor zero = tensor(DType.U8, Shape.SCALAR, 0);
    Tensor x = tensor(DType.U8, Shape.of(1, 1, 2), 10, 20);
    Tensor w = tensor(DType.I8, Shape.of(2, 1, 1), 1, -1);
    Tensor weightZero = tensor(DType.I8, Shape.SCALAR, 0);
    Evaluation.of(
            "QLinearConv",
            x,
            one,
            zero,
            w,
            vector(DType.F32, 0.25, 0.5),
            weightZero,
            one,
            tensor(DType.U8, Shape.SCALAR, 100),
            vector(DType.I32, 0, 4))
        .gives(DType.U8, Shape.of(1, 2, 2), 102, 105, 97, 92);
    Tensor a = tensor(DType.U8, Shape.of(1, 2), 3, 4);
    Tensor b = tensor(DType.U8, Shape.of(2, 2), 1, 2, 3, 4);
    Evaluation.of("QLinearMatMul", a, one, zero, b, vector(DType.F32, 1, 0.5), zero, one, zero)
        .gives(DType.U8, Shape.of(1, 2), 15, 11);
  }
}
