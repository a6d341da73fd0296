package dev.lanewise.models.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads a whole file, packed or not, up to a limit. */
final class DataFile {
  private DataFile() {}

  /** The content of a file; that of one named {@code .gz} is unpacked. */
  static byte[] read(Path file, int mostBytes) throws IOException {
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes(mostBytes);
      if (bytes.length == mostBytes && in.read() >= 0) {
        throw new DatasetException(
            "%s: larger than the limit of %d MiB; is it the right file?"
                .formatted(file, mostBytes >> 20));
      }
      return bytes;
    } catch (ZipException | EOFException e) {
      throw new DatasetException(
          "%s: wanted a whole gzip file: %s; copy it again".formatted(file, e.getMessage()));
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    if (!file.toString().endsWith(".gz")) {
      return in;
    }
    try {
      return new GZIPInputStream(in, 1 << 16);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
