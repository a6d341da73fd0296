package dev.lanewise.models.labels;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The name of each class, by its number from 0.
 *
 * @param names in the order of the network's output
 */
public record Labels(List<String> names) {
  /** Keeps a copy. */
  public Labels {
    names = List.copyOf(names);
  }

  /** These names. */
  public static Labels of(String... names) {
    return new Labels(List.of(names));
  }

  /** As many classes, called {@code class 0}, {@code class 1}, ... */
  public static Labels numbered(int count) {
    return new Labels(IntStream.range(0, count).mapToObj(i -> "class " + i).toList());
  }

  /**
   * Reads a text file with one name per line, in UTF-8; a last line may end without a line feed.
   *
   * @throws LabelFormatException if it is no such file, or larger than any list of names
   * @throws IOException if it cannot be read
   */
  public static Labels read(Path file) throws IOException {
    return LabelFile.read(file);
  }

  /** How many classes there are. */
  public int size() {
    return names.size();
  }

  /**
   * The name of a class.
   *
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public String get(int index) {
    return names.get(index);
  }

  /** The number of names and the first of them. */
  @Override
  public String toString() {
    return names.size() + " labels" + (names.isEmpty() ? "" : ": " + names.getFirst() + ", ...");
  }
}
