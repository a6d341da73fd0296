package dev.lanewise.engine.format.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.OnnxBuilder;
import dev.lanewise.testing.ProtoBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxFileTest {
  private static final Tensor FOUR = Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4);

  @TempDir Path folder;

  @Test
  void readsNodesAttributesAndConstants() throws IOException {
    Path file =
        small()
            .node(
                "Conv",
                List.of("x", "w", ""),
                List.of("y"),
                OnnxBuilder.ints("pads", 1, 2),
                OnnxBuilder.integer("group", 3),
                OnnxBuilder.real("alpha", 0.5f),
                OnnxBuilder.text("auto_pad", "VALID"))
            .constant("w", FOUR)
            .write(folder.resolve("model.onnx"));
    try (OnnxFile onnx = OnnxFile.open(file)) {
      OnnxGraph graph = onnx.proto().graph();
      OnnxNode node = graph.nodes().getFirst();
      assertEquals("Conv 'Conv_0'", node.label());
      assertArrayEquals(new long[] {1, 2}, node.integers("pads").orElseThrow());
      assertEquals(3, node.integer("group", 1));
      assertEquals(0.5f, node.number("alpha", 1));
      assertEquals("VALID", node.text("auto_pad", ""));
      assertFalse(node.hasInput(2));
      assertTrue(node.integers("strides").isEmpty());
      assertTrue(
          assertThrows(ModelFormatException.class, () -> node.integer("pads", 0))
              .getMessage()
              .contains("attribute pads: wanted type INT, got INTS"));
      assertEquals("x FLOAT [batch, 4]", graph.inputs().getFirst().toString());
      assertEquals(17, onnx.proto().opsets().get(""));
      assertArrayEquals(FOUR.toFloats(), onnx.get("w").toFloats());
      assertTrue(onnx.get("w").data().isReadOnly(), "a view of the file");
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void rawAndTypedNumbersAreTheSame(DType dtype) throws IOException {
    Tensor tensor = Tensor.allocate(dtype, Shape.of(3), Arena.ofAuto());
    ProtoBytes typed = ProtoBytes.tensorHead("t", tensor);
    for (int i = 0; i < 3; i++) {
      // small numbers whose bits are those of an integer of the type's size
      int bits = dtype == DType.BOOL ? i % 2 : 7 * i + 1;
      for (int b = 0; b < dtype.byteSize(); b++) {
        byte part = b == 0 ? (byte) bits : 0;
        tensor.data().set(ValueLayout.JAVA_BYTE, i * dtype.byteSize() + b, part);
      }
      switch (dtype) {
        case F32 -> typed.real(4, Float.intBitsToFloat(bits));
        case F64 -> typed.raw(10 << 3 | 1, bits, 0, 0, 0, 0, 0, 0, 0);
        case I64 -> typed.integer(7, bits);
        case U32, U64 -> typed.integer(11, bits);
        default -> typed.integer(5, bits);
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      assertTrue(tensor.contentEquals(read(ProtoBytes.tensor("t", tensor), arena)));
      assertTrue(tensor.contentEquals(read(typed, arena)));
    }
  }

  @Test
  void brokenTensorsAreRefused() {
    assertTensorProblem(
        "wanted 16 bytes of data, got 3", ints(2, 2).integer(2, 1).bytes(9, three()));
    assertTensorProblem("wanted 4 numbers, got 1", ints(2, 2).integer(2, 7).integer(7, 1));
    assertTensorProblem("type STRING, which is not supported", ints(1).integer(2, 8));
    assertTensorProblem("type FLOAT8E8M0", ints(1).integer(2, 24));
    assertTensorProblem("element type 999", ints(1).integer(2, 999));
    assertTensorProblem("dimension 0 is negative", ints(-1).integer(2, 1));
    assertTensorProblem(
        "more than 2^63-1", ints(1L << 32, 1L << 32, 2).integer(2, 1).bytes(9, three()));
    assertTensorProblem("65 dimensions", ints(new long[65]).integer(2, 1));
    assertTensorProblem("in another field", ints(1).integer(2, 1).integer(7, 1));
    assertTensorProblem(
        "not allowed here",
        ints(1).integer(2, 1).integer(14, 1).message(13, entry("location", "x")));
    // 2^40 numbers are announced and none is there: nothing is allocated
    assertTensorProblem("wanted 1099511627776 numbers", ints(1L << 40).integer(2, 7));
  }

  @ParameterizedTest
  @CsvSource({
    "../secret, leaves the model's folder",
    "a/../../secret, leaves the model's folder",
    "/etc/hostname, is not relative to the model's folder",
    "'', is not relative to the model's folder",
    "link/secret, is a link that leaves the model's folder",
    "link2, is a link that leaves the model's folder",
    "a\0b, is no path"
  })
  void dataOutsideTheFolderIsRefused(String location, String problem) throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.write(outside.resolve("secret"), new byte[16]);
    Files.write(folder.resolve("secret"), new byte[16]);
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("link"), outside);
    Files.createSymbolicLink(inside.resolve("link2"), outside.resolve("secret"));
    Path file = external(inside, location, "0", "16");
    String message =
        assertThrows(ModelFormatException.class, () -> OnnxFile.open(file)).getMessage();
    assertTrue(message.contains(problem + "; data is read from the model's folder only"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 16, has only 16",
    "-8, 16, has only 16",
    "9223372036854775807, 16, has only 16",
    "0, 12, wanted 16 bytes of external data",
    "x, 16, wanted a number as offset"
  })
  void placesOutsideTheDataAreRefused(String offset, String length, String part)
      throws IOException {
    Files.write(folder.resolve("data"), new byte[16]);
    Path file = external(folder, "data", offset, length);
    String message =
        assertThrows(ModelFormatException.class, () -> OnnxFile.open(file)).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void externalDataIsRead() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    Files.write(folder.resolve("sub/data"), new byte[] {0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f});
    ProtoBytes tensor = ints(1).integer(2, 1).text(8, "w").integer(14, 1);
    tensor.message(13, entry("location", "sub/data")).message(13, entry("offset", "4"));
    Path file = small().graphField(5, tensor).write(folder.resolve("model.onnx"));
    try (OnnxFile onnx = OnnxFile.open(file)) {
      assertArrayEquals(new float[] {1}, onnx.get("w").toFloats());
    }
  }

  @Test
  void graphsInGraphsHaveALimit() throws IOException {
    ProtoBytes graph = new ProtoBytes();
    for (int i = 0; i < 60; i++) {
      ProtoBytes branch = new ProtoBytes().text(1, "then_branch").message(6, graph).integer(20, 5);
      ProtoBytes node = OnnxBuilder.nodeOf("", "If", List.of("c"), List.of("y"), branch);
      graph = new ProtoBytes().message(1, node);
    }
    Path file = folder.resolve("deep.onnx");
    Files.write(file, new ProtoBytes().integer(1, 8).message(7, graph).toBytes());
    String message =
        assertThrows(ModelFormatException.class, () -> OnnxFile.open(file)).getMessage();
    assertTrue(message.contains("nest deeper than 100"), message);
  }

  @Test
  void otherFilesAreCalledByTheirName() throws IOException {
    Path text = Files.writeString(folder.resolve("model.onnx"), "hello, world");
    assertTrue(
        assertThrows(ModelFormatException.class, () -> OnnxFile.open(text))
            .getMessage()
            .contains("wanted an ONNX model, got a text file"));
    Path none = Files.write(folder.resolve("none.onnx"), new ProtoBytes().integer(1, 8).toBytes());
    assertTrue(
        assertThrows(ModelFormatException.class, () -> OnnxFile.open(none))
            .getMessage()
            .contains("without a graph"));
  }

  /** Any change of a byte or of the length gives a model or one clear refusal, nothing else. */
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    byte[] sound =
        small()
            .constant("w", FOUR)
            .node("Gemm", List.of("x", "w"), List.of("y"), OnnxBuilder.ints("a", 1, 2, 3))
            .toBytes();
    SplittableRandom random = new SplittableRandom(5);
    Path file = folder.resolve("damaged.onnx");
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = sound.clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(1, damaged.length) : damaged.length;
      Files.write(file, Arrays.copyOf(damaged, length));
      try (OnnxFile onnx = OnnxFile.open(file)) {
        assertTrue(onnx.proto().graph().nodes().size() <= sound.length);
      } catch (ModelFormatException refused) {
        assertTrue(refused.getMessage().startsWith(file.toString()), refused.getMessage());
      } catch (NoSuchFileException external) {
        assertTrue(external.getMessage().contains("wanted the data of"), external.getMessage());
      }
    }
  }

  private static OnnxBuilder small() {
    return new OnnxBuilder().input("x", DType.F32, "batch", 4).output("y", DType.F32);
  }

  private static Path external(Path folder, String location, String offset, String length)
      throws IOException {
    ProtoBytes tensor = ints(4).integer(2, 1).text(8, "w").integer(14, 1);
    tensor.message(13, entry("location", location));
    tensor.message(13, entry("offset", offset)).message(13, entry("length", length));
    return small().graphField(5, tensor).write(folder.resolve("model.onnx"));
  }

  private static ProtoBytes entry(String key, String value) {
    return new ProtoBytes().text(1, key).text(2, value);
  }

  private static ProtoBytes ints(long... dims) {
    ProtoBytes tensor = new ProtoBytes();
    for (long dim : dims) {
      tensor.integer(1, dim);
    }
    return tensor;
  }

  private static byte[] three() {
    return new byte[3];
  }

  private void assertTensorProblem(String part, ProtoBytes tensor) {
    try (Arena arena = Arena.ofConfined()) {
      String message =
          assertThrows(ModelFormatException.class, () -> read(tensor, arena)).getMessage();
      assertTrue(message.contains(part), message);
    }
  }

  private Tensor read(ProtoBytes tensor, Arena arena) throws IOException {
    Path file = Files.write(folder.resolve("tensor.pb"), tensor.toBytes());
    return OnnxFile.readTensor(file, arena);
  }
}
