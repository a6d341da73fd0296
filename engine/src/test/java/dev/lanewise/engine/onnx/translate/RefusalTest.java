package dev.lanewise.engine.onnx.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanewise.engine.format.onnx.OnnxAttribute;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Why a node is interpreted, as {@code OnnxPlan.interpreted} tells. */
class RefusalTest {
  private static final Shape MAP = Shape.of(2, 4, 5, 6);
  private static final Shape VECTOR = Shape.of(2, 4);
  private static final Tensor KERNEL = Tensor.ofFloats(Shape.of(3, 4, 1, 1), new float[12]);

  /** A node; a shape is an operand that is computed, a tensor a constant, null is left out. */
  private static final class Attempt {
    private final String operator;
    private final Object[] operands;
    private final Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    private List<String> outputs = List.of("y");
    private int opset = 18;

    Attempt(String operator, Object... operands) {
      this.operator = operator;
      this.operands = operands;
    }

    Attempt opset(int version) {
      opset = version;
      return this;
    }

    Attempt outputs(String... names) {
      outputs = List.of(names);
      return this;
    }

    Attempt with(String name, long value) {
      attributes.put(name, new OnnxAttribute.Int(value));
      return this;
    }

    Attempt with(String name, float value) {
      attributes.put(name, new OnnxAttribute.Number(value));
      return this;
    }

    Attempt with(String name, String value) {
      attributes.put(name, new OnnxAttribute.Text(value));
      return this;
    }

    Attempt list(String name, long... values) {
      attributes.put(name, new OnnxAttribute.Ints(values));
      return this;
    }

    Attempt reals(String name, float... values) {
      attributes.put(name, new OnnxAttribute.Numbers(values));
      return this;
    }

    void isRefused(String reason) {
      List<String> inputs = new ArrayList<>();
      Map<String, Translation.Known> known = new HashMap<>();
      for (Object operand : operands) {
        String name = operand == null ? "" : "in" + inputs.size();
        inputs.add(name);
        switch (operand) {
          case Tensor t ->
              known.put(name, new Translation.Known(t.dtype(), t.shape(), Optional.of(t)));
          case Shape s -> known.put(name, new Translation.Known(DType.F32, s, Optional.empty()));
          case DType d -> known.put(name, new Translation.Known(d, VECTOR, Optional.empty()));
          case null, default -> {
            // left out
          }
        }
      }
      OnnxNode node = new OnnxNode("n", "", operator, inputs, outputs, attributes);
      Segment segment = new Segment("net");
      Optional<String> refusal = Translation.translate(node, opset, segment, known::get);
      assertEquals(Optional.of(reason), refusal, operator);
      assertFalse(segment.computes("y"), "nothing is left behind");
    }
  }

  private static Attempt of(String operator, Object... operands) {
    return new Attempt(operator, operands);
  }

  private static Tensor c(float... values) {
    return Tensor.ofFloats(Shape.of(values.length), values);
  }

  private static Tensor i(long... values) {
    return Tensor.ofLongs(Shape.of(values.length), values);
  }

  @Test
  void operandsAndOutputs() {
    of("Erf", MAP).isRefused("the engine's graph has no such operation");
    of("Relu").isRefused("input 0 is left out");
    of("Relu", c(1)).isRefused("input 0 is a constant");
    of("Relu", DType.I64).isRefused("input 0 is I64");
    of("Relu", Shape.of(3)).isRefused("input 0 has 1 dimensions");
    of("Relu", Shape.of(3, 0)).isRefused("input 0 is [3, 0]");
    of("Relu", MAP).outputs("y", "z").isRefused("output 1 is wanted");
    of("Relu", MAP).outputs("", "y").isRefused("output 0 has no name");
    of("Conv", MAP, MAP).isRefused("input 1 is no constant");
    of("Conv", MAP, i(1)).isRefused("input 1 is I64");
    of("Reshape", MAP, c(1)).isRefused("input 1 is not of integers");
    of("Clip", MAP, c(1, 2)).isRefused("input 1 is not one number");
    of("BatchNormalization", VECTOR, c(1), c(1), c(1), c(1)).isRefused("input 1 is [1], not [4]");
    of("BatchNormalization", VECTOR, i(1), c(1), c(1), c(1)).isRefused("input 1 is I64");
  }

  @Test
  void arithmetic() {
    of("Clip", MAP, c(3), c(1)).isRefused("its bounds are 3.0 and 1.0");
    of("Swish", MAP).with("alpha", 2f).isRefused("alpha is not 1");
    of("Mul", MAP, VECTOR).opset(6).isRefused("it broadcasts by axis");
    of("Mul", MAP, VECTOR).isRefused("its operands differ in rank");
    of("Add", MAP, VECTOR).isRefused("one operand broadcasts to the other's shape");
    of("Div", MAP, c(0)).isRefused("a divisor has no reciprocal");
    of("Pow", MAP, c(3)).isRefused("its exponent is not 2");
    Tensor two = Tensor.ofFloats(Shape.of(1, 1, 1), 2);
    of("Pow", VECTOR, two).isRefused("its exponent broadcasts the input");
    of("Add", MAP, c(1)).opset(6).isRefused("its operands differ in shape");
    of("Add", MAP, c(1)).opset(6).with("broadcast", 1).with("axis", 4).isRefused("axis is 4");
    of("Add", MAP, i(1)).isRefused("input 1 is I64");
    of("Add", VECTOR, two).isRefused("input 1 broadcasts the other one");
    of("Add", MAP, c(1, 2)).isRefused("input 1 is [2], not one number per channel");
    of("Cast", MAP).with("to", 7).isRefused("it converts to another type");
    of("Dropout", MAP, c(0.5f), i(1)).isRefused("it is training");
    of("Gemm", MAP, c(1)).isRefused("its input has 4 dimensions");
    of("MatMul", MAP, c(1)).isRefused("its input has 4 dimensions");
    of("Gemm", VECTOR, c(1)).with("transA", 1).isRefused("its input is transposed");
    of("MatMul", VECTOR, c(1)).isRefused("its matrix has 1 dimensions");
    of("MatMul", VECTOR, Tensor.ofLongs(Shape.of(1, 1), 1)).isRefused("its matrix is I64");
    Tensor matrix = Tensor.ofFloats(Shape.of(4, 3), new float[12]);
    of("Gemm", VECTOR, matrix, c(1, 2)).isRefused("its bias is [2]");
  }

  @Test
  void windows() {
    of("Conv", VECTOR, c(1)).isRefused("its weight is [1]");
    Tensor flat = Tensor.ofFloats(Shape.of(3, 4), new float[12]);
    of("Conv", VECTOR, flat).isRefused("it has 0 spatial axes");
    of("ConvTranspose", VECTOR, flat).isRefused("it has 0 spatial axes");
    of("Conv", MAP, KERNEL).with("group", 0).isRefused("it has 0 groups");
    of("Conv", MAP, KERNEL)
        .list("kernel_shape", 2, 2)
        .isRefused("kernel_shape does not fit its weight");
    of("Conv", MAP, KERNEL).list("pads", 1).isRefused("it has 1 pads");
    of("Conv", MAP, KERNEL).with("auto_pad", "SAME").isRefused("auto_pad is SAME");
    of("Conv", MAP, KERNEL).list("strides", 1).isRefused("strides has 1 numbers");
    of("Conv", MAP, KERNEL).list("strides", 1, 0).isRefused("strides has 0");
    Tensor back = Tensor.ofFloats(Shape.of(4, 3, 1, 1), new float[12]);
    of("ConvTranspose", MAP, back).with("auto_pad", "ALL").isRefused("auto_pad is ALL");
    of("ConvTranspose", MAP, back).list("pads", 1).isRefused("it has 1 pads");
    of("ConvTranspose", MAP, back)
        .list("output_shape", 9, 9)
        .isRefused("its output is larger than what its input reaches");
    of("MaxPool", VECTOR).isRefused("its input is no map");
    of("MaxPool", MAP).isRefused("it has no kernel_shape");
    of("MaxPool", MAP).list("kernel_shape", 2, 2).outputs("y", "z").isRefused("output 1 is wanted");
  }

  @Test
  void resizes() {
    Tensor scales = c(1, 1, 2, 2);
    of("Resize", MAP, null, scales).with("antialias", 1).isRefused("it filters against aliasing");
    of("Resize", MAP, null, scales)
        .with("keep_aspect_ratio_policy", "not_larger")
        .isRefused("it keeps ratios");
    of("Resize", MAP, null, null, i(1)).isRefused("it has 1 sizes");
    of("Resize", MAP, null, c(1)).isRefused("it has 1 scales");
    of("Resize", MAP, null, scales).list("axes", 4).isRefused("its axes are wrong");
    of("Upsample", MAP, c(1)).isRefused("it has 1 scales");
    of("Upsample", MAP).isRefused("it has no scales");
    of("Upsample", MAP).reals("scales", 1, 2).isRefused("it has 2 scales");
    of("Resize", VECTOR, null, c(1, 1)).isRefused("it has 0 spatial axes");
    of("Resize", MAP, null, c(1, 2, 1, 1)).isRefused("it resizes batch or channels");
    of("Resize", MAP, null, scales).with("mode", "cubic").isRefused("its mode is cubic");
    of("Resize", MAP, null, scales)
        .with("coordinate_transformation_mode", "x")
        .isRefused("its coordinates are x");
    of("Resize", MAP, null, scales).with("nearest_mode", "odd").isRefused("it rounds by odd");
    of("Resize", MAP, null, scales)
        .with("nearest_mode", "ceil")
        .isRefused("the engine has no such sampling");
  }

  @Test
  void padsAndSlices() {
    Tensor pads = i(0, 0, 1, 1, 0, 0, 1, 1);
    of("Pad", MAP, pads).with("mode", "edge").isRefused("its mode is edge");
    of("Pad", VECTOR, i(1, 0, 0, 0)).isRefused("it pads the batch");
    of("Pad", VECTOR, i(0, -1, 0, 0)).isRefused("it cuts channels off");
    of("Pad", VECTOR, i(0, 1, 0, 0), c(2)).isRefused("it pads channels with 2.0");
    of("Pad", VECTOR, i(0, 1, 0, 0)).isRefused("it pads a vector");
    of("Pad", MAP, i(0, 1L << 31, 0, 0, 0, 0, 0, 0)).isRefused("it pads too many channels");
    of("Pad", MAP).opset(2).isRefused("it has no pads");
    of("Pad", MAP, i(1)).isRefused("it has 1 pads");
    of("Pad", MAP, i(1), null, i(0)).isRefused("it has 1 pads");
    of("Pad", MAP, i(1, 1), null, i(4)).isRefused("its axes are wrong");
    of("Slice", MAP, i(0), i(1)).isRefused("it takes a part of the batch");
    of("Slice", MAP, i(0), i(4), i(1), i(2)).isRefused("it steps over channels");
    of("Slice", MAP, i(0), i(1, 2)).isRefused("its ranges are wrong");
    of("Slice", MAP, i(0), i(1), i(4)).isRefused("its axes are wrong");
    of("Slice", MAP, i(4), i(0), i(1), i(-1)).isRefused("it steps by -1");
    of("Slice", MAP, i(2), i(2), i(1)).isRefused("it takes nothing");
    of("Slice", MAP).opset(9).isRefused("it has no starts");
    of("Split", MAP).isRefused("its axis is 0");
    of("Split", MAP, i(1, 2)).with("axis", 1).outputs("y", "z").isRefused("its parts are [1, 2]");
    of("Concat", MAP, MAP).with("axis", 2).isRefused("its axis is 2");
  }

  @Test
  void shapesAndReductions() {
    of("Flatten", MAP).with("axis", 2).isRefused("its axis is 2");
    of("Reshape", MAP).opset(4).isRefused("it has no shape");
    of("Reshape", VECTOR, i(2, 4, 0)).isRefused("its shape is wrong");
    of("Reshape", VECTOR, i(-1, -1)).isRefused("its shape is wrong");
    of("Reshape", VECTOR, i(9)).isRefused("its shape is wrong");
    of("Reshape", VECTOR, i(4, 4)).isRefused("its shape is wrong");
    of("Reshape", VECTOR, i(2, 2)).isRefused("its shape is wrong");
    of("Reshape", VECTOR, i(8)).isRefused("its result has 1 dimensions");
    of("Reshape", VECTOR, i(4, 2)).isRefused("its result has another batch");
    of("Squeeze", MAP, i(1)).isRefused("it drops an axis of 4");
    of("Unsqueeze", MAP).isRefused("it has no axes");
    of("Unsqueeze", VECTOR, i(2, 2)).isRefused("its axes repeat");
    of("Unsqueeze", VECTOR, i(9)).isRefused("its axes are wrong");
    of("Transpose", MAP).isRefused("it reverses all axes");
    of("Transpose", VECTOR).list("perm", 0, 2).isRefused("its axes are wrong");
    of("Transpose", MAP).list("perm", 0, 2, 1, 3).isRefused("it moves elements");
    of("ReduceMean", VECTOR, i(0)).isRefused("its input is no map");
    of("ReduceMean", MAP, i(-1)).isRefused("it reduces the axes [3]");
    of("ReduceMax", MAP).isRefused("it reduces all axes");
    Object[] norm = {MAP, c(1), c(1), c(1), c(1)};
    of("BatchNormalization", norm).with("training_mode", 1).isRefused("it normalises by its batch");
    of("BatchNormalization", norm).with("spatial", 0).isRefused("it normalises each position");
    of("LRN", MAP).isRefused("its size is 0");
    of("Softmax", MAP).isRefused("its axis is 3");
    of("Softmax", MAP).opset(11).isRefused("it works on several axes");
  }
}
