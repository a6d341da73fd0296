package dev.lanewise.engine.format.npy;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.FileKind;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * What stands before the elements of an array: magic number, version and header, checked.
 *
 * @param bytes what it takes
 */
record NpyPrefix(NpyHeader header, int bytes) {
  private static final String MAGIC = "\u0093NUMPY";
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final int ALIGNMENT = 64;

  /** Where the bytes come from. */
  @FunctionalInterface
  interface Bytes {
    /** Returns {@code count} bytes from {@code position} on; so many are there. */
    byte[] read(long position, int count) throws IOException;
  }

  /**
   * Parses the prefix.
   *
   * @param size the bytes of prefix and elements
   * @param where the file, and the part of it if not all, for error messages
   */
  static NpyPrefix parse(Bytes source, long size, String where) throws IOException {
    int version = version(source, size, where);
    int lengthBytes = version == 1 ? 2 : 4;
    int headerStart = MAGIC.length() + 2 + lengthBytes;
    int headerBytes = headerBytes(source, size, where, lengthBytes, headerStart);
    Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String dict = new String(source.read(headerStart, headerBytes), charset);
    NpyHeader header = NpyHeader.parse(dict, where);
    NpyPrefix prefix = new NpyPrefix(header, headerStart + headerBytes);
    prefix.checkSize(size - prefix.bytes, where);
    return prefix;
  }

  private static int version(Bytes source, long size, String where) throws IOException {
    byte[] head = source.read(0, (int) Math.min(FileKind.HEAD_BYTES, size));
    FileKind kind = FileKind.detect(head);
    if (kind != FileKind.NPY) {
      throw new ModelFormatException(
          "%s: wanted an .npy file, got %s; save the array with numpy.save"
              .formatted(where, kind.description()));
    }
    if (head.length < MAGIC.length() + 4) {
      throw truncated(where, MAGIC.length() + 4, head.length);
    }
    int major = head[MAGIC.length()];
    int minor = head[MAGIC.length() + 1];
    if (major < 1 || major > 3 || minor != 0) {
      throw new ModelFormatException(
          "%s: wanted version 1.0, 2.0 or 3.0 of the .npy format, got %d.%d"
              .formatted(where, major & 0xFF, minor & 0xFF));
    }
    return major;
  }

  private static int headerBytes(
      Bytes source, long size, String where, int lengthBytes, int headerStart) throws IOException {
    if (size < headerStart) {
      throw truncated(where, headerStart, size);
    }
    byte[] bytes = source.read(headerStart - lengthBytes, lengthBytes);
    long length = 0;
    for (int i = lengthBytes - 1; i >= 0; i--) {
      length = length << 8 | bytes[i] & 0xFF;
    }
    if (length > MAX_HEADER_BYTES) {
      throw new ModelFormatException(
          "%s: npy header: wanted at most %d bytes, got %d; the file is damaged"
              .formatted(where, MAX_HEADER_BYTES, length));
    }
    if (headerStart + length > size) {
      throw truncated(where, headerStart + length, size);
    }
    return (int) length;
  }

  private void checkSize(long dataBytes, String where) {
    long wanted = header.shape().byteSize(header.dtype());
    if (dataBytes != wanted) {
      throw new ModelFormatException(
          "%s: %s: %s %s takes %d bytes, the file has %d after its header; save it again"
              .formatted(
                  where,
                  dataBytes < wanted ? "truncated" : "too long",
                  header.dtype(),
                  header.shape(),
                  wanted,
                  dataBytes));
    }
  }

  private static ModelFormatException truncated(String where, long wanted, long got) {
    return new ModelFormatException(
        "%s: truncated: wanted at least %d bytes, got %d; save it again"
            .formatted(where, wanted, got));
  }

  /**
   * The prefix of a little-endian, row-major array in version 1.0 of the format, padded to a
   * multiple of 64 bytes.
   *
   * @param where what error messages call the array
   * @throws LanewiseException if the format lacks the type or the header becomes too long
   */
  static byte[] format(Tensor tensor, String where) {
    String dict = NpyHeader.format(tensor.dtype(), tensor.shape(), where);
    int start = MAGIC.length() + 4;
    int total = (start + dict.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    int length = total - start;
    if (length > 0xFFFF) {
      throw new LanewiseException(
          "%s: an .npy file cannot hold a shape of %d dimensions; reshape the tensor"
              .formatted(where, tensor.shape().rank()));
    }
    String padding = " ".repeat(length - dict.length() - 1) + "\n";
    String text = MAGIC + "\1\0" + (char) (length & 0xFF) + (char) (length >> 8) + dict + padding;
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
