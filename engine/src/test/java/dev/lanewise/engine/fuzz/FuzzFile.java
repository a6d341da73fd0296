package dev.lanewise.engine.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that the long run writes each input to. */
final class FuzzFile {
  static final Path PATH = create();

  private FuzzFile() {}

  private static Path create() {
    try {
      Path file = Files.createTempFile("lanewise-fuzz-", ".bin");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
