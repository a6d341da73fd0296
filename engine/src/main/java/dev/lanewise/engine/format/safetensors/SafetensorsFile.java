package dev.lanewise.engine.format.safetensors;

import dev.lanewise.engine.format.FileKind;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.InputFile;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.FileWeights;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, mapped into memory read-only; or its content, read from a stream.
 *
 * <p>Opening reads and checks the header alone. {@link #get} returns a view: data is read by the
 * operating system when it is touched, is never copied, and becomes invalid by {@link #close}.
 */
public final class SafetensorsFile extends FileWeights {
  /** The bytes that the format allows a header to have at most. */
  public static final int MAX_HEADER_BYTES = 100_000_000;

  private static final int LENGTH_BYTES = 8;

  private final SafetensorsHeader header;
  private final MemorySegment data;

  private SafetensorsFile(String path, SafetensorsHeader header, Arena arena, MemorySegment data) {
    super(path, arena);
    this.header = header;
    this.data = data;
  }

  /**
   * Opens a file and checks its header completely.
   *
   * @return the open file, to be closed by the caller
   * @throws ModelFormatException if the file is no safetensors file, or is truncated, too long or
   *     inconsistent
   * @throws IOException if the file cannot be read
   */
  public static SafetensorsFile open(Path path) throws IOException {
    try (InputFile file = InputFile.open(path, "a safetensors file")) {
      String name = path.toString();
      byte[] head = file.read(0, (int) Math.min(FileKind.HEAD_BYTES, file.size()));
      int headerBytes = headerBytes(head, file.size(), name);
      int dataStart = LENGTH_BYTES + headerBytes;
      byte[] json = file.read(LENGTH_BYTES, headerBytes);
      SafetensorsHeader header = SafetensorsHeader.parse(json, file.size() - dataStart, name);
      // Last, so that nothing has to be released when a check fails.
      Arena arena = Arena.ofShared();
      try {
        return new SafetensorsFile(name, header, arena, file.map(arena).asSlice(dataStart));
      } catch (Throwable e) {
        arena.close();
        throw e;
      }
    }
  }

  /**
   * Reads the content of a file from a stream, such as a resource in a jar, into native memory.
   *
   * @param in the whole content, of less than 2 GB; not closed
   * @param description what error messages call it
   * @return the content, to be closed by the caller
   * @throws ModelFormatException if the content is not that of a safetensors file, or is truncated,
   *     too long or inconsistent
   * @throws IOException if the stream cannot be read
   */
  public static SafetensorsFile read(InputStream in, String description) throws IOException {
    byte[] bytes = in.readAllBytes();
    byte[] head = Arrays.copyOf(bytes, Math.min(FileKind.HEAD_BYTES, bytes.length));
    int dataStart = LENGTH_BYTES + headerBytes(head, bytes.length, description);
    byte[] json = Arrays.copyOfRange(bytes, LENGTH_BYTES, dataStart);
    int dataBytes = bytes.length - dataStart;
    SafetensorsHeader header = SafetensorsHeader.parse(json, dataBytes, description);
    Arena arena = Arena.ofShared();
    MemorySegment data = arena.allocate(dataBytes, 64);
    MemorySegment.copy(bytes, dataStart, data, ValueLayout.JAVA_BYTE, 0, dataBytes);
    return new SafetensorsFile(description, header, arena, data.asReadOnly());
  }

  private static int headerBytes(byte[] head, long size, String path) {
    FileKind kind = FileKind.detect(head);
    if (kind != FileKind.SAFETENSORS && kind != FileKind.UNKNOWN) {
      throw new ModelFormatException(
          "%s: wanted a safetensors file, got %s; %s"
              .formatted(path, kind.description(), kind.cure()));
    }
    if (head.length < LENGTH_BYTES) {
      throw new ModelFormatException(
          "%s: wanted a safetensors file of at least 8 bytes, got %d; %s"
              .formatted(path, head.length, kind.cure()));
    }
    long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw new ModelFormatException(
          "%s: the first 8 bytes announce a header of %s bytes, wanted at most %d; this is no"
                  .formatted(path, Long.toUnsignedString(length), MAX_HEADER_BYTES)
              + " safetensors file or it is damaged");
    }
    if (length > size - LENGTH_BYTES) {
      throw new ModelFormatException(
          "%s: truncated: the header takes %d bytes, the file has only %d after the first 8; %s"
              .formatted(path, length, size - LENGTH_BYTES, FileKind.UNKNOWN.cure()));
    }
    return (int) length;
  }

  /** Returns the header's {@code __metadata__}, in its order; empty if there is none. */
  @Override
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** Returns the names of all tensors, in the order of the header. */
  @Override
  public Set<String> names() {
    return header.tensors().keySet();
  }

  @Override
  protected Tensor tensor(String name) {
    SafetensorsHeader.Entry entry = header.tensors().get(name);
    return new Tensor(
        entry.dtype(), entry.shape(), data.asSlice(entry.begin(), entry.end() - entry.begin()));
  }
}
