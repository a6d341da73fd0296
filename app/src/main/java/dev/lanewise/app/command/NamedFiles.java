package dev.lanewise.app.command;

import dev.lanewise.app.cli.UsageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads values such as {@code input0=x.npy}, or {@code x.npy} where there is only one name, or a
 * file for each name in order.
 */
final class NamedFiles {
  private NamedFiles() {}

  /**
   * The file of each name that was given.
   *
   * @param option for messages
   * @param names those that the model has
   */
  static Map<String, Path> parse(String option, List<String> values, Collection<String> names) {
    return parse(option, values, names, List.of());
  }

  /**
   * The file of each name that was given.
   *
   * @param option for messages
   * @param names those that a value without a name may mean
   * @param furtherNames those that are meant only if they are given
   */
  static Map<String, Path> parse(
      String option,
      List<String> values,
      Collection<String> names,
      Collection<String> furtherNames) {
    Map<String, Path> files = new LinkedHashMap<>();
    if (names.size() > 1
        && values.size() == names.size()
        && values.stream().allMatch(value -> value.indexOf('=') < 0)) {
      Iterator<String> next = names.iterator();
      values.forEach(file -> files.put(next.next(), path(option, file)));
      return files;
    }
    for (String value : values) {
      String name =
          Stream.concat(names.stream(), furtherNames.stream())
              .filter(known -> value.startsWith(known + "="))
              .findFirst()
              .orElseGet(() -> onlyName(option, value, names));
      String file = value.startsWith(name + "=") ? value.substring(name.length() + 1) : value;
      if (files.put(name, path(option, file)) != null) {
        throw new UsageException("%s: '%s' is given twice".formatted(option, name));
      }
    }
    return files;
  }

  // A path may hold '=' as well, so only a known name in front of it counts.
  private static String onlyName(String option, String value, Collection<String> names) {
    if (names.size() == 1) {
      return names.iterator().next();
    }
    throw new UsageException(
        "%s: wanted a file for each in order, or NAME=FILE with one of the names %s, got '%s'"
            .formatted(option, names, value));
  }

  private static Path path(String option, String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // the same message as for nothing
    }
    throw new UsageException("%s: '%s' is no path".formatted(option, text));
  }
}
