package dev.lanewise.engine.format.npy;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.InputFile;
import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Reads and writes NumPy's .npy files: one array of numbers each. */
public final class NpyFile {
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
      NpyPrefix prefix = NpyPrefix.parse(file::read, file.size(), path.toString());
      NpyHeader header = prefix.header();
      Tensor tensor = Tensor.allocate(header.dtype(), header.shape(), arena);
      file.read(prefix.bytes(), tensor.data());
      return NpyOrder.toLittleEndianRowMajor(tensor, header.order(), header.fortranOrder());
    }
  }

  /**
   * Writes an array in version 1.0 of the format, little-endian and row-major, replacing any file
   * that exists; a failure leaves no partial file. The data begins at a multiple of 64 bytes.
   *
   * @throws LanewiseException if the tensor is BF16, which NumPy does not have, or has more
   *     dimensions than the header can hold
   * @throws IOException if the file cannot be written
   */
  public static void write(Path path, Tensor tensor) throws IOException {
    byte[] prefix = NpyPrefix.format(tensor, path.toString());
    OutputFile.write(
        path,
        out -> {
          out.write(prefix);
          out.write(tensor.data());
        });
  }
}
