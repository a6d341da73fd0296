package dev.lanewise.models.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads {@code mappings.txt}, which says what its lines mean. */
final class NameMappings {
  private static final String RESOURCE = "mappings.txt";

  private final List<NameMapping> mappings = new ArrayList<>();
  private String title = "";
  private List<String> models = List.of();
  private List<List<NameRule>> passes = new ArrayList<>();

  private NameMappings() {}

  /** All mappings, in the order of the file. */
  static List<NameMapping> all() {
    return Holder.ALL;
  }

  private static final class Holder {
    static final List<NameMapping> ALL = load();
  }

  private static List<NameMapping> load() {
    try (InputStream in = NameMappings.class.getResourceAsStream(RESOURCE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses mappings.
   *
   * @throws IllegalArgumentException if a line is wrong
   */
  static List<NameMapping> parse(String text) {
    NameMappings reader = new NameMappings();
    text.lines().map(String::strip).forEach(reader::line);
    reader.end();
    return List.copyOf(reader.mappings);
  }

  private void line(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith("mapping ")) {
      end();
      title = line.substring("mapping ".length());
    } else if (line.startsWith("for ")) {
      models =
          Arrays.stream(line.substring("for ".length()).split(",")).map(String::strip).toList();
    } else if (line.equals("then")) {
      passes.add(new ArrayList<>());
    } else {
      passes.getLast().add(rule(line));
    }
  }

  private static NameRule rule(String line) {
    String[] sides = line.split(" -> ");
    String[] ours = sides[sides.length - 1].split(" : ");
    if (sides.length != 2 || ours.length > 2) {
      throw new IllegalArgumentException("wanted THEIRS -> OURS, got: " + line);
    }
    TensorChange change =
        ours.length == 1
            ? TensorChange.NONE
            : TensorChange.valueOf(ours[1].strip().toUpperCase(Locale.ROOT));
    return new NameRule(
        new NamePattern(sides[0].strip()), new NamePattern(ours[0].strip()), change);
  }

  private void end() {
    if (!title.isEmpty()) {
      mappings.add(new NameMapping(title, models, passes));
    }
    title = "";
    models = List.of();
    passes = new ArrayList<>();
    passes.add(new ArrayList<>());
  }
}
