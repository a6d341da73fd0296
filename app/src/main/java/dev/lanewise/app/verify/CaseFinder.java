package dev.lanewise.app.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the cases in folders and in all folders below them. */
public final class CaseFinder {
  static final String MODEL = "model.onnx";
  private static final int MAX_DEPTH = 32;

  private CaseFinder() {}

  /**
   * All folders with a {@code model.onnx}, sorted below each given one. Links to folders are not
   * followed.
   *
   * @throws IOException if a folder cannot be read
   */
  public static List<Path> find(List<Path> folders) throws IOException {
    List<Path> cases = new ArrayList<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new NoSuchFileException(folder.toString(), null, "no such folder; check the path");
      }
      try (Stream<Path> all = Files.walk(folder, MAX_DEPTH)) {
        all.filter(path -> path.endsWith(MODEL)).map(Path::getParent).sorted().forEach(cases::add);
      }
    }
    return cases;
  }

  /** The data sets of a case, in the order of their numbers. */
  static List<Path> dataSets(Path folder) {
    return numbered(folder, "test_data_set_", "");
  }

  /** The files {@code prefix0suffix}, {@code prefix1suffix} and so on, as far as there are any. */
  static List<Path> numbered(Path folder, String prefix, String suffix) {
    List<Path> found = new ArrayList<>();
    for (int i = 0; Files.exists(folder.resolve(prefix + i + suffix)); i++) {
      found.add(folder.resolve(prefix + i + suffix));
    }
    return found;
  }
}
