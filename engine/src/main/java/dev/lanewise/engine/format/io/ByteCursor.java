package dev.lanewise.engine.format.io;

import static dev.lanewise.engine.tensor.LittleEndian.I16;
import static dev.lanewise.engine.tensor.LittleEndian.I32;
import static dev.lanewise.engine.tensor.LittleEndian.I64;

import dev.lanewise.engine.format.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A place in little-endian bytes that moves on as they are read and never leaves them.
 *
 * <p>Not safe for several threads.
 */
public final class ByteCursor {
  private final MemorySegment bytes;
  private final String where;
  private long position;

  /**
   * Creates a cursor.
   *
   * @param position of the first byte to read
   * @param where the file, and the part of it if not all, for error messages
   */
  public ByteCursor(MemorySegment bytes, long position, String where) {
    this.bytes = bytes;
    this.where = where;
    this.position = position;
  }

  /** The offset of the next byte. */
  public long position() {
    return position;
  }

  /** How many bytes are left. */
  public long remaining() {
    return bytes.byteSize() - position;
  }

  /** The next byte, from 0 to 255. */
  public int u8() {
    return bytes.get(ValueLayout.JAVA_BYTE, advance(1)) & 0xFF;
  }

  /** The next two bytes, from 0 to 65535. */
  public int u16() {
    return bytes.get(I16, advance(2)) & 0xFFFF;
  }

  /** The next four bytes, with a sign. */
  public int i32() {
    return bytes.get(I32, advance(4));
  }

  /** The next four bytes, without a sign. */
  public long u32() {
    return i32() & 0xFFFFFFFFL;
  }

  /** The next eight bytes, with a sign. */
  public long i64() {
    return bytes.get(I64, advance(8));
  }

  /**
   * A view of the next {@code count} bytes.
   *
   * @param count negative for a number above 2^63-1
   */
  public MemorySegment slice(long count) {
    return bytes.asSlice(advance(count), count);
  }

  /** A copy of the next {@code count} bytes; the caller has limited the count. */
  public byte[] array(int count) {
    return slice(count).toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * A copy of the bytes up to the next newline, which is read but left out.
   *
   * @param limit the most bytes that there may be
   */
  public byte[] line(int limit) {
    long end = Math.min(bytes.byteSize(), position + limit + 1L);
    for (long at = position; at < end; at++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, at) == '\n') {
        byte[] line = array((int) (at - position));
        position++;
        return line;
      }
    }
    throw error("wanted a newline within " + limit + " bytes, got none");
  }

  private long advance(long count) {
    if (count < 0 || count > remaining()) {
      throw error(
          "truncated: wanted %s more bytes, got %d; copy or download the file again"
              .formatted(Long.toUnsignedString(count), remaining()));
    }
    long start = position;
    position += count;
    return start;
  }

  /** Returns, not throws, an exception that says where the cursor is. */
  public ModelFormatException error(String problem) {
    return new ModelFormatException("%s: at byte %d: %s".formatted(where, position, problem));
  }
}
