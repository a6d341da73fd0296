package dev.lanewise.engine.format.json;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.json.JsonValue.JsonArray;
import dev.lanewise.engine.format.json.JsonValue.JsonBoolean;
import dev.lanewise.engine.format.json.JsonValue.JsonNull;
import dev.lanewise.engine.format.json.JsonValue.JsonNumber;
import dev.lanewise.engine.format.json.JsonValue.JsonObject;
import dev.lanewise.engine.format.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict reader of JSON (RFC 8259) that trusts nothing.
 *
 * <p>Beyond the grammar it refuses duplicate keys, malformed UTF-8, lone surrogates, anything but
 * white space after the value, nesting deeper and values more numerous than its {@link Limits}. So
 * recursion and memory are bounded: a value costs at most about a hundred bytes beside its text.
 */
public final class JsonReader {
  /**
   * What a text may contain at most.
   *
   * @param depth levels of arrays and objects inside each other
   * @param values values of all kinds
   */
  public record Limits(int depth, int values) {
    /** 64 levels and a million values: enough for the header of any network. */
    public static final Limits DEFAULT = new Limits(64, 1_000_000);
  }

  private final byte[] text;
  private final String source;
  private final Limits limits;
  private final JsonStrings strings;
  private int pos;
  private int depth;
  private int values;

  private JsonReader(byte[] utf8, String source, Limits limits) {
    this.text = utf8;
    this.source = source;
    this.limits = limits;
    this.strings = new JsonStrings(utf8, this::error);
  }

  /**
   * Reads one value that fills the whole text.
   *
   * @param utf8 the text
   * @param source what the text is, to begin error messages with (a file name)
   * @throws ModelFormatException if the text is not exactly one JSON value or exceeds the limits
   */
  public static JsonValue read(byte[] utf8, String source, Limits limits) {
    JsonReader reader = new JsonReader(utf8, source, limits);
    JsonValue value = reader.value();
    reader.skipWhiteSpace();
    if (reader.pos < utf8.length) {
      throw reader.error(reader.pos, "wanted the end of the text after the value");
    }
    return value;
  }

  /** Reads one value with the {@link Limits#DEFAULT default limits}. */
  public static JsonValue read(String text, String source) {
    return read(text.getBytes(StandardCharsets.UTF_8), source, Limits.DEFAULT);
  }

  private JsonValue value() {
    skipWhiteSpace();
    if (++values > limits.values()) {
      throw error(pos, "more than " + limits.values() + " values, the limit");
    }
    int c = peek();
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonString(string());
      case 't' -> literal("true", new JsonBoolean(true));
      case 'f' -> literal("false", new JsonBoolean(false));
      case 'n' -> literal("null", new JsonNull());
      default -> {
        if (c == '-' || isDigit(c)) {
          yield number();
        }
        throw error(pos, "wanted a value");
      }
    };
  }

  private JsonObject object() {
    enter();
    Map<String, JsonValue> members = new LinkedHashMap<>();
    boolean more = !skip('}');
    while (more) {
      skipWhiteSpace();
      int start = pos;
      if (peek() != '"') {
        throw error(pos, "wanted a key in quotes");
      }
      String key = string();
      if (!skip(':')) {
        throw error(pos, "wanted ':' after a key");
      }
      if (members.put(key, value()) != null) {
        throw error(start, "the same key for the second time");
      }
      more = skip(',');
      if (!more && !skip('}')) {
        throw error(pos, "wanted ',' or '}'");
      }
    }
    depth--;
    return new JsonObject(Collections.unmodifiableMap(members));
  }

  private JsonArray array() {
    enter();
    List<JsonValue> elements = new ArrayList<>();
    boolean more = !skip(']');
    while (more) {
      elements.add(value());
      more = skip(',');
      if (!more && !skip(']')) {
        throw error(pos, "wanted ',' or ']'");
      }
    }
    depth--;
    return new JsonArray(Collections.unmodifiableList(elements));
  }

  private void enter() {
    if (++depth > limits.depth()) {
      throw error(pos, "more than " + limits.depth() + " levels of nesting, the limit");
    }
    pos++;
  }

  private String string() {
    String value = strings.read(pos + 1);
    pos = strings.end();
    return value;
  }

  private JsonNumber number() {
    int start = pos;
    if (peek() == '-') {
      pos++;
    }
    if (peek() == '0') {
      pos++;
    } else {
      digits();
    }
    if (peek() == '.') {
      pos++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      pos++;
      if (peek() == '+' || peek() == '-') {
        pos++;
      }
      digits();
    }
    return new JsonNumber(new String(text, start, pos - start, StandardCharsets.ISO_8859_1));
  }

  private void digits() {
    if (!isDigit(peek())) {
      throw error(pos, "wanted a digit");
    }
    while (isDigit(peek())) {
      pos++;
    }
  }

  private JsonValue literal(String word, JsonValue value) {
    for (int i = 0; i < word.length(); i++, pos++) {
      if (peek() != word.charAt(i)) {
        throw error(pos, "wanted '" + word + "'");
      }
    }
    return value;
  }

  private boolean skip(char c) {
    skipWhiteSpace();
    if (peek() != c) {
      return false;
    }
    pos++;
    return true;
  }

  private void skipWhiteSpace() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r') {
      pos++;
    }
  }

  /** Returns the byte at the position, or -1 behind the end. */
  private int peek() {
    return pos < text.length ? text[pos] & 0xFF : -1;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private ModelFormatException error(int at, String problem) {
    String got;
    if (at >= text.length) {
      got = "the end of the text";
    } else if (text[at] > ' ' && text[at] < 0x7F) {
      got = "'" + (char) text[at] + "'";
    } else {
      got = "byte 0x%02X".formatted(text[at] & 0xFF);
    }
    return new ModelFormatException(
        "%s: JSON at byte %d: %s, got %s".formatted(source, at, problem, got));
  }
}
