package dev.lanewise.models.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds pictures in folders, by how the files are named. */
public final class PictureFiles {
  /** How files must end, in any case, to be taken for pictures. */
  public static final List<String> EXTENSIONS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");

  private PictureFiles() {}

  /** Whether a regular file is named like a picture, and is not hidden. */
  public static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && EXTENSIONS.stream().anyMatch(name::endsWith)
        && Files.isRegularFile(file);
  }

  /**
   * The pictures in a folder and in all folders below it, in the order of their names.
   *
   * @throws IOException if a folder cannot be listed
   */
  public static List<Path> below(Path folder) throws IOException {
    List<Path> entries;
    try (Stream<Path> list = Files.list(folder)) {
      entries = list.sorted().toList();
    }
    List<Path> found = new ArrayList<>();
    for (Path entry : entries) {
      // A link to a folder above would never end.
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        found.addAll(below(entry));
      } else if (isPicture(entry)) {
        found.add(entry);
      }
    }
    return found;
  }
}
