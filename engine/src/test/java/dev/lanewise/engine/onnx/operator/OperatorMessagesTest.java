package dev.lanewise.engine.onnx.operator;

import static dev.lanewise.engine.onnx.operator.Evaluation.count;
import static dev.lanewise.engine.onnx.operator.Evaluation.floats;
import static dev.lanewise.engine.onnx.operator.Evaluation.longs;
import static dev.lanewise.engine.onnx.operator.Evaluation.tensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.vector;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What a user is told whose operands or attributes an operator cannot take. */
class OperatorMessagesTest {
  private static final Tensor BOOLS = vector(DType.BOOL, 0, 1);
  private static final Tensor PAIR = vector(DType.F32, 1, 2);
  private static final Tensor SCALAR = tensor(DType.F32, Shape.SCALAR, 1);
  private static final Tensor MATRIX = count(DType.F32, 2, 3);
  private static final Tensor MAP = count(DType.F32, 1, 2, 3, 3);
  private static final Tensor BYTES = count(DType.U8, 1, 1, 2);
  private static final Tensor ZERO = tensor(DType.U8, Shape.SCALAR, 0);

  private static Evaluation of(String operator, Tensor... inputs) {
    return Evaluation.of(operator, inputs);
  }

  @Test
  void operatorsThatAreNot() {
    of("Frobnicate", PAIR).isRefused("Lanewise does not know the operator Frobnicate");
    of("Div", longs(7), longs(0))
        .isRefused("cannot be computed from the operands [I64 [1], I64 [1]]: / by zero");
  }

  @Test
  void elementwise() {
    of("Add", BOOLS, BOOLS).isRefused("operands: wanted numbers, got BOOL [2]");
    of("Mod", PAIR, PAIR).isRefused("A: wanted integers, as fmod is 0, got F32 [2]");
    of("PRelu", PAIR, MATRIX).isRefused("slope: wanted a shape that can be broadcast to [2]");
    of("Add", MATRIX, MATRIX)
        .opset(6)
        .with("axis", 1)
        .isRefused("axis: wanted room for the second operand F32 [2, 3], got 1");
    of("LeakyRelu", longs(1)).isRefused("X: wanted a floating-point type, got I64 [1]");
    of("Abs", BOOLS).isRefused("X: wanted numbers, got BOOL [2]");
    of("BitwiseNot", BOOLS).isRefused("X: wanted integers, got BOOL [2]");
    of("And", longs(1), longs(1)).isRefused("A: wanted booleans, got I64 [1]");
    of("BitwiseAnd", BOOLS, BOOLS).isRefused("A: wanted integers, got BOOL [2]");
    of("BitShift", PAIR, PAIR).isRefused("X: wanted integers, got F32 [2]");
    of("BitShift", longs(1), longs(1))
        .with("direction", "UP")
        .isRefused("direction: wanted LEFT or RIGHT, got 'UP'");
    of("Clip", PAIR, PAIR).isRefused("min: wanted one number, got F32 [2]");
    of("Cast", PAIR).isRefused("to: wanted an element type, got none");
  }

  @Test
  void windows() {
    Tensor kernel = count(DType.F32, 1, 2, 1, 1);
    of("Conv", MATRIX, MATRIX).isRefused("X: wanted batch, channels and spatial axes, got [2, 3]");
    Tensor six = count(DType.F32, 1, 1, 1, 1, 1, 1);
    of("Conv", six, six).isRefused("X: wanted 1 to 3 spatial axes, got 4");
    of("Conv", MAP, kernel)
        .with("kernel_shape", new long[] {2, 2})
        .isRefused("kernel_shape: wanted the sizes of the weights [1, 2, 1, 1], got [2, 2]");
    of("Conv", MAP, kernel)
        .with("strides", new long[] {1})
        .isRefused("strides: wanted 2 numbers, got 1 numbers");
    of("Conv", MAP, count(DType.F32, 1, 2, 3, 3))
        .with("auto_pad", "SAME_UPPER")
        .with("dilations", new long[] {1, Integer.MAX_VALUE})
        .isRefused("dilations: wanted a window of less than 2^31, got 4294967295");
    of("ConvTranspose", MATRIX, MATRIX).isRefused("X: wanted 1 to 3 spatial axes, got [2, 3]");
    of("ConvTranspose", MAP, MATRIX).isRefused("W: wanted the rank of X, 4, got [2, 3]");
    of("ConvTranspose", MAP, kernel).isRefused("W: wanted 2 input channels, got [1, 2, 1, 1]");
    Evaluation back = of("ConvTranspose", MAP, count(DType.F32, 2, 1, 1, 1));
    back.with("group", 0).isRefused("group: wanted 1 or more, got 0");
    back.with("group", 1)
        .with("pads", new long[] {2, 0, 2, 0})
        .isRefused("pads: wanted an output of at least 1 along spatial axis 0, got -1");
    of("GlobalMaxPool", count(DType.F32, 1, 2, 0)).isRefused("X: wanted at least one pixel");
    of("GlobalMaxPool", PAIR).isRefused("X: wanted batch and channels, got F32 [2]");
    of("MaxPool", longs(1)).isRefused("X: wanted a floating-point type, I8 or U8, got I64 [1]");
    of("AveragePool", MATRIX).isRefused("X: wanted batch, channels and spatial axes");
    of("LpPool", MAP).with("p", 0).isRefused("p: wanted a number above 0, got 0");
  }

  @Test
  void products() {
    of("MatMul", BOOLS, BOOLS).isRefused("A: wanted numbers, got BOOL [2]");
    of("MatMul", SCALAR, PAIR).isRefused("A: wanted rank 1 or more, got []");
    of("MatMul", PAIR, SCALAR).isRefused("B: wanted rank 1 or more, got []");
    of("Gemm", PAIR, MATRIX).isRefused("A: wanted rank 2, got F32 [2]");
    Tensor square = count(DType.F32, 2, 2);
    of("Gemm", square, square, longs(1)).isRefused("C: wanted the type of A, F32, got I64 [1]");
    Tensor whole = count(DType.I32, 2, 2);
    of("Gemm", whole, whole).with("alpha", 2f).isRefused("alpha and beta: wanted 1 for integers");
    Tensor b = count(DType.U8, 2, 2);
    of("MatMulInteger", b, b, vector(DType.U8, 1, 2, 3))
        .isRefused("a_zero_point: wanted a shape that can be broadcast to [2, 2]");
    Tensor two = vector(DType.U8, 1, 2);
    of("ConvInteger", BYTES, BYTES, two).isRefused("x_zero_point: wanted one number, got U8 [2]");
    of("ConvInteger", BYTES, BYTES, ZERO, two)
        .isRefused("w_zero_point: wanted 1 numbers or one, got U8 [2]");
    of("QLinearConv", BYTES, SCALAR, ZERO, BYTES, SCALAR, ZERO, SCALAR, ZERO, PAIR)
        .isRefused("B: wanted 1 I32 numbers, got F32 [2]");
    of("DequantizeLinear", PAIR, SCALAR).isRefused("x: wanted integers, got F32 [2]");
    of("QuantizeLinear", PAIR, SCALAR, ZERO)
        .with("output_dtype", 3)
        .isRefused("output_dtype: wanted that of y_zero_point, U8, got I8");
  }

  @Test
  void movements() {
    of("Concat", MATRIX, PAIR).with("axis", 0).isRefused("input 1: wanted rank 2, got F32 [2]");
    of("Split", PAIR).with("num_outputs", 2).isRefused("num_outputs: wanted one per output, got 2");
    of("Tile", PAIR, longs(-1)).isRefused("repeats: wanted 1 numbers, none negative, got [-1]");
    Tensor deep = count(DType.F32, 1, 4, 1, 1);
    of("DepthToSpace", deep)
        .with("blocksize", 2)
        .with("mode", "RCD")
        .isRefused("mode: wanted DCR or CRD, got RCD");
    of("DepthToSpace", PAIR).with("blocksize", 2).isRefused("input: wanted rank 4, got F32 [2]");
    of("SpaceToDepth", MAP)
        .with("blocksize", 2)
        .isRefused("input: wanted height and width that 2 divides, got F32 [1, 2, 3, 3]");
    of("Pad", PAIR).isRefused("pads: wanted numbers, got none");
    of("Pad", PAIR, longs(1, 1), PAIR).isRefused("constant_value: wanted one number, got F32 [2]");
    of("Pad", count(DType.F32, 0), longs(1, 1))
        .with("mode", "edge")
        .isRefused("data: wanted elements to repeat along axis 0, got F32 [0]");
    of("Slice", PAIR, longs(0)).isRefused("ends: wanted positions, got none");
    of("Slice", PAIR, longs(0), longs(1), longs(0, 0)).isRefused("axes: wanted 1 numbers, one for");
    of("Slice", PAIR, longs(0), longs(1), longs(0), longs(1, 1)).isRefused("steps: wanted 1");
    of("Reshape", PAIR).isRefused("shape: wanted a shape, got none");
    of("Reshape", PAIR, longs(2, 0)).isRefused("shape: wanted 0 only where the input has an axis");
    of("Unsqueeze", PAIR).isRefused("axes: wanted axes, got none");
    of("Dropout", PAIR, null, tensor(DType.BOOL, Shape.SCALAR, 1))
        .isRefused("training_mode: wanted inference, got training");
  }

  @Test
  void indices() {
    of("GatherElements", MATRIX, longs(0)).isRefused("indices: wanted rank 2, got I64 [1]");
    of("GatherElements", MATRIX, count(DType.I64, 1, 4))
        .isRefused("indices: wanted extents within those of F32 [2, 3], got I64 [1, 4]");
    of("GatherND", MATRIX, longs(0, 0, 0)).isRefused("indices: wanted at most 2 in a row");
    of("GatherND", MATRIX, longs(0))
        .with("batch_dims", 1)
        .isRefused("batch_dims: wanted less than the ranks, got 1");
    of("GatherND", count(DType.F32, 1, 3), count(DType.I64, 2, 1))
        .with("batch_dims", 1)
        .isRefused("indices: wanted the first 1 extents of F32 [1, 3], got I64 [2, 1]");
    of("Compress", PAIR, longs(1)).isRefused("condition: wanted booleans, got I64 [1]");
    of("Compress", vector(DType.F32, 1), BOOLS)
        .isRefused("condition: wanted at most as many as F32 [1], got BOOL [2]");
    Tensor index = tensor(DType.I64, Shape.SCALAR, 0);
    of("ScatterND", MATRIX, index, MATRIX).isRefused("indices: wanted rank 1 or more, got []");
    of("ScatterND", PAIR, longs(0, 0), PAIR).isRefused("indices: wanted at most 1 in a row");
    of("ScatterElements", BOOLS, longs(0), vector(DType.BOOL, 1))
        .with("reduction", "add")
        .isRefused("data: wanted numbers to reduce, got BOOL [2]");
    of("ArgMax", count(DType.F32, 0)).isRefused("data: wanted elements along axis 0, got F32 [0]");
    of("CumSum", BOOLS, longs(0)).isRefused("x: wanted numbers, got BOOL [2]");
    of("CumSum", PAIR, longs(0, 0)).isRefused("axis: wanted one integer, got I64 [2]");
    of("Trilu", PAIR).isRefused("input: wanted rank 2 or more, got F32 [2]");
    of("OneHot", longs(0), longs(2), longs(1)).isRefused("values: wanted two values, got I64 [1]");
    of("OneHot", longs(0), longs(-1), PAIR).isRefused("depth: wanted 0 or more, got -1");
    of("ConstantOfShape", longs(2)).with("value", PAIR).isRefused("value: wanted one number");
    of("Range", PAIR, SCALAR, SCALAR).isRefused("start: wanted one number, got F32 [2]");
    of("Range", SCALAR, vector(DType.F32, 1e30), SCALAR)
        .isRefused("range: wanted a finite number of elements, got 1.0");
    of("EyeLike", PAIR).isRefused("input: wanted rank 2, got F32 [2]");
  }

  @Test
  void statisticsAndSizes() {
    of("ReduceSum", BOOLS).isRefused("data: wanted numbers, got BOOL [2]");
    of("BatchNormalization", SCALAR).isRefused("X: wanted batch and channels, got F32 []");
    of("LRN", MAP).isRefused("size: wanted a number of channels, 1 or more, got 0");
    of("LpNormalization", PAIR).with("p", 3).isRefused("p: wanted 1 or 2, got 3");
    of("RMSNormalization", PAIR, MATRIX)
        .isRefused("scale: wanted a shape that can be broadcast to [2], got F32 [2, 3]");
    of("LayerNormalization", PAIR, PAIR, MATRIX)
        .isRefused("B: wanted a shape that can be broadcast to [2], got F32 [2, 3]");
    of("Resize", floats(Shape.of(0)), null, null, longs(1))
        .isRefused("X: wanted elements along axis 0, got 0");
    of("Resize", count(DType.F32, 9), null, vector(DType.F32, 9e8))
        .isRefused("scales: wanted a size below 2^31, got");
    of("Resize", PAIR, null, null, longs(1, 1)).isRefused("sizes: wanted 1 numbers, one per axis");
    of("Resize", PAIR, null, null, longs(1, 1))
        .with("keep_aspect_ratio_policy", "not_larger")
        .isRefused("sizes: wanted 1 numbers, one per axis, got 2 numbers");
    of("Upsample", PAIR).opset(7).isRefused("scales: wanted 1 numbers, one per axis, got 4");
  }
}
