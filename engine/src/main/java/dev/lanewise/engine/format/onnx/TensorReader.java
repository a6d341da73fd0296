package dev.lanewise.engine.format.onnx;

import static dev.lanewise.engine.tensor.LittleEndian.I16;
import static dev.lanewise.engine.tensor.LittleEndian.I32;
import static dev.lanewise.engine.tensor.LittleEndian.I64;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.format.protobuf.ProtoNumbers;
import dev.lanewise.engine.format.protobuf.ProtoReader;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads one TensorProto. Raw bytes, packed floats and external data become views of the mapped
 * file; other numbers are stored one by one in the file, so they are copied.
 */
final class TensorReader {
  static final int MAX_RANK = 64;

  /** A tensor with its name, which may be empty. */
  record Named(String name, Tensor tensor) {}

  private final ProtoReader reader;
  private final ExternalData external;
  private final Arena arena;
  private final ProtoNumbers dims = new ProtoNumbers();
  private final ProtoNumbers numbers = new ProtoNumbers();
  private final Map<String, String> place = new HashMap<>();
  private String name = "";
  private long typeCode;
  private int numbersField;
  private MemorySegment raw;
  private MemorySegment packed;
  private boolean isExternal;

  private TensorReader(ProtoReader reader, ExternalData external, Arena arena) {
    this.reader = reader;
    this.external = external;
    this.arena = arena;
  }

  /**
   * Reads a tensor.
   *
   * @param external where data outside the file is, or null if none may be
   */
  static Named read(ProtoReader reader, ExternalData external, Arena arena) {
    TensorReader tensor = new TensorReader(reader, external, arena);
    tensor.readFields();
    return new Named(tensor.name, tensor.toTensor());
  }

  private void readFields() {
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> reader.varints(dims);
        case 2 -> typeCode = reader.varint();
        case 3 -> throw reader.error("a tensor in segments, which is not supported");
        case 4 -> floats();
        case 5, 7, 11 -> {
          numbersField = reader.field();
          reader.varints(numbers);
        }
        case 8 -> name = reader.text();
        case 9 -> raw = reader.bytes();
        case 10 -> {
          numbersField = 10;
          reader.floats64(numbers);
        }
        case 13 -> readPlace(reader.message());
        case 14 -> isExternal = reader.varint() == 1;
        default -> {
          // texts have no tensor; the rest is documentation
        }
      }
    }
  }

  private void floats() {
    if (reader.isBytes() && packed == null && numbersField == 0) {
      packed = reader.bytes();
      numbersField = 4;
      return;
    }
    if (packed != null) {
      throw reader.error("float_data in several parts, which is not supported");
    }
    numbersField = 4;
    reader.floats32(numbers);
  }

  private void readPlace(ProtoReader entry) {
    String key = "";
    String value = "";
    while (entry.next()) {
      switch (entry.field()) {
        case 1 -> key = entry.text();
        case 2 -> value = entry.text();
        default -> {
          // nothing else is defined
        }
      }
    }
    place.put(key, value);
  }

  private Tensor toTensor() {
    DType dtype =
        OnnxDTypes.of(typeCode)
            .orElseThrow(
                () ->
                    reader.error(
                        "%s has elements of type %s, which is not supported"
                            .formatted(label(), OnnxDTypes.name(typeCode))));
    Shape shape = shape();
    try {
      long bytes = shape.byteSize(dtype);
      if (isExternal) {
        return new Tensor(dtype, shape, externalBytes(bytes));
      }
      if (raw != null) {
        return new Tensor(dtype, shape, checked(raw, bytes));
      }
      if (packed != null && dtype == DType.F32) {
        return new Tensor(dtype, shape, checked(packed, bytes));
      }
      return typed(dtype, shape);
    } catch (ModelFormatException e) {
      throw e;
    } catch (LanewiseException e) {
      throw reader.error(label() + ": " + e.getMessage());
    }
  }

  private Shape shape() {
    if (dims.size() > MAX_RANK) {
      throw reader.error(
          "%s has %d dimensions, wanted at most %d".formatted(label(), dims.size(), MAX_RANK));
    }
    try {
      return Shape.of(dims.toLongs());
    } catch (LanewiseException e) {
      throw reader.error(label() + ": " + e.getMessage());
    }
  }

  private MemorySegment checked(MemorySegment data, long bytes) {
    if (data.byteSize() != bytes) {
      throw reader.error(
          "%s %s: wanted %d bytes of data, got %d"
              .formatted(label(), shape(), bytes, data.byteSize()));
    }
    return data;
  }

  private MemorySegment externalBytes(long bytes) {
    if (external == null) {
      throw reader.error(label() + " has its data in another file, which is not allowed here");
    }
    long offset = placeNumber("offset", 0);
    long length = placeNumber("length", bytes);
    if (length != bytes) {
      throw reader.error(
          "%s: wanted %d bytes of external data, the file announces %d"
              .formatted(label(), bytes, length));
    }
    return external.slice(label(), place.getOrDefault("location", ""), offset, length);
  }

  private long placeNumber(String key, long fallback) {
    String text = place.get(key);
    if (text == null) {
      return fallback;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw reader.error(
          "%s: external data: wanted a number as %s, got %s"
              .formatted(label(), key, ErrorText.quote(text)));
    }
  }

  private Tensor typed(DType dtype, Shape shape) {
    if (numbers.size() > 0 && numbersField != fieldOf(dtype) || packed != null) {
      throw reader.error("%s: wanted data of type %s in another field".formatted(label(), dtype));
    }
    if (numbers.size() != shape.elementCount()) {
      throw reader.error(
          "%s %s: wanted %d numbers, got %d"
              .formatted(label(), shape, shape.elementCount(), numbers.size()));
    }
    Tensor tensor = Tensor.allocate(dtype, shape, arena);
    MemorySegment out = tensor.data();
    for (int i = 0; i < numbers.size(); i++) {
      switch (dtype.byteSize()) {
        case 1 -> out.set(ValueLayout.JAVA_BYTE, i, (byte) numbers.get(i));
        case 2 -> out.set(I16, 2L * i, (short) numbers.get(i));
        case 4 -> out.set(I32, 4L * i, (int) numbers.get(i));
        default -> out.set(I64, 8L * i, numbers.get(i));
      }
    }
    return tensor;
  }

  /** The field that holds the numbers of a tensor without raw bytes. */
  private static int fieldOf(DType dtype) {
    return switch (dtype) {
      case F32 -> 4;
      case F64 -> 10;
      case I64 -> 7;
      case U32, U64 -> 11;
      case BOOL, U8, I8, I16, U16, F16, BF16, I32 -> 5;
    };
  }

  private String label() {
    return name.isEmpty() ? "a tensor" : "tensor " + ErrorText.quote(name);
  }
}
