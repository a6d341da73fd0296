package dev.lanewise.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The tables of the resource folder {@code targets}: what the project sets out to reach. */
public final class Targets {
  private Targets() {}

  /**
   * The rows of a table without its head.
   *
   * @param columns that each row must have
   */
  public static List<String[]> table(String name, int columns) {
    String path = "/dev/lanewise/bench/targets/" + name + ".tsv";
    try (InputStream in = Targets.class.getResourceAsStream(path)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).map(line -> cells(path, line, columns)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] cells(String path, String line, int columns) {
    String[] cells = line.split("\t", -1);
    if (cells.length != columns) {
      throw new IllegalStateException(
          "%s: wanted %d columns, got '%s'".formatted(path, columns, line));
    }
    return cells;
  }
}
