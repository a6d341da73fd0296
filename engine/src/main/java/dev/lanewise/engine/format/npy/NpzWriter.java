package dev.lanewise.engine.format.npy;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes NumPy's .npz archives, without compression, so that they can be read in place. The bytes
 * depend on the tensors and their order alone.
 */
public final class NpzWriter {
  private static final int CHUNK = 1 << 20;
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private NpzWriter() {}

  /**
   * Writes a file, replacing any that exists; a failure leaves no partial file.
   *
   * @param tensors in the order of the map
   * @throws LanewiseException if a tensor is BF16, which NumPy does not have
   * @throws IOException if the file cannot be written
   */
  public static void write(Path path, Map<String, Tensor> tensors) throws IOException {
    // Now, so that no file is begun if a type cannot be written.
    tensors.forEach((name, tensor) -> prefix(path, name, tensor));
    OutputFile.write(
        path,
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(stream(out))) {
            for (var tensor : tensors.entrySet()) {
              add(zip, path, tensor.getKey(), tensor.getValue());
            }
          }
        });
  }

  private static byte[] prefix(Path path, String name, Tensor tensor) {
    return NpyPrefix.format(tensor, path + ": tensor " + name);
  }

  private static void add(ZipOutputStream zip, Path path, String name, Tensor tensor)
      throws IOException {
    byte[] prefix = prefix(path, name, tensor);
    CRC32 crc = new CRC32();
    crc.update(prefix);
    forEachChunk(tensor.data(), chunk -> crc.update(chunk.asByteBuffer()));
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(prefix.length + tensor.data().byteSize());
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(EPOCH);
    zip.putNextEntry(entry);
    zip.write(prefix);
    byte[] buffer = new byte[(int) Math.min(CHUNK, tensor.data().byteSize())];
    forEachChunk(
        tensor.data(),
        chunk -> {
          MemorySegment.ofArray(buffer).asSlice(0, chunk.byteSize()).copyFrom(chunk);
          zip.write(buffer, 0, (int) chunk.byteSize());
        });
    zip.closeEntry();
  }

  @FunctionalInterface
  private interface ChunkUser {
    void use(MemorySegment chunk) throws IOException;
  }

  private static void forEachChunk(MemorySegment data, ChunkUser user) throws IOException {
    for (long done = 0; done < data.byteSize(); done += CHUNK) {
      user.use(data.asSlice(done, Math.min(CHUNK, data.byteSize() - done)));
    }
  }

  private static OutputStream stream(OutputFile out) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        out.write(new byte[] {(byte) b});
      }

      @Override
      public void write(byte[] bytes, int offset, int count) throws IOException {
        out.write(MemorySegment.ofArray(bytes).asSlice(offset, count));
      }
    };
  }
}
