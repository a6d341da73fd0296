package dev.lanewise.bench.onnx;

import dev.lanewise.engine.format.io.OutputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protocol buffers message under construction, in wire format.
 *
 * <p>Fields appear in the order of the calls; a repeated field is written once per element. Large
 * byte fields are not copied but referred to, so a message takes little memory beside them. They
 * must stay valid until the message is written. Not thread-safe.
 *
 * <p>Format: protobuf.dev, "Encoding". A field is a key (number and wire type) and a value; the
 * types used here are varint (0), length-delimited (2) and four little-endian bytes (5).
 */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FOUR_BYTES = 5;

  private final List<MemorySegment> parts = new ArrayList<>();
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
  private long partBytes;

  /** An int32, int64 or enum field. */
  ProtoMessage integer(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  /** A float field. */
  ProtoMessage real(int field, float value) {
    key(field, FOUR_BYTES);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      tail.write(bits >>> shift);
    }
    return this;
  }

  /** A string field, or a bytes field of UTF-8 text. */
  ProtoMessage text(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    key(field, LENGTH_DELIMITED);
    varint(utf8.length);
    tail.writeBytes(utf8);
    return this;
  }

  /** A bytes field; the segment is not copied. */
  ProtoMessage bytes(int field, MemorySegment value) {
    key(field, LENGTH_DELIMITED);
    varint(value.byteSize());
    part(value);
    return this;
  }

  /** A field that is a message, complete by now. */
  ProtoMessage message(int field, ProtoMessage value) {
    key(field, LENGTH_DELIMITED);
    varint(value.byteSize());
    value.flush();
    value.parts.forEach(this::part);
    return this;
  }

  /** Bytes of this message so far. */
  long byteSize() {
    return partBytes + tail.size();
  }

  /** Appends the message to a file. */
  void writeTo(OutputFile file) throws IOException {
    flush();
    for (MemorySegment part : parts) {
      file.write(part);
    }
  }

  private void key(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      tail.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    tail.write((int) rest);
  }

  private void part(MemorySegment segment) {
    flush();
    parts.add(segment);
    partBytes += segment.byteSize();
  }

  private void flush() {
    if (tail.size() > 0) {
      byte[] bytes = tail.toByteArray();
      tail.reset();
      parts.add(MemorySegment.ofArray(bytes));
      partBytes += bytes.length;
    }
  }
}
