package dev.lanewise.engine.format.safetensors;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes safetensors files whose bytes depend on their content alone: tensors by descending {@link
 * dev.lanewise.engine.tensor.DType} and then by name, metadata by key.
 *
 * <p>The header is padded to 8 bytes, so every tensor is aligned to its element size. The order is
 * that of the format's own library.
 */
public final class SafetensorsWriter {
  private SafetensorsWriter() {}

  /**
   * Writes a file, replacing any that exists; a failure leaves no partial file.
   *
   * @param metadata strings for the header, such as classes or normalisation; may be empty
   * @throws LanewiseException if the name of a tensor is {@code __metadata__}, or the header
   *     exceeds the format's limit
   * @throws IOException if the file cannot be written
   */
  public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(tensors.entrySet());
    ordered.sort(
        Comparator.comparing((Map.Entry<String, Tensor> e) -> e.getValue().dtype())
            .reversed()
            .thenComparing(Map.Entry::getKey));
    byte[] header = header(ordered, metadata, path);
    OutputFile.write(
        path,
        out -> {
          out.write(
              ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
          out.write(header);
          for (var entry : ordered) {
            out.write(entry.getValue().data());
          }
        });
  }

  private static byte[] header(
      List<Map.Entry<String, Tensor>> tensors, Map<String, String> metadata, Path path) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      members.put(SafetensorsHeader.METADATA, new TreeMap<>(metadata));
    }
    long offset = 0;
    for (var entry : tensors) {
      if (entry.getKey().equals(SafetensorsHeader.METADATA)) {
        throw new LanewiseException(
            path + ": no tensor may have the name __metadata__ in a safetensors file; rename it");
      }
      Tensor tensor = entry.getValue();
      long end = Math.addExact(offset, tensor.data().byteSize());
      members.put(entry.getKey(), describe(tensor, offset, end));
      offset = end;
    }
    byte[] json = JsonWriter.compact(JsonValue.of(members)).getBytes(StandardCharsets.UTF_8);
    if (json.length > SafetensorsFile.MAX_HEADER_BYTES - 8) {
      throw new LanewiseException(
          "%s: the header would take %d bytes; a safetensors file may have at most %d"
              .formatted(path, json.length, SafetensorsFile.MAX_HEADER_BYTES));
    }
    return pad(json);
  }

  private static Map<String, Object> describe(Tensor tensor, long begin, long end) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("dtype", tensor.dtype().safetensorsName());
    description.put("shape", dims(tensor.shape()));
    description.put("data_offsets", List.of(begin, end));
    return description;
  }

  private static List<Long> dims(Shape shape) {
    List<Long> dims = new ArrayList<>();
    for (long dim : shape.dims()) {
      dims.add(dim);
    }
    return dims;
  }

  private static byte[] pad(byte[] json) {
    byte[] padded = new byte[(json.length + 7) / 8 * 8];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(json, 0, padded, 0, json.length);
    return padded;
  }
}
