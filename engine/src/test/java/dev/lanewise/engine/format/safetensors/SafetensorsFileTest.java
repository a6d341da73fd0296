package dev.lanewise.engine.format.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.MissingTensorException;
import dev.lanewise.testing.Gen1;
import dev.lanewise.testing.SharedData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
  @TempDir Path folder;

  @Test
  void everyTypeOfTensorLoads() throws IOException {
    Path file = SharedData.require("golden/importers/all_dtypes.safetensors");
    List<String> expected = Files.readAllLines(Path.of(file + ".expected.tsv"));
    try (SafetensorsFile weights = SafetensorsFile.open(file)) {
      for (String line : expected.subList(1, expected.size())) {
        String[] columns = line.split("\t", -1);
        Tensor tensor = weights.get(columns[0]);
        assertEquals(DType.valueOf(columns[1].toUpperCase()), tensor.dtype(), line);
        assertEquals(Gen1.parseShape(columns[2]), tensor.shape(), line);
        assertEquals(HexFormat.fromHexDigits(columns[3]), Gen1.crc32(tensor), line);
        assertFirstValues(columns[4], tensor);
      }
      assertEquals(expected.size() - 1, weights.names().size());
      assertEquals("π \"quoted\"", weights.metadata().get("note"));
      assertEquals(file.toString(), weights.describe());
    }
  }

  private static void assertFirstValues(String expected, Tensor tensor) {
    String[] first = expected.isEmpty() ? new String[0] : expected.split(";");
    double[] values = tensor.toDoubles();
    for (int i = 0; i < first.length; i++) {
      double wanted =
          switch (first[i]) {
            case "True" -> 1;
            case "False" -> 0;
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(first[i]);
          };
      assertEquals(wanted, values[i], 0.0);
      assertEquals((float) wanted, tensor.toFloats()[i], 0.0f);
    }
  }

  @Test
  void rewritingKeepsEveryByteOfTheData() throws IOException {
    Path file = SharedData.require("golden/importers/all_dtypes.safetensors");
    Path copy = folder.resolve("copy.safetensors");
    try (SafetensorsFile weights = SafetensorsFile.open(file)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      // Reversed, since the order of the map must not matter.
      List.copyOf(weights.names()).reversed().forEach(n -> tensors.put(n, weights.get(n)));
      SafetensorsWriter.write(copy, tensors, weights.metadata());
    }
    byte[] original = Files.readAllBytes(file);
    byte[] written = Files.readAllBytes(copy);
    assertEquals(original.length, written.length);
    int tensors = new String(original, StandardCharsets.ISO_8859_1).indexOf("\"bn.num");
    for (int i = 0; i < original.length; i++) {
      boolean metadata = i > 8 && i < tensors; // its keys have no fixed order in the original
      assertTrue(metadata || original[i] == written[i], "byte " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "st_bad_json, JSON at byte 5",
    "st_header_length_huge, announce a header of",
    "st_header_longer_than_file, truncated: the header takes",
    "st_header_not_object, 'wanted a JSON object, got an array'",
    "st_negative_range, 'tensor ''channels_last'': wanted data_offsets [begin, end]'",
    "st_offsets_shifted, 'tensor ''channels_last'' begins at data offset 108, a gap; wanted 104'",
    "st_shape_overflow, 'tensor ''channels_last'': shape [1099511627776, 1099511627776]: more'",
    "st_trailing_bytes, bytes too long",
    "st_truncated_data, truncated: the tensors take",
    "st_unknown_dtype, 'tensor ''channels_last'': dtype ''F33'' is not supported'"
  })
  void damagedFilesAreRefused(String name, String reason) throws IOException {
    Path file = SharedData.require("golden/importers/reject/" + name + ".safetensors");
    assertRefused(file, reason);
  }

  @Test
  void noDamagedFileIsForgotten() throws IOException {
    Path reject = SharedData.require("golden/importers/reject");
    try (var files = Files.newDirectoryStream(reject, "*.safetensors")) {
      for (Path file : files) {
        assertRefused(file, file.toString());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', an empty file",
    "7b7d, a text file",
    "0000, at least 8 bytes",
    "0000000000000000, JSON at byte 0",
    "ffffff0000000001, announce a header of 72057594054705151 bytes",
    "ff00000000000000, truncated: the header takes 255 bytes",
    "504b0304140000000800, a zip archive",
    "80027d7100, a Python pickle",
    "08071207, an ONNX model",
    "894844460d0a1a0a, an HDF5 file",
    "934e554d50590100, a NumPy .npy file",
    "47475546, a GGUF file",
    "1f8b0800, gunzip",
    "89504e470d0a1a0a, a picture",
    "ffd8ffe0, a picture"
  })
  void foreignFilesAreCalledByTheirName(String hex, String reason) throws IOException {
    assertRefused(file(HexFormat.of().parseHex(hex)), reason);
  }

  @ParameterizedTest
  @CsvSource({
    "version https://git-lfs.github.com/spec/v1, git lfs pull",
    "<!DOCTYPE html><html>, download the file again",
    "conv1.weight = [1], a text file"
  })
  void textFilesAreCalledByTheirName(String text, String reason) throws IOException {
    assertRefused(file(text.getBytes(StandardCharsets.UTF_8)), reason);
  }

  /** Header and reason; {@code ~} stands for the members up to the offsets. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1} | wanted an object with dtype, shape and data_offsets, got a number
          {"a":{}} | wanted dtype to be a string, got nothing
          {"a":{"dtype":"F32","shape":[1]}} | wanted data_offsets to be an array, got nothing
          {"a":{"dtype":"F32","data_offsets":[0,4]}} | wanted shape to be an array, got nothing
          {"a":{"shape":[1],"data_offsets":[0,4]}} | wanted dtype to be a string, got nothing
          {"a":{"dtype":1,"shape":[1]}} | wanted dtype to be a string, got a number
          {"a":{"dtype":"f32","shape":[1]}} | dtype 'f32' is not supported
          {"a":{"dtype":"F32","shape":1}} | wanted shape to be an array, got a number
          {"a":{"dtype":"F32","shape":["1"]}} | wanted shape to hold integers below 2^63
          {"a":{"dtype":"F32","shape":[1.0]}} | wanted shape to hold integers below 2^63
          {"a":{"dtype":"F32","shape":[-1,-1]}} | dimension 0 is negative
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}} | F32 [2] takes 8 bytes, but
          {"a":{~[0]}} | wanted data_offsets [begin, end]
          {"a":{~[0,4,4]}} | wanted data_offsets [begin, end]
          {"a":{~[-4,0]}} | wanted data_offsets [begin, end]
          {"a":{~[4,8]}} | offset 4, a gap; wanted 0, where the header ends
          {"a":{~[0,18446744073709551620]}} | wanted data_offsets to hold integers below 2^63
          {"a":{~[0,4]},"b":{~[0,4]}} | offset 0, an overlap; wanted 4, where 'a' ends
          {"a":{~[0,4]},"a":{~[0,4]}} | the same key for the second time
          {"a":{~[0,4]},"b":{~[4,8]}} | the tensors take 8 bytes, the file has only 4 for them
          {"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}} | 2^63-1
          {"__metadata__":{"x":1},"a":{~[0,4]}} | wanted __metadata__ 'x' to be a string
          {"__metadata__":[],"a":{~[0,4]}} | wanted __metadata__ to be an object, got an array
          {"a":{~[0,4]}}x | wanted the end of the text after the value, got 'x'
          [] | wanted a JSON object, got an array; the file is damaged
          {} | 4 bytes too long: the tensors take 0 bytes
          """)
  void inconsistentHeadersAreRefused(String header, String reason) throws IOException {
    String whole = header.replace("~", "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":");
    assertRefused(file(withHeader(whole, 4)), reason);
  }

  @Test
  void hostileNamesStayOnOneLine() throws IOException {
    String name = "a\\nb\\u001b[31m" + "x".repeat(1000);
    Path file = file(withHeader("{\"" + name + "\":{\"dtype\":\"Z\",\"shape\":[]}}", 4));
    String message = assertRefused(file, "'a\\u000ab\\u001b[31mxxx");
    assertTrue(message.length() < 1000, message);
  }

  @Test
  void unpaddedHeaderAndEmptyTensors() throws IOException {
    String header =
        "{\"e\":{\"dtype\":\"F64\",\"shape\":[0,3],\"data_offsets\":[4,4]},"
            + "\"s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}";
    assertTrue(header.length() % 8 != 0, "so that the data is unaligned");
    byte[] bytes = withHeader(header, 4);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, 1.5f);
    try (SafetensorsFile weights = SafetensorsFile.open(file(bytes))) {
      assertArrayEquals(new float[] {1.5f}, weights.get("s").toFloats());
      assertArrayEquals(new float[0], weights.get("e").toFloats());
      assertEquals(Set.of("e", "s"), weights.names());
      assertTrue(weights.metadata().isEmpty());
    }
  }

  @Test
  void fileWithoutTensors() throws IOException {
    try (SafetensorsFile weights = SafetensorsFile.open(file(withHeader("{}", 0)))) {
      assertTrue(weights.names().isEmpty());
      var e = assertThrows(MissingTensorException.class, () -> weights.get("fc.bias"));
      assertTrue(e.getMessage().endsWith("no tensor 'fc.bias'; the file has 0"), e.getMessage());
    }
  }

  @Test
  void closing() throws IOException {
    Path file = folder.resolve("x.safetensors");
    SafetensorsWriter.write(file, Map.of("a", Tensor.ofFloats(Shape.of(2), 1, 2)), Map.of());
    SafetensorsFile weights = SafetensorsFile.open(file);
    Tensor tensor = weights.get("a");
    assertTrue(tensor.data().isMapped() && tensor.data().isReadOnly());
    weights.close();
    weights.close();
    assertThrows(IllegalStateException.class, tensor::toFloats);
    assertThrows(IllegalStateException.class, () -> weights.get("a"));
  }

  @Test
  void contentFromAStream() throws IOException {
    Path path = folder.resolve("x.safetensors");
    SafetensorsWriter.write(path, Map.of("a", Tensor.ofFloats(Shape.of(2), 1, 2)), Map.of());
    byte[] bytes = Files.readAllBytes(path);
    SafetensorsFile weights =
        SafetensorsFile.read(new ByteArrayInputStream(bytes), "bundled weights");
    Tensor tensor = weights.get("a");
    assertArrayEquals(new float[] {1, 2}, tensor.toFloats());
    assertTrue(tensor.data().isNative() && tensor.data().isReadOnly());
    assertEquals("bundled weights", weights.describe());
    weights.close();
    assertThrows(IllegalStateException.class, tensor::toFloats);
    for (int length = 0; length < bytes.length; length++) {
      var truncated = new ByteArrayInputStream(bytes, 0, length);
      var e =
          assertThrows(
              ModelFormatException.class, () -> SafetensorsFile.read(truncated, "bundled weights"));
      assertTrue(e.getMessage().startsWith("bundled weights: "), e.getMessage());
    }
  }

  @Test
  void unreadableFiles() {
    Path missing = folder.resolve("missing.safetensors");
    var e = assertThrows(IOException.class, () -> SafetensorsFile.open(missing));
    assertEquals(
        missing + ": no such file; wanted a safetensors file; check the path", e.getMessage());
    e = assertThrows(IOException.class, () -> SafetensorsFile.open(folder));
    assertEquals(folder + ": is a folder; wanted a safetensors file", e.getMessage());
  }

  private static String assertRefused(Path file, String reason) {
    var e =
        assertThrows(ModelFormatException.class, () -> SafetensorsFile.open(file), file.toString());
    assertNotNull(e.getMessage());
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    return e.getMessage();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file.safetensors"), bytes);
  }

  private static byte[] withHeader(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }
}
