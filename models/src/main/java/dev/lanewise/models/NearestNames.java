package dev.lanewise.models;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that a person may have meant. */
final class NearestNames {
  private static final int SHOWN_NAMES = 3;
  private static final int SHOWN_CHARACTERS = 60;

  private NearestNames() {}

  /** The exception for a name that is not among the known ones. */
  static UnknownModelException unknown(String name, Collection<String> known) {
    List<String> nearest = find(name, known);
    String message =
        "unknown model '%s'; the nearest of %d known names are: %s"
            .formatted(printable(name), known.size(), String.join(", ", nearest));
    return new UnknownModelException(message, nearest);
  }

  /**
   * Three known names, without regard to case, '-', '_' and the like: those that begin so come
   * first, then the nearest.
   */
  static List<String> find(String name, Collection<String> known) {
    String wanted = bare(brief(name));
    return known.stream()
        .sorted(
            Comparator.comparing((String candidate) -> !bare(candidate).startsWith(wanted))
                .thenComparingInt(candidate -> distance(wanted, bare(candidate))))
        .limit(SHOWN_NAMES)
        .toList();
  }

  /** Insertions, deletions and replacements from one text to the other (Levenshtein 1966). */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static String brief(String name) {
    return name.substring(0, Math.min(name.length(), SHOWN_CHARACTERS));
  }

  /** Short, and without what would confuse a terminal. */
  private static String printable(String name) {
    String text = brief(name).replaceAll("\\p{Cntrl}", "?");
    return text.length() < name.length() ? text + "..." : text;
  }
}
