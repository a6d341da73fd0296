package dev.lanewise.engine.format.safetensors;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonValue.JsonArray;
import dev.lanewise.engine.format.json.JsonValue.JsonNumber;
import dev.lanewise.engine.format.json.JsonValue.JsonObject;
import dev.lanewise.engine.format.json.JsonValue.JsonString;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The checked header: every tensor has a known type, a valid shape and a range of exactly its size,
 * and the ranges fill the data without gap or overlap.
 *
 * @param metadata the strings of {@code __metadata__}
 * @param tensors by name, in the order of the header
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Entry> tensors) {
  static final String METADATA = "__metadata__";
  private static final JsonReader.Limits LIMITS = new JsonReader.Limits(8, 1_000_000);

  /**
   * Where a tensor lies.
   *
   * @param begin its first byte, counted from the end of the header
   * @param end the byte behind its last
   */
  record Entry(String name, DType dtype, Shape shape, long begin, long end) {}

  /**
   * Parses and checks a header.
   *
   * @param json the bytes between the length and the data
   * @param dataBytes the bytes that the file has behind the header
   * @param path the file, for error messages
   */
  static SafetensorsHeader parse(byte[] json, long dataBytes, String path) {
    JsonValue root = JsonReader.read(json, path + ": header", LIMITS);
    if (!(root instanceof JsonObject(var members))) {
      throw new ModelFormatException(
          path + ": header: wanted a JSON object, got " + root.kind() + "; the file is damaged");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Entry> tensors = new LinkedHashMap<>();
    members.forEach(
        (name, value) -> {
          if (name.equals(METADATA)) {
            readMetadata(value, metadata, path);
          } else {
            tensors.put(name, new EntryParser(path, name).parse(value));
          }
        });
    checkCoverage(List.copyOf(tensors.values()), dataBytes, path);
    return new SafetensorsHeader(
        Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(tensors));
  }

  private static void readMetadata(JsonValue value, Map<String, String> metadata, String path) {
    if (!(value instanceof JsonObject(var members))) {
      throw new ModelFormatException(
          path + ": header: wanted __metadata__ to be an object, got " + value.kind());
    }
    members.forEach(
        (key, text) -> {
          if (!(text instanceof JsonString(var string))) {
            throw new ModelFormatException(
                "%s: header: wanted __metadata__ %s to be a string, got %s"
                    .formatted(path, ErrorText.quote(key), text.kind()));
          }
          metadata.put(key, string);
        });
  }

  private static void checkCoverage(List<Entry> entries, long dataBytes, String path) {
    long covered = 0;
    String previous = "the header";
    Comparator<Entry> byPlace = Comparator.comparingLong(Entry::begin).thenComparing(Entry::end);
    for (Entry entry : entries.stream().sorted(byPlace).toList()) {
      if (entry.begin() != covered) {
        throw new ModelFormatException(
            "%s: tensor %s begins at data offset %d, %s; wanted %d, where %s ends"
                .formatted(
                    path,
                    ErrorText.quote(entry.name()),
                    entry.begin(),
                    entry.begin() < covered ? "an overlap" : "a gap",
                    covered,
                    previous));
      }
      covered = entry.end();
      previous = ErrorText.quote(entry.name());
    }
    if (covered > dataBytes) {
      throw new ModelFormatException(
          "%s: truncated: the tensors take %d bytes, the file has only %d for them; %s"
              .formatted(path, covered, dataBytes, "copy or download the file again"));
    }
    if (covered < dataBytes) {
      throw new ModelFormatException(
          "%s: %d bytes too long: the tensors take %d bytes, the file has %d for them; %s"
              .formatted(
                  path,
                  dataBytes - covered,
                  covered,
                  dataBytes,
                  "copy or download the file again"));
    }
  }

  /** Parses what the header says of one tensor. */
  private record EntryParser(String path, String name) {
    Entry parse(JsonValue value) {
      if (!(value instanceof JsonObject(var members))) {
        throw error("wanted an object with dtype, shape and data_offsets, got " + value.kind());
      }
      DType dtype = dtype(members.get("dtype"));
      Shape shape = shape(members.get("shape"));
      long[] offsets = longs("data_offsets", members.get("data_offsets"));
      if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
        throw error("wanted data_offsets [begin, end] with 0 <= begin <= end");
      }
      long wanted = byteSize(dtype, shape);
      if (offsets[1] - offsets[0] != wanted) {
        throw error(
            "%s %s takes %d bytes, but data_offsets [%d, %d] hold %d"
                .formatted(dtype, shape, wanted, offsets[0], offsets[1], offsets[1] - offsets[0]));
      }
      return new Entry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private DType dtype(JsonValue value) {
      if (!(value instanceof JsonString(var text))) {
        throw error("wanted dtype to be a string, got " + kind(value));
      }
      return DType.ofSafetensorsName(text)
          .orElseThrow(
              () ->
                  error(
                      "dtype %s is not supported, only %s; convert the tensor"
                          .formatted(ErrorText.quote(text), DType.allNames())));
    }

    private Shape shape(JsonValue value) {
      try {
        return Shape.of(longs("shape", value));
      } catch (ModelFormatException e) {
        throw e;
      } catch (LanewiseException e) {
        throw error(e.getMessage());
      }
    }

    private long byteSize(DType dtype, Shape shape) {
      try {
        return shape.byteSize(dtype);
      } catch (LanewiseException e) {
        throw error(e.getMessage());
      }
    }

    private long[] longs(String key, JsonValue value) {
      if (!(value instanceof JsonArray(var elements))) {
        throw error("wanted " + key + " to be an array, got " + kind(value));
      }
      long[] longs = new long[elements.size()];
      for (int i = 0; i < longs.length; i++) {
        if (!(elements.get(i) instanceof JsonNumber number && number.isLong())) {
          throw error("wanted " + key + " to hold integers below 2^63");
        }
        longs[i] = elements.get(i).asLong();
      }
      return longs;
    }

    private static String kind(JsonValue value) {
      return value == null ? "nothing" : value.kind();
    }

    private ModelFormatException error(String problem) {
      return new ModelFormatException(
          "%s: header: tensor %s: %s".formatted(path, ErrorText.quote(name), problem));
    }
  }
}
