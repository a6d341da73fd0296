package dev.lanewise.engine.format.protobuf;

import static dev.lanewise.engine.tensor.LittleEndian.I32;
import static dev.lanewise.engine.tensor.LittleEndian.I64;

import dev.lanewise.engine.format.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Steps through the fields of one protobuf message.
 *
 * <pre>{@code
 * while (reader.next()) {
 *   switch (reader.field()) {
 *     case 1 -> version = reader.varint();
 *     case 7 -> graph = readGraph(reader.message());
 *     default -> {} // skipped
 *   }
 * }
 * }</pre>
 *
 * <p>Every length is checked against the enclosing message before it is used, so that no value
 * reaches outside; nested messages go no deeper than {@value #MAX_DEPTH}, and all readers of one
 * file together hand out no more than {@value #MAX_ITEMS} messages and texts, so that a small file
 * cannot fill the memory. Not safe for several threads.
 *
 * <p>Source of the format: Protocol Buffers Documentation, "Encoding".
 */
public final class ProtoReader {
  /** How deep messages may nest. */
  public static final int MAX_DEPTH = 100;

  /** How many messages and texts one file may have. */
  public static final int MAX_ITEMS = 4_000_000;

  /** How many bytes a text may have. */
  public static final int MAX_TEXT_BYTES = 1 << 20;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  /** What all readers of one file share. */
  private static final class Source {
    final String name;
    final MemorySegment data;
    int items;

    Source(String name, MemorySegment data) {
      this.name = name;
      this.data = data;
    }
  }

  private final Source source;
  private final int depth;
  private final long end;
  private long position;
  private int field;
  private int wireType;
  private long number;
  private long valueStart;
  private long fieldStart;

  private ProtoReader(Source source, int depth, long start, long end) {
    this.source = source;
    this.depth = depth;
    this.position = start;
    this.end = end;
  }

  /**
   * A reader of the message that fills {@code data}.
   *
   * @param name the file, for error messages
   */
  public static ProtoReader of(MemorySegment data, String name) {
    return new ProtoReader(new Source(name, data), 0, 0, data.byteSize());
  }

  /**
   * Goes to the next field.
   *
   * @return false at the end of the message
   * @throws ModelFormatException if the bytes are no field, or reach beyond the message
   */
  public boolean next() {
    if (position == end) {
      return false;
    }
    fieldStart = position;
    long tag = readVarint();
    field = (int) (tag >>> 3);
    wireType = (int) tag & 7;
    if (tag >>> 32 != 0 || field == 0) {
      throw error("wanted the number of a field, got " + Long.toUnsignedString(tag));
    }
    switch (wireType) {
      case VARINT -> number = readVarint();
      case FIXED64 -> number = source.data.get(I64, take(8));
      case FIXED32 -> number = source.data.get(I32, take(4));
      case BYTES -> {
        number = readVarint();
        valueStart = take(number);
      }
      default ->
          throw error("field %d has wire type %d, which does not exist".formatted(field, wireType));
    }
    return true;
  }

  /** The number of the current field. */
  public int field() {
    return field;
  }

  /** Whether the current field has bytes: a message, a text, or packed numbers. */
  public boolean isBytes() {
    return wireType == BYTES;
  }

  /** The current field as an integer; a signed one has its sign. */
  public long varint() {
    want(VARINT, "an integer");
    return number;
  }

  /** The current field as a float32. */
  public float float32() {
    want(FIXED32, "a float32");
    return Float.intBitsToFloat((int) number);
  }

  /** The current field as a float64. */
  public double float64() {
    want(FIXED64, "a float64");
    return Double.longBitsToDouble(number);
  }

  /** The bytes of the current field, as a view. */
  public MemorySegment bytes() {
    want(BYTES, "bytes");
    return source.data.asSlice(valueStart, number);
  }

  /** The current field as text; bytes that are no UTF-8 are an error. */
  public String text() {
    want(BYTES, "a text");
    count();
    if (number > MAX_TEXT_BYTES) {
      throw error("a text of %d bytes, wanted at most %d".formatted(number, MAX_TEXT_BYTES));
    }
    byte[] bytes = bytes().toArray(BYTE);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      throw error("field %d: wanted a text in UTF-8, got other bytes".formatted(field));
    }
  }

  /** The current field as a message: a reader of its own. */
  public ProtoReader message() {
    want(BYTES, "a message");
    count();
    if (depth + 1 > MAX_DEPTH) {
      throw error("messages nest deeper than " + MAX_DEPTH);
    }
    return new ProtoReader(source, depth + 1, valueStart, valueStart + number);
  }

  /** The current field, a repeated integer: one value, or many packed ones. */
  public void varints(ProtoNumbers out) {
    if (wireType != BYTES) {
      add(out, varint());
      return;
    }
    ProtoReader packed = new ProtoReader(source, depth, valueStart, valueStart + number);
    while (packed.position < packed.end) {
      packed.fieldStart = packed.position;
      add(out, packed.readVarint());
    }
  }

  /** The current field, a repeated float32: the bits of one value, or of many packed ones. */
  public void floats32(ProtoNumbers out) {
    if (wireType != BYTES) {
      want(FIXED32, "a float32");
      add(out, number);
      return;
    }
    if (number % 4 != 0) {
      throw error("field %d: wanted float32 numbers, got %d bytes".formatted(field, number));
    }
    for (long at = valueStart; at < valueStart + number; at += 4) {
      add(out, source.data.get(I32, at));
    }
  }

  /** The current field, a repeated float64: the bits of one value, or of many packed ones. */
  public void floats64(ProtoNumbers out) {
    if (wireType != BYTES) {
      want(FIXED64, "a float64");
      add(out, number);
      return;
    }
    if (number % 8 != 0) {
      throw error("field %d: wanted float64 numbers, got %d bytes".formatted(field, number));
    }
    for (long at = valueStart; at < valueStart + number; at += 8) {
      add(out, source.data.get(I64, at));
    }
  }

  private void add(ProtoNumbers out, long value) {
    if (!out.add(value)) {
      throw error(
          "field %d: more than %d numbers, which is what a quarter of the heap holds; -Xmx sets a larger heap"
              .formatted(field, out.size()));
    }
  }

  /** An error at the current field. */
  public ModelFormatException error(String problem) {
    return new ModelFormatException(
        "%s: at byte %d: %s; the file is damaged or no such file"
            .formatted(source.name, fieldStart, problem));
  }

  private void want(int type, String wanted) {
    if (wireType != type) {
      throw error("field %d: wanted %s, got wire type %d".formatted(field, wanted, wireType));
    }
  }

  private void count() {
    if (++source.items > MAX_ITEMS) {
      throw error("more than %d messages and texts".formatted(MAX_ITEMS));
    }
  }

  private long take(long bytes) {
    if (bytes < 0 || bytes > end - position) {
      throw error(
          "field %d takes %s bytes, its message has only %d more"
              .formatted(field, Long.toUnsignedString(bytes), end - position));
    }
    long start = position;
    position += bytes;
    return start;
  }

  private long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == end) {
        throw error("the message ends within a number");
      }
      byte b = source.data.get(BYTE, position++);
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw error("a number of more than ten bytes");
  }
}
