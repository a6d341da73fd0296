package dev.lanewise.engine.format.npy;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.FileKind;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.InputFile;
import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads and writes NumPy's .npy files: one array of numbers each. */
public final class NpyFile {
  private static final String MAGIC = "\u0093NUMPY";
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final int ALIGNMENT = 64;

  private NpyFile() {}

  /**
   * Reads an array into native memory that the garbage collector frees.
   *
   * @throws ModelFormatException if the content is broken or not an array of numbers
   * @throws IOException if the file cannot be read
   */
  public static Tensor read(Path path) throws IOException {
    return read(path, Arena.ofAuto());
  }

  /**
   * Reads an array into native memory, aligned to 64 bytes, that lives as long as {@code arena}.
   * The tensor is little-endian and row-major, whatever the file is.
   *
   * @throws ModelFormatException if the content is broken or not an array of numbers
   * @throws IOException if the file cannot be read
   */
  public static Tensor read(Path path, Arena arena) throws IOException {
    try (InputFile file = InputFile.open(path, "an .npy file")) {
      int version = version(file, path);
      int lengthBytes = version == 1 ? 2 : 4;
      int headerStart = MAGIC.length() + 2 + lengthBytes;
      int headerBytes = headerBytes(file, path, lengthBytes, headerStart);
      Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
      String dict = new String(file.read(headerStart, headerBytes), charset);
      NpyHeader header = NpyHeader.parse(dict, path.toString());

      long dataStart = (long) headerStart + headerBytes;
      checkSize(header, file.size() - dataStart, path);
      Tensor tensor = Tensor.allocate(header.dtype(), header.shape(), arena);
      file.read(dataStart, tensor.data());
      return NpyOrder.toLittleEndianRowMajor(tensor, header.order(), header.fortranOrder());
    }
  }

  private static int version(InputFile file, Path path) throws IOException {
    byte[] head = file.read(0, (int) Math.min(FileKind.HEAD_BYTES, file.size()));
    FileKind kind = FileKind.detect(head);
    if (kind != FileKind.NPY) {
      throw new ModelFormatException(
          "%s: wanted an .npy file, got %s; save the array with numpy.save"
              .formatted(path, kind.description()));
    }
    if (head.length < MAGIC.length() + 4) {
      throw truncated(path, MAGIC.length() + 4, head.length);
    }
    int major = head[MAGIC.length()];
    int minor = head[MAGIC.length() + 1];
    if (major < 1 || major > 3 || minor != 0) {
      throw new ModelFormatException(
          "%s: wanted version 1.0, 2.0 or 3.0 of the .npy format, got %d.%d"
              .formatted(path, major & 0xFF, minor & 0xFF));
    }
    return major;
  }

  private static int headerBytes(InputFile file, Path path, int lengthBytes, int headerStart)
      throws IOException {
    if (file.size() < headerStart) {
      throw truncated(path, headerStart, file.size());
    }
    byte[] bytes = file.read(headerStart - lengthBytes, lengthBytes);
    long length = 0;
    for (int i = lengthBytes - 1; i >= 0; i--) {
      length = length << 8 | bytes[i] & 0xFF;
    }
    if (length > MAX_HEADER_BYTES) {
      throw new ModelFormatException(
          "%s: npy header: wanted at most %d bytes, got %d; the file is damaged"
              .formatted(path, MAX_HEADER_BYTES, length));
    }
    if (headerStart + length > file.size()) {
      throw truncated(path, headerStart + length, file.size());
    }
    return (int) length;
  }

  private static void checkSize(NpyHeader header, long dataBytes, Path path) {
    long wanted = header.shape().byteSize(header.dtype());
    if (dataBytes != wanted) {
      throw new ModelFormatException(
          "%s: %s: %s %s takes %d bytes, the file has %d after its header; save it again"
              .formatted(
                  path,
                  dataBytes < wanted ? "truncated" : "too long",
                  header.dtype(),
                  header.shape(),
                  wanted,
                  dataBytes));
    }
  }

  private static ModelFormatException truncated(Path path, long wanted, long got) {
    return new ModelFormatException(
        "%s: truncated: wanted at least %d bytes, got %d; save it again"
            .formatted(path, wanted, got));
  }

  /**
   * Writes an array in version 1.0 of the format, little-endian and row-major, replacing any file
   * that exists; a failure leaves no partial file. The data begins at a multiple of 64 bytes.
   *
   * @throws LanewiseException if the tensor is BF16, which NumPy does not have
   * @throws IOException if the file cannot be written
   */
  public static void write(Path path, Tensor tensor) throws IOException {
    byte[] prefix = prefix(NpyHeader.format(tensor.dtype(), tensor.shape()));
    OutputFile.write(
        path,
        out -> {
          out.write(prefix);
          out.write(tensor.data());
        });
  }

  private static byte[] prefix(String dict) {
    int start = MAGIC.length() + 4;
    int total = (start + dict.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    int length = total - start;
    if (length > 0xFFFF) {
      throw new LanewiseException("an .npy file cannot hold a shape of so many dimensions");
    }
    String padding = " ".repeat(length - dict.length() - 1) + "\n";
    String text = MAGIC + "\1\0" + (char) (length & 0xFF) + (char) (length >> 8) + dict + padding;
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
