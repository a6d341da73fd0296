package dev.lanewise.models.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name with parts left open: {@code {x}} stands for one character or more but no dot or slash,
 * {@code {x*}} for any. Every part occurs once.
 */
final class NamePattern {
  private static final Pattern PART = Pattern.compile("\\{([a-z]+)(\\*?)}");

  private final String text;
  private final Pattern pattern;
  private final List<String> parts = new ArrayList<>();

  NamePattern(String text) {
    this.text = text;
    StringBuilder regex = new StringBuilder();
    int end = 0;
    for (MatchResult part : PART.matcher(text).results().toList()) {
      regex.append(Pattern.quote(text.substring(end, part.start())));
      regex.append(part.group(2).isEmpty() ? "([^./]+)" : "(.+)");
      parts.add(part.group(1));
      end = part.end();
    }
    this.pattern = Pattern.compile(regex.append(Pattern.quote(text.substring(end))).toString());
  }

  /** The names of the open parts, in their order. */
  List<String> parts() {
    return parts;
  }

  /** What the parts stand for in a name, or nothing if the name is not like this pattern. */
  Optional<Map<String, String>> match(String name) {
    Matcher matcher = pattern.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      values.put(parts.get(i), matcher.group(i + 1));
    }
    return Optional.of(values);
  }

  /** The name with these parts. */
  String fill(Map<String, String> values) {
    return PART.matcher(text)
        .replaceAll(part -> Matcher.quoteReplacement(values.get(part.group(1))));
  }

  @Override
  public String toString() {
    return text;
  }
}
