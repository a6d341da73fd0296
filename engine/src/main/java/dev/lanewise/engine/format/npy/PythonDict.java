package dev.lanewise.engine.format.npy;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ErrorText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parses the Python dictionary in an .npy header: string keys, and as values strings without
 * escapes, {@code True}, {@code False} and tuples of non-negative integers. Nothing is nested.
 */
final class PythonDict {
  private static final int MAX_DIMS = 64; // NumPy's own limit

  private final String text;
  private final String path;
  private int pos;

  PythonDict(String text, String path) {
    this.text = text;
    this.path = path;
  }

  /** Returns the entries; a value is a {@code String}, a {@code Boolean} or a {@code long[]}. */
  Map<String, Object> parse() {
    Map<String, Object> entries = new LinkedHashMap<>();
    expect('{');
    while (!skip('}')) {
      String key = string();
      expect(':');
      if (entries.put(key, value()) != null) {
        throw error("the key " + ErrorText.quote(key) + " for the second time");
      }
      if (!skip(',')) {
        expect('}');
        break;
      }
    }
    skipSpace();
    if (pos < text.length()) {
      throw error("wanted the end of the header");
    }
    return entries;
  }

  private Object value() {
    skipSpace();
    return switch (peek()) {
      case '\'', '"' -> string();
      case '(' -> tuple();
      case 'T' -> literal("True", true);
      case 'F' -> literal("False", false);
      case '[' -> throw error("arrays of records are not supported; save one array of numbers");
      default -> throw error("wanted a string, True, False or a tuple");
    };
  }

  private String string() {
    skipSpace();
    int quote = peek();
    if (quote != '\'' && quote != '"') {
      throw error("wanted a string in quotes");
    }
    int end = text.indexOf(quote, pos + 1);
    if (end < 0) {
      throw error("wanted a closing quote");
    }
    String value = text.substring(pos + 1, end);
    if (value.indexOf('\\') >= 0) {
      throw error("wanted no escapes in strings");
    }
    pos = end + 1;
    return value;
  }

  private long[] tuple() {
    expect('(');
    long[] values = new long[MAX_DIMS];
    int count = 0;
    boolean comma = true;
    while (!skip(')')) {
      if (!comma) {
        throw error("wanted ',' or ')'");
      }
      if (count == MAX_DIMS) {
        throw error("more than " + MAX_DIMS + " dimensions, the limit");
      }
      values[count++] = integer();
      comma = skip(',');
    }
    if (count == 1 && !comma) {
      throw error("wanted a tuple: one value needs a comma, as in (3,)");
    }
    return Arrays.copyOf(values, count);
  }

  private long integer() {
    skipSpace();
    int start = pos;
    while (peek() >= '0' && peek() <= '9') {
      pos++;
    }
    try {
      long value = Long.parseLong(text, start, pos, 10);
      if (peek() == 'L') { // Python 2 marks long integers so
        pos++;
      }
      return value;
    } catch (NumberFormatException e) {
      pos = start;
      throw error("wanted an integer from 0 to 2^63-1");
    }
  }

  private boolean literal(String word, boolean value) {
    if (!text.startsWith(word, pos)) {
      throw error("wanted " + word);
    }
    pos += word.length();
    return value;
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw error("wanted '" + c + "'");
    }
  }

  private boolean skip(char c) {
    skipSpace();
    if (peek() != c) {
      return false;
    }
    pos++;
    return true;
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r') {
      pos++;
    }
  }

  private int peek() {
    return pos < text.length() ? text.charAt(pos) : -1;
  }

  private ModelFormatException error(String problem) {
    String got = pos < text.length() ? ErrorText.quote(text.substring(pos, pos + 1)) : "the end";
    return new ModelFormatException(
        "%s: npy header at character %d: %s, got %s".formatted(path, pos, problem, got));
  }
}
