package dev.lanewise.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.OnnxBuilder;
import dev.lanewise.testing.ProtoBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of a few nodes, from the file to the numbers. */
class OnnxModelTest {
  private final Arena arena = Arena.ofConfined();

  @TempDir Path folder;

  @AfterEach
  void close() {
    arena.close();
  }

  /** Batch and size are open, and the flattening is computed from the shape, as exporters do. */
  private static OnnxBuilder network() {
    return new OnnxBuilder()
        .input("x", DType.F32, "n", 1, "h", "w")
        .output("y", DType.F32)
        .constant("k", Tensor.ofFloats(Shape.of(2, 1, 1, 1), 2, -1))
        .constant("b", Tensor.ofFloats(Shape.of(2), 0, 10))
        .constant("zero", Tensor.ofLongs(Shape.SCALAR, 0))
        .constant("axis", Tensor.ofLongs(Shape.of(1), 0))
        .constant("rest", Tensor.ofLongs(Shape.of(1), -1))
        .constant("matrix", Tensor.ofFloats(Shape.of(2, 2), 1, 1, 1, -1))
        .node("Conv", List.of("x", "k", "b"), List.of("c"))
        .node("Relu", List.of("c"), List.of("r"))
        .node("GlobalAveragePool", List.of("r"), List.of("p"))
        .node("Shape", List.of("x"), List.of("s"))
        .node("Gather", List.of("s", "zero"), List.of("n"))
        .node("Unsqueeze", List.of("n", "axis"), List.of("n1"))
        .node("Concat", List.of("n1", "rest"), List.of("to"), OnnxBuilder.integer("axis", 0))
        .node("Reshape", List.of("p", "to"), List.of("f"))
        .node("MatMul", List.of("f", "matrix"), List.of("y"));
  }

  @Test
  void aNetworkOfAnySizeIsOnePlan() throws IOException {
    try (OnnxModel model = open(network())) {
      for (int n = 1; n <= 3; n++) {
        Tensor x = Tensor.allocate(DType.F32, Shape.of(n, 1, 2, n), arena);
        OnnxPlan plan = model.prepare(Map.of("x", x));
        assertTrue(plan.whole().isPresent(), plan.explain());
        float[] y = model.run(Map.of("x", x), arena).get("y").toFloats();
        assertEquals(2 * n, y.length);
        assertEquals(10, y[0]);
        assertEquals(-10, y[1]);
      }
    }
  }

  @Test
  void nodesThatTheEngineDoesNotKnowAreInterpretedBetweenPlans() throws IOException {
    OnnxBuilder builder =
        new OnnxBuilder()
            .input("x", DType.F32, 1, 1, 4)
            .output("y", DType.F32)
            .node("Relu", List.of("x"), List.of("a"))
            .node("Erf", List.of("a"), List.of("b"))
            .node("Sigmoid", List.of("b"), List.of("y"));
    try (OnnxModel model = open(builder)) {
      Tensor x = Tensor.ofFloats(Shape.of(1, 1, 4), -1, 0, 0.5f, 100);
      OnnxPlan plan = model.prepare(Map.of("x", x));
      assertEquals(2, plan.plans().size());
      assertEquals(
          List.of("Erf 'Erf_1': the engine's graph has no such operation"), plan.interpreted());
      float[] y = model.run(Map.of("x", x), arena).get("y").toFloats();
      // erf(0.5) = 0.5204998778; 1 / (1 + e^-x)
      assertArrayEquals(new float[] {0.5f, 0.5f, 0.62726456f, 0.73105858f}, y, 1e-6f);
    }
  }

  @Test
  void shapesMayComeFromInputs() throws IOException {
    OnnxBuilder builder =
        new OnnxBuilder()
            .input("x", DType.F32, 2, 6)
            .input("shape", DType.I64, "rank")
            .output("y", DType.F32)
            .node("Reshape", List.of("x", "shape"), List.of("y"));
    try (OnnxModel model = open(builder)) {
      Tensor x = Tensor.ofFloats(Shape.of(2, 6), new float[12]);
      for (long[] dims : new long[][] {{2, 3, 2}, {2, 2, 3}, {12}, {4, 3}}) {
        Tensor shape = Tensor.ofLongs(Shape.of(dims.length), dims);
        Tensor y = model.run(Map.of("x", x, "shape", shape), arena).get("y");
        assertEquals(Shape.of(dims), y.shape());
      }
    }
  }

  @Test
  void allUnsupportedOperatorsAreNamedAtOnce() {
    OnnxBuilder builder =
        new OnnxBuilder()
            .input("x", DType.F32, 1, 4)
            .output("y", DType.F32)
            .node("Frobnicate", List.of("x"), List.of("a"))
            .node("Relu", List.of("a"), List.of("b"))
            .graphField(1, OnnxBuilder.nodeOf("com.example", "Fancy", List.of("b"), List.of("c")))
            .node("Frobnicate", List.of("c"), List.of("y"))
            .node("Unwanted", List.of("x"), List.of("nobody"));
    var e = assertThrows(UnsupportedOperatorsException.class, () -> open(builder));
    assertEquals(
        Map.of(
            "Frobnicate", List.of("Frobnicate 'Frobnicate_0'", "Frobnicate 'Frobnicate_2'"),
            "com.example.Fancy", List.of("com.example.Fancy of 'c'")),
        e.operators());
    assertTrue(e.getMessage().contains("2 operators are not supported"), e.getMessage());
  }

  @Test
  void functionsOfTheFileAreInlined() throws IOException {
    ProtoBytes reference = new ProtoBytes().text(1, "alpha").text(21, "slope").integer(20, 1);
    ProtoBytes function =
        new ProtoBytes()
            .text(1, "LeakyTwice")
            .text(10, "local")
            .text(4, "in")
            .text(5, "out")
            .text(6, "slope")
            .message(9, new ProtoBytes().text(1, "").integer(2, 17))
            .message(7, OnnxBuilder.nodeOf("", "LeakyRelu", List.of("in"), List.of("m"), reference))
            .message(7, OnnxBuilder.nodeOf("", "Add", List.of("m", "m"), List.of("out")));
    OnnxBuilder builder =
        new OnnxBuilder()
            .input("x", DType.F32, 1, 2)
            .output("y", DType.F32)
            .graphField(
                1,
                OnnxBuilder.nodeOf(
                    "local",
                    "LeakyTwice",
                    List.of("x"),
                    List.of("y"),
                    OnnxBuilder.real("slope", 0.25f)))
            .modelField(25, function);
    try (OnnxModel model = open(builder)) {
      Tensor x = Tensor.ofFloats(Shape.of(1, 2), -4, 3);
      assertArrayEquals(new float[] {-2, 6}, model.run(Map.of("x", x), arena).get("y").toFloats());
    }
  }

  @Test
  void functionsThatCallThemselvesAreRefused() {
    ProtoBytes function =
        new ProtoBytes()
            .text(1, "F")
            .text(10, "local")
            .text(4, "in")
            .text(5, "out")
            .message(7, OnnxBuilder.nodeOf("local", "F", List.of("in"), List.of("m")))
            .message(7, OnnxBuilder.nodeOf("local", "F", List.of("m"), List.of("out")));
    OnnxBuilder builder =
        new OnnxBuilder()
            .input("x", DType.F32, 1, 2)
            .output("y", DType.F32)
            .graphField(1, OnnxBuilder.nodeOf("local", "F", List.of("x"), List.of("y")))
            .modelField(25, function);
    assertProblem("functions call each other", builder);
  }

  @Test
  void inconsistentGraphsAreRefused() {
    OnnxBuilder cycle = pair("b", "a");
    assertProblem("depends on itself", cycle);
    assertProblem("wants the value 'nothing', which nothing defines", pair("nothing", "a"));
    OnnxBuilder twice = pair("x", "a").node("Relu", List.of("x"), List.of("a"));
    assertProblem("'a' is defined twice", twice);
  }

  private static OnnxBuilder pair(String first, String second) {
    return new OnnxBuilder()
        .input("x", DType.F32, 1, 2)
        .output("b", DType.F32)
        .node("Relu", List.of(first), List.of("a"))
        .node("Relu", List.of(second), List.of("b"));
  }

  @Test
  void inputsThatDoNotFitAreRefused() throws IOException {
    try (OnnxModel model = open(network())) {
      Tensor flat = Tensor.ofFloats(Shape.of(1, 4), 1, 2, 3, 4);
      Tensor whole = Tensor.ofLongs(Shape.of(1, 1, 1, 1), 1);
      Tensor two = Tensor.ofFloats(Shape.of(1, 2, 1, 1), 1, 2);
      assertRefused("wanted the input x FLOAT [n, 1, h, w], got F32 [1, 4]", model, "x", flat);
      assertRefused("got I64 [1, 1, 1, 1]", model, "x", whole);
      assertRefused("got F32 [1, 2, 1, 1]", model, "x", two);
      assertRefused("the input x FLOAT [n, 1, h, w] is missing", model, "z", flat);
    }
  }

  private void assertRefused(String part, OnnxModel model, String name, Tensor tensor) {
    String message =
        assertThrows(LanewiseException.class, () -> model.run(Map.of(name, tensor), arena))
            .getMessage();
    assertTrue(message.contains(part), message);
  }

  private void assertProblem(String part, OnnxBuilder builder) {
    String message = assertThrows(ModelFormatException.class, () -> open(builder)).getMessage();
    assertTrue(message.contains(part), message);
  }

  private OnnxModel open(OnnxBuilder builder) throws IOException {
    return OnnxModel.open(
        builder.write(folder.resolve("model.onnx")), Options.defaults().threads(1));
  }
}
