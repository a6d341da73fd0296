package dev.lanewise.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.OnnxBuilder;
import dev.lanewise.testing.ProtoBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told whose model or run cannot be. */
class ModelMessagesTest {
  private static final Tensor X = Tensor.ofFloats(Shape.of(1, 2), 1, 2);

  @TempDir Path folder;

  @Test
  void optionsThatRunsDecide() throws IOException {
    Path file = builder().node("Relu", List.of("x"), List.of("y")).write(file());
    var e =
        assertThrows(
            LanewiseException.class, () -> OnnxModel.open(file, Options.defaults().batch(2)));
    assertEquals(
        file + ": the options name shapes or outputs; those of an ONNX model come from its runs",
        e.getMessage());
  }

  @Test
  void closedModels() throws IOException {
    OnnxModel model = OnnxModel.open(builder().node("Relu", in(), out()).write(file()));
    model.close();
    var e = assertThrows(IllegalStateException.class, () -> model.prepare(Map.of("x", X)));
    assertEquals(file() + ": the model is closed", e.getMessage());
  }

  @Test
  void inputsThatAreNot() throws IOException {
    OnnxBuilder builder = builder().constant("w", X).node("Add", List.of("x", "w"), out());
    assertRefused("no input is called 'z'; there are [x]", builder, Map.of("x", X, "z", X));
    Tensor other = Tensor.ofFloats(Shape.of(1, 2), 1, 3);
    assertRefused(
        "'w' is a constant of the model and cannot be given another value",
        builder,
        Map.of("x", X, "w", other));
  }

  @Test
  void outputsThatOperatorsLack() throws IOException {
    for (String operator : List.of("Relu", "Flatten", "Shape", "Erf")) {
      OnnxBuilder two = builder().output("z", DType.F32).node(operator, in(), List.of("y", "z"));
      assertRefused(
          operator + " '" + operator + "_0': its output 'z' is wanted, but only the first 1",
          two,
          Map.of("x", X));
    }
    OnnxBuilder behind = new OnnxBuilder().input("x", DType.F32, 1, 2).output("z", DType.F32);
    behind.node("Swish", in(), List.of("", "z"));
    assertRefused("Swish 'Swish_0': its output 'z' is wanted", behind, Map.of("x", X));
  }

  @Test
  void shapesOfNothing() throws IOException {
    OnnxBuilder builder = builder().node("Shape", List.of("", "x"), out());
    assertRefused("Shape 'Shape_0': input data (number 0) is missing", builder, Map.of("x", X));
  }

  @Test
  void resultsThatNoMemoryHolds() throws IOException {
    assumeTrue(Runtime.getRuntime().maxMemory() < 8L << 30, "this JVM has much memory");
    Tensor whole = Tensor.ofLongs(Shape.of(1), 7);
    OnnxBuilder builder =
        new OnnxBuilder()
            .input("x", DType.I64, 1)
            .output("y", DType.I64)
            .constant("pads", Tensor.ofLongs(Shape.of(2), 0, Integer.MAX_VALUE - 100))
            .node("Pad", List.of("x", "pads"), out(), OnnxBuilder.text("mode", "edge"));
    assertRefused(
        "Pad 'Pad_0': not enough memory for its result; the model or its input is too large",
        builder,
        Map.of("x", whole));
  }

  @Test
  void oneUnsupportedOperator() {
    OnnxBuilder builder = builder();
    for (int i = 0; i < 6; i++) {
      builder.node(
          "Fancy", i == 0 ? in() : List.of("v" + i), List.of(i == 5 ? "y" : "v" + (i + 1)));
    }
    var e = assertThrows(UnsupportedOperatorsException.class, () -> open(builder).close());
    assertTrue(e.getMessage().contains(": 1 operator is not supported:"), e.getMessage());
    assertTrue(e.getMessage().endsWith("'Fancy_4' and 1 more"), e.getMessage());
  }

  /** Each function calls the next one twice, the last one has no nodes. */
  @Test
  @Tag("once")
  void functionsThatUnfoldToTooMuch() {
    OnnxBuilder builder =
        builder().graphField(1, OnnxBuilder.nodeOf("local", "F0", List.of(), List.of("y")));
    for (int i = 0; i < 60; i++) {
      ProtoBytes call = OnnxBuilder.nodeOf("local", "F" + (i + 1), List.of(), List.of());
      ProtoBytes function = new ProtoBytes().text(1, "F" + i).text(10, "local");
      builder.modelField(25, i == 59 ? function : function.message(7, call).message(7, call));
    }
    var e = assertThrows(ModelFormatException.class, () -> open(builder).close());
    String message = e.getMessage();
    assertTrue(message.startsWith(file() + ": local.F"), message);
    assertTrue(message.endsWith("unfold to more than 1000000 nodes and calls, the limit"), message);
  }

  private void assertRefused(String reason, OnnxBuilder builder, Map<String, Tensor> inputs)
      throws IOException {
    try (OnnxModel model = open(builder)) {
      var e = assertThrows(LanewiseException.class, () -> model.prepare(inputs), reason);
      assertTrue(e.getMessage().startsWith(file() + ": " + reason), e.getMessage());
    }
  }

  private OnnxModel open(OnnxBuilder builder) throws IOException {
    return OnnxModel.open(builder.write(file()), Options.defaults().threads(1));
  }

  private Path file() {
    return folder.resolve("model.onnx");
  }

  private static OnnxBuilder builder() {
    return new OnnxBuilder().input("x", DType.F32, 1, 2).output("y", DType.F32);
  }

  private static List<String> in() {
    return List.of("x");
  }

  private static List<String> out() {
    return List.of("y");
  }
}
