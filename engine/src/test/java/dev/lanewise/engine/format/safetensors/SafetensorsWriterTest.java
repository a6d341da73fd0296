package dev.lanewise.engine.format.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  @TempDir Path folder;

  @Test
  void theOrderOfTheMapDoesNotMatter() throws IOException {
    Map<String, Tensor> tensors = new TreeMap<>();
    Random random = new Random(1);
    for (DType dtype : DType.values()) {
      for (int rank = 0; rank < 4; rank++) {
        tensors.put(dtype + "." + rank, randomTensor(dtype, rank, random));
      }
    }
    Map<String, String> metadata = Map.of("a", "1", "b", "2", "c", "3");
    Path first = folder.resolve("first.safetensors");
    SafetensorsWriter.write(first, tensors, metadata);

    Map<String, Tensor> reversed = new LinkedHashMap<>();
    List.copyOf(tensors.keySet()).reversed().forEach(n -> reversed.put(n, tensors.get(n)));
    Path second = folder.resolve("second.safetensors");
    SafetensorsWriter.write(second, reversed, new TreeMap<>(metadata).reversed());
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));

    long header =
        ByteBuffer.wrap(Files.readAllBytes(first)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, header % 8);
    try (SafetensorsFile file = SafetensorsFile.open(first)) {
      assertEquals(tensors.keySet(), file.names());
      assertEquals(metadata, file.metadata());
      for (String name : file.names()) {
        Tensor tensor = file.get(name);
        assertTrue(tensor.contentEquals(tensors.get(name)), name);
        assertEquals(0, tensor.data().address() % tensor.dtype().byteSize(), name);
      }
    }
  }

  private static Tensor randomTensor(DType dtype, int rank, Random random) {
    long[] dims = random.ints(rank, 1, 5).asLongStream().toArray();
    Tensor tensor = Tensor.allocate(dtype, Shape.of(dims), Arena.ofAuto());
    byte[] bytes = new byte[(int) tensor.data().byteSize()];
    random.nextBytes(bytes);
    tensor.data().copyFrom(MemorySegment.ofArray(bytes));
    return tensor;
  }

  @Test
  void tensorsLargerThanTheBuffer() throws IOException {
    float[] values = new float[1_000_003];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Path path = folder.resolve("large.safetensors");
    Map<String, Tensor> tensors =
        Map.of(
            "native",
            Tensor.ofFloats(Shape.of(values.length), values),
            "heap",
            new Tensor(DType.F32, Shape.of(values.length), MemorySegment.ofArray(values)));
    SafetensorsWriter.write(path, tensors, Map.of());
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertArrayEquals(values, file.get("native").toFloats());
      assertArrayEquals(values, file.get("heap").toFloats());
    }
  }

  @Test
  void metadataIsNoTensor() {
    Map<String, Tensor> tensors = Map.of("__metadata__", Tensor.ofFloats(Shape.of(1), 1));
    Path path = folder.resolve("x.safetensors");
    assertRefused("no tensor may have the name __metadata__", path, tensors, Map.of());
  }

  @Test
  @Tag("once")
  void headersHaveALimit() {
    Map<String, String> metadata = Map.of("note", "x".repeat(SafetensorsFile.MAX_HEADER_BYTES));
    Path path = folder.resolve("x.safetensors");
    assertRefused("the header would take 100000028 bytes", path, Map.of(), metadata);
  }

  private static void assertRefused(
      String reason, Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {
    var e =
        assertThrows(
            LanewiseException.class, () -> SafetensorsWriter.write(path, tensors, metadata));
    assertTrue(e.getMessage().startsWith(path + ": " + reason), e.getMessage());
    assertTrue(Files.notExists(path));
  }
}
