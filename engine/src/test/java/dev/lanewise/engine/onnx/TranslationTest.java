package dev.lanewise.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.onnx.OnnxFile;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.onnx.operator.Operators;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.OnnxBuilder;
import dev.lanewise.testing.ProtoBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Single nodes with constant operands become plans that compute what the interpreter does. */
class TranslationTest {
  @TempDir Path folder;

  /** A node: the shape of its first operand, the constants behind it, and its attributes. */
  record Case(String op, int opset, Shape x, List<Tensor> constants, ProtoBytes... attributes) {
    @Override
    public String toString() {
      return op + " " + opset + " " + x + " " + constants;
    }
  }

  static Stream<Case> cases() {
    Shape map = Shape.of(2, 3, 5, 4);
    Shape line = Shape.of(1, 4, 9);
    Shape vector = Shape.of(2, 6);
    Shape volume = Shape.of(1, 2, 3, 4, 5);
    return Stream.of(
        new Case("Add", 13, map, List.of(random(1, 3, 1, 1))),
        new Case("Add", 13, map, List.of(random(3, 1, 1))),
        new Case("Add", 13, vector, List.of(random(6))),
        new Case("Sub", 13, map, List.of(random())),
        new Case("Mul", 13, volume, List.of(random(2, 1, 1, 1))),
        new Case("Div", 13, map, List.of(random(1, 3, 1, 1))),
        new Case("Pow", 13, map, List.of(numbers(2))),
        new Case("Add", 6, map, List.of(random(3)), integer("broadcast", 1), integer("axis", 1)),
        new Case("Mul", 6, map, List.of(random(3)), integer("broadcast", 1), integer("axis", 1)),
        new Case("PRelu", 16, map, List.of(random(3, 1, 1))),
        new Case("PRelu", 16, map, List.of(random(1))),
        new Case("Selu", 6, map, List.of()),
        new Case("Identity", 13, map, List.of()),
        new Case("Dropout", 6, map, List.of()),
        new Case("Dropout", 13, map, List.of(random())),
        new Case("Cast", 13, map, List.of(), integer("to", 1)),
        new Case("Neg", 13, map, List.of()),
        new Case("Clip", 13, map, List.of(random(), numbers(1.5f))),
        new Case("Clip", 6, map, List.of(), OnnxBuilder.real("max", 0.25f)),
        new Case("HardSigmoid", 6, map, List.of()),
        new Case("Elu", 6, map, List.of(), OnnxBuilder.real("alpha", 2)),
        new Case("Gemm", 13, vector, List.of(random(6, 3), random(1, 3)), real("alpha", 0.5f)),
        new Case("Gemm", 13, vector, List.of(random(3, 6), random()), integer("transB", 1)),
        new Case("MatMul", 13, vector, List.of(random(6, 5))),
        new Case("Slice", 13, map, List.of(ints(1, -3), ints(3, 9), ints(1, 2), ints(1, 2))),
        new Case("Slice", 13, line, List.of(ints(2), ints(1 << 30), ints(2), ints(3))),
        new Case(
            "Slice",
            9,
            map,
            List.of(),
            list("starts", 1, 1),
            list("ends", 4, -1),
            list("axes", 2, 3)),
        new Case("Pad", 13, map, List.of(ints(0, 0, 1, 2, 0, 0, 0, -1), random())),
        new Case("Pad", 13, map, List.of(ints(0, 2, 0, 0, 0, 1, 0, 0))),
        new Case("Pad", 18, map, List.of(ints(1, 2), random(), ints(-1))),
        new Case("Pad", 9, line, List.of(), list("pads", 0, 0, 1, 0, 0, 2), real("value", 3)),
        new Case(
            "Resize", 13, map, List.of(random(0), numbers(1, 1, 2, 3)), text("mode", "nearest")),
        new Case(
            "Resize", 13, map, List.of(random(0), numbers(1, 1, 2, 2)), text("mode", "linear")),
        new Case(
            "Resize",
            13,
            map,
            List.of(random(0), random(0), ints(2, 3, 7, 9)),
            text("mode", "linear"),
            text("coordinate_transformation_mode", "align_corners")),
        new Case(
            "Resize",
            13,
            volume,
            List.of(random(0), random(0), ints(1, 2, 5, 6, 7)),
            text("mode", "nearest"),
            text("coordinate_transformation_mode", "asymmetric"),
            text("nearest_mode", "floor")),
        new Case(
            "Resize",
            18,
            map,
            List.of(random(0), numbers(1.5f)),
            text("mode", "linear"),
            list("axes", -1)),
        new Case("Upsample", 9, map, List.of(numbers(1, 1, 2, 2))),
        new Case("Squeeze", 13, Shape.of(2, 3, 1, 1), List.of(ints(3, -2))),
        new Case("Unsqueeze", 13, vector, List.of(ints(2, -1))),
        new Case("Reshape", 13, map, List.of(ints(0, -1, 10))),
        new Case("Flatten", 13, volume, List.of()),
        new Case("Transpose", 13, Shape.of(2, 3, 1, 5), List.of(), list("perm", 0, 2, 1, 3)),
        new Case("ReduceMean", 13, map, List.of(), list("axes", 2, 3), integer("keepdims", 0)),
        new Case("ReduceMean", 18, map, List.of(ints(1))),
        new Case("ReduceMax", 18, volume, List.of(ints(-1, -2, -3))),
        new Case("Softmax", 13, map, List.of(), integer("axis", 1)),
        new Case("Softmax", 11, vector, List.of()),
        new Case("LRN", 13, map, List.of(), integer("size", 3)),
        new Case(
            "BatchNormalization",
            15,
            map,
            List.of(random(3), random(3), random(3), numbers(0.5f, 1, 2))),
        new Case(
            "ConvTranspose",
            11,
            line,
            List.of(random(4, 2, 3), random(2)),
            list("output_shape", 18),
            list("strides", 2)),
        new Case(
            "ConvTranspose",
            11,
            map,
            List.of(random(3, 2, 3, 3)),
            list("strides", 2, 2),
            text("auto_pad", "SAME_UPPER")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aNodeBecomesAPlan(Case c) throws IOException {
    List<String> names = new ArrayList<>(List.of("x"));
    OnnxBuilder builder =
        new OnnxBuilder()
            .opset(c.opset())
            .input("x", DType.F32, boxed(c.x()))
            .output("y", DType.F32);
    for (Tensor constant : c.constants()) {
      String name = "c" + names.size();
      names.add(name);
      builder.constant(name, constant);
    }
    builder.node(c.op(), names, List.of("y"), c.attributes());
    Tensor x = random(c.x().dims());
    Path file = builder.write(folder.resolve("model.onnx"));
    try (OnnxModel model = OnnxModel.open(file, Options.defaults().threads(1));
        OnnxFile read = OnnxFile.open(file);
        Arena arena = Arena.ofConfined()) {
      OnnxPlan plan = model.prepare(Map.of("x", x));
      assertTrue(plan.whole().isPresent(), plan::explain);
      Tensor y = model.run(Map.of("x", x), arena).get("y");
      List<Tensor> operands = new ArrayList<>(List.of(x));
      operands.addAll(c.constants());
      OnnxNode node = read.proto().graph().nodes().getFirst();
      Tensor expected = Operators.evaluate(node, c.opset(), operands, arena).getFirst();
      assertEquals(expected.shape(), y.shape());
      // sums of at most 30 products of numbers below 4
      assertArrayEquals(expected.toFloats(), y.toFloats(), 1e-5f);
    }
  }

  /** Sizes and numbers that no operator can have are refused with the node, not by accident. */
  @Test
  void impossibleNodesAreRefused() {
    assertRefused("Resize", List.of(random(0), numbers(1, 1, 0, 1)));
    assertRefused("Resize", List.of(random(0), numbers(1, 1, 1e30f, 1e30f)));
    assertRefused("Reshape", List.of(ints(1L << 62, 4, 1L << 62)));
    assertRefused("Reshape", List.of(ints(-1, -1)));
    assertRefused("Pad", List.of(ints(0, 0, 1L << 40, 0, 0, 0, 0, 0)));
    assertRefused("Pad", List.of(ints(0, 0, -9, 0, 0, 0, 0, 0)));
    assertRefused("Conv", List.of(random(2, 3, 3, 3)), list("dilations", 1 << 23, 1 << 23));
    assertRefused("Conv", List.of(random(2, 3, 3, 3)), list("strides", 0, 1));
    assertRefused("Conv", List.of(random(2, 3, 3, 3)), list("pads", 1));
    assertRefused("Conv", List.of(random(2, 3, 3, 3)), text("strides", "one"));
    assertRefused("MaxPool", List.of(), list("kernel_shape", 1 << 30, 1 << 30));
    assertRefused("Expand", List.of(ints(1L << 40, 3, 5, 4)));
  }

  private void assertRefused(String op, List<Tensor> constants, ProtoBytes... attributes) {
    List<String> names = new ArrayList<>(List.of("x"));
    OnnxBuilder builder = new OnnxBuilder().input("x", DType.F32, 2, 3, 5, 4);
    builder.output("y", DType.F32);
    for (Tensor constant : constants) {
      String name = "c" + names.size();
      names.add(name);
      builder.constant(name, constant);
    }
    builder.node(op, names, List.of("y"), attributes);
    String message =
        assertThrows(
                LanewiseException.class,
                () -> {
                  try (OnnxModel model =
                      OnnxModel.open(builder.write(folder.resolve("model.onnx")))) {
                    model.prepare(Map.of("x", random(2, 3, 5, 4)));
                  }
                },
                op + constants)
            .getMessage();
    assertTrue(message.contains("model.onnx: " + op + " '" + op + "_0'"), message);
  }

  @Test
  void gatesThatAreActivationsAreOneStep() throws IOException {
    for (String gate : List.of("Sigmoid", "HardSigmoid")) {
      OnnxBuilder builder =
          new OnnxBuilder()
              .input("x", DType.F32, 1, 4)
              .output("y", DType.F32)
              .node(gate, List.of("x"), List.of("g"), real("alpha", 1 / 6f))
              .node("Mul", List.of("x", "g"), List.of("y"));
      Tensor x = Tensor.ofFloats(Shape.of(1, 4), -4, -0.5f, 0.5f, 4);
      try (OnnxModel model = OnnxModel.open(builder.write(folder.resolve("gate.onnx")));
          Arena arena = Arena.ofConfined()) {
        assertEquals(1, model.prepare(Map.of("x", x)).whole().orElseThrow().steps().size());
        float[] y = model.run(Map.of("x", x), arena).get("y").toFloats();
        float[] expected = x.toFloats();
        for (int i = 0; i < 4; i++) {
          double v = expected[i];
          double g =
              gate.equals("Sigmoid") ? 1 / (1 + Math.exp(-v)) : Math.clamp(v / 6 + 0.5, 0, 1);
          expected[i] = (float) (v * g);
        }
        assertArrayEquals(expected, y, 1e-6f);
      }
    }
  }

  @Test
  void aConstantAddedToAConvolutionIsItsBias() throws IOException {
    OnnxBuilder builder =
        new OnnxBuilder()
            .input("x", DType.F32, 1, 3, 6, 6)
            .output("y", DType.F32)
            .constant("w", random(4, 3, 3, 3))
            .constant("b", random(1, 4, 1, 1))
            .node("Conv", List.of("x", "w"), List.of("c"))
            .node("Add", List.of("c", "b"), List.of("y"));
    try (OnnxModel model = OnnxModel.open(builder.write(folder.resolve("bias.onnx")))) {
      OnnxPlan plan = model.prepare(Map.of("x", random(1, 3, 6, 6)));
      assertTrue(
          plan.whole().orElseThrow().steps().stream()
              .noneMatch(step -> step.operation().contains("affine")),
          plan::explain);
    }
  }

  private static Object[] boxed(Shape shape) {
    return Arrays.stream(shape.dims()).boxed().toArray();
  }

  private static Tensor random(long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[(int) shape.elementCount()];
    SplittableRandom random = new SplittableRandom(shape.hashCode());
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-2, 2);
    }
    return Tensor.ofFloats(shape, values);
  }

  private static Tensor numbers(float... values) {
    return Tensor.ofFloats(Shape.of(values.length), values);
  }

  private static Tensor ints(long... values) {
    return Tensor.ofLongs(Shape.of(values.length), values);
  }

  private static ProtoBytes integer(String name, long value) {
    return OnnxBuilder.integer(name, value);
  }

  private static ProtoBytes list(String name, long... values) {
    return OnnxBuilder.ints(name, values);
  }

  private static ProtoBytes real(String name, float value) {
    return OnnxBuilder.real(name, value);
  }

  private static ProtoBytes text(String name, String value) {
    return OnnxBuilder.text(name, value);
  }
}
