package dev.lanewise.engine.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.OnnxBuilder;
import dev.lanewise.testing.ProtoBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told whose model is not as the format demands. */
class OnnxMessagesTest {
  private static final Tensor ONE = Tensor.ofFloats(Shape.of(1), 1);

  @TempDir Path folder;

  @Test
  void graphsAreConsistent() throws IOException {
    assertRefused("a second graph", small().modelField(7, new ProtoBytes()));
    assertRefused("a sparse initializer", small().graphField(15, new ProtoBytes()));
    assertRefused("two initializers called 'w'", small().constant("w", ONE).constant("w", ONE));
    assertRefused("a node without an operator", small().graphField(1, new ProtoBytes()));
    ProtoBytes two = OnnxBuilder.integer("a", 1);
    assertRefused("two attributes called 'a'", withAttributes(two, two));
    for (int type : new int[] {4, 5}) {
      ProtoBytes none = new ProtoBytes().text(1, "a").integer(20, type);
      assertRefused("attribute 'a' has no value", withAttributes(none));
    }
  }

  @Test
  void tensorsAreInOnePiece() throws IOException {
    ProtoBytes head = new ProtoBytes().integer(1, 1).integer(2, 1);
    assertRefused("a tensor in segments", small().graphField(5, head.message(3, new ProtoBytes())));
    ProtoBytes parts = new ProtoBytes().integer(1, 2).integer(2, 1);
    parts.bytes(4, new byte[4]).bytes(4, new byte[4]);
    assertRefused("float_data in several parts", small().graphField(5, parts));
  }

  @Test
  void attributesHaveOneType() throws IOException {
    Map<String, Consumer<OnnxNode>> wanted = new LinkedHashMap<>();
    wanted.put("INT, got STRING", node -> node.flag("text", false));
    wanted.put("FLOAT, got STRING", node -> node.number("text", 0));
    wanted.put("STRING, got INT", node -> node.text("int", ""));
    wanted.put("INTS, got INT", node -> node.integers("int"));
    wanted.put("FLOATS, got INT", node -> node.numbers("int"));
    wanted.put("STRINGS, got STRING", node -> node.texts("text"));
    wanted.put("TENSOR, got INTS", node -> node.tensor("ints"));
    wanted.put("GRAPH, got FLOAT", node -> node.graph("real"));
    wanted.put("INT, got a reference to the function's attribute r", node -> node.integer("r", 0));
    wanted.put("INT, got number 13", node -> node.integer("type", 0));
    OnnxBuilder builder =
        withAttributes(
            OnnxBuilder.text("text", "x"),
            OnnxBuilder.integer("int", 1),
            OnnxBuilder.ints("ints", 1, 2),
            OnnxBuilder.real("real", 1),
            new ProtoBytes().text(1, "r").text(21, "r"),
            new ProtoBytes().text(1, "type").integer(20, 13));
    try (OnnxFile file = OnnxFile.open(builder.write(folder.resolve("model.onnx")))) {
      OnnxNode node = file.proto().graph().nodes().getFirst();
      wanted.forEach(
          (part, call) -> {
            var e = assertThrows(ModelFormatException.class, () -> call.accept(node), part);
            assertTrue(e.getMessage().startsWith("Relu 'Relu_0': attribute "), e.getMessage());
            String end = ": wanted type " + part + "; the file is no valid ONNX model";
            assertTrue(e.getMessage().endsWith(end), e.getMessage());
          });
    }
  }

  @Test
  void dataFilesMustBeThere() throws IOException {
    Path file = small().graphField(5, external("w", "data")).write(folder.resolve("model.onnx"));
    var e = assertThrows(NoSuchFileException.class, () -> OnnxFile.open(file));
    assertEquals(
        folder.resolve("data") + ": no such file; wanted the data of tensor 'w'; check the path",
        e.getMessage());
  }

  /** One file under so many names that each is mapped. */
  @Test
  void dataFilesHaveALimit() throws IOException {
    Files.write(folder.resolve("data"), new byte[0]);
    OnnxBuilder builder = small();
    for (int i = 0; i <= 10_000; i++) {
      StringBuilder name = new StringBuilder(".");
      for (int bit = 0; bit < 14; bit++) {
        name.append((i >> bit & 1) == 0 ? "/" : "//").append('.');
      }
      builder.graphField(5, external("w" + i, name + "/data"));
    }
    assertRefused("is one file too many; wanted at most 10000", builder);
  }

  /** A tensor without elements whose data lies in another file. */
  private static ProtoBytes external(String name, String location) {
    ProtoBytes place = new ProtoBytes().text(1, "location").text(2, location);
    ProtoBytes head = new ProtoBytes().integer(1, 0).integer(2, 1).text(8, name);
    return head.integer(14, 1).message(13, place);
  }

  private static OnnxBuilder small() {
    return new OnnxBuilder().input("x", DType.F32, 1, 4).output("y", DType.F32);
  }

  private static OnnxBuilder withAttributes(ProtoBytes... attributes) {
    return small().node("Relu", List.of("x"), List.of("y"), attributes);
  }

  private void assertRefused(String part, OnnxBuilder builder) throws IOException {
    Path file = builder.write(folder.resolve("model.onnx"));
    var e = assertThrows(ModelFormatException.class, () -> OnnxFile.open(file), part);
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
