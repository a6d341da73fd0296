package dev.lanewise.engine.fuzz;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.format.npy.NpzFile;
import dev.lanewise.engine.format.onnx.OnnxFile;
import dev.lanewise.engine.format.safetensors.SafetensorsFile;
import dev.lanewise.engine.format.torch.TorchFile;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.testing.ReaderLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * A reader of files under attack.
 *
 * <p>Whatever the bytes are, it must return, or throw a {@link ModelFormatException} with a message
 * of one line; and hold to {@link ReaderLimits}.
 */
enum FuzzTarget {
  SAFETENSORS(SafetensorsFile::open),
  NPY(FuzzTarget::openNpy),
  NPZ(NpzFile::open),
  TORCH_ZIP(TorchFile::open),
  TORCH_LEGACY(TorchFile::open),
  ONNX(OnnxFile::open),
  JSON(FuzzTarget::openJson);

  /** Opens a file of one format. */
  @FunctionalInterface
  interface Opener {
    WeightSource open(Path path) throws IOException;
  }

  private static volatile long touched;

  private final Opener opener;

  FuzzTarget(Opener opener) {
    this.opener = opener;
  }

  /** The folder of the corpus. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Feeds the reader.
   *
   * @param file where the bytes are put
   * @return true if the reader accepted them
   * @throws AssertionError if it did not hold to its limits
   */
  boolean feed(byte[] bytes, Path file) {
    return ReaderLimits.hold(this, () -> read(bytes, file));
  }

  private boolean read(byte[] bytes, Path file) {
    try {
      Files.write(file, bytes);
      try (WeightSource source = opener.open(file)) {
        source.names().forEach(name -> touch(source.get(name)));
        source.metadata().forEach((key, value) -> touched += key.length() + value.length());
        return true;
      }
    } catch (ModelFormatException refused) {
      String message = refused.getMessage();
      if (message.lines().count() != 1 || !message.startsWith(file.toString())) {
        throw new AssertionError("wanted one line that begins with the file, got " + message);
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the first and the last byte: a tensor must lie in memory that is there. */
  private static void touch(Tensor tensor) {
    long size = tensor.data().byteSize();
    if (size != tensor.shape().byteSize(tensor.dtype())) {
      throw new AssertionError(tensor + " of " + size + " bytes");
    }
    if (size > 0) {
      touched += tensor.data().get(ValueLayout.JAVA_BYTE, 0);
      touched += tensor.data().get(ValueLayout.JAVA_BYTE, size - 1);
    }
  }

  private static WeightSource openNpy(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      touch(NpyFile.read(path, arena));
      return WeightSource.of(Map.of(), path.toString());
    }
  }

  private static WeightSource openJson(Path path) throws IOException {
    JsonReader.read(
        Files.readAllBytes(path), path.toString(), new JsonReader.Limits(32, 1_000_000));
    return WeightSource.of(Map.of(), path.toString());
  }
}
