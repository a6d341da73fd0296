package dev.lanewise.engine.format.json;

import dev.lanewise.engine.format.json.JsonValue.JsonArray;
import dev.lanewise.engine.format.json.JsonValue.JsonBoolean;
import dev.lanewise.engine.format.json.JsonValue.JsonNull;
import dev.lanewise.engine.format.json.JsonValue.JsonNumber;
import dev.lanewise.engine.format.json.JsonValue.JsonObject;
import dev.lanewise.engine.format.json.JsonValue.JsonString;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes {@link JsonValue}s as text: members in their order, only the escapes that JSON demands.
 */
public final class JsonWriter {
  private final StringBuilder out = new StringBuilder();
  private final boolean indent;

  private JsonWriter(boolean indent) {
    this.indent = indent;
  }

  /** Returns the value on one line, without any white space between tokens. */
  public static String compact(JsonValue value) {
    return write(value, false);
  }

  /** Returns the value over several lines, indented by two spaces for each level. */
  public static String indented(JsonValue value) {
    return write(value, true);
  }

  private static String write(JsonValue value, boolean indent) {
    JsonWriter writer = new JsonWriter(indent);
    writer.value(value, 0);
    return writer.out.toString();
  }

  private void value(JsonValue value, int level) {
    switch (value) {
      case JsonObject(var members) -> {
        var entries = members.entrySet().iterator();
        list('{', '}', level, entries, () -> member(entries, level + 1));
      }
      case JsonArray(var elements) -> {
        var rest = elements.iterator();
        list('[', ']', level, rest, () -> value(rest.next(), level + 1));
      }
      case JsonString(var text) -> string(text);
      case JsonNumber(var text) -> out.append(text);
      case JsonBoolean(var bool) -> out.append(bool);
      case JsonNull() -> out.append("null");
    }
  }

  private void list(char open, char close, int level, Iterator<?> items, Runnable writeNext) {
    out.append(open);
    boolean any = items.hasNext();
    while (items.hasNext()) {
      lineBreak(level + 1);
      writeNext.run();
      if (items.hasNext()) {
        out.append(',');
      }
    }
    if (any) {
      lineBreak(level);
    }
    out.append(close);
  }

  private void member(Iterator<Map.Entry<String, JsonValue>> entries, int level) {
    var entry = entries.next();
    string(entry.getKey());
    out.append(indent ? ": " : ":");
    value(entry.getValue(), level);
  }

  private void lineBreak(int level) {
    if (indent) {
      out.append('\n').repeat("  ", level);
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
