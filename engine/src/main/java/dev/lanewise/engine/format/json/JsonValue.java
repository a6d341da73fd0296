package dev.lanewise.engine.format.json;

import dev.lanewise.engine.format.ModelFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One JSON value; immutable. Match on the records with a {@code switch}, or use the {@code as...}
 * methods where one kind is wanted and any other is an error.
 */
public sealed interface JsonValue {

  /** Members in the order of the text. */
  record JsonObject(Map<String, JsonValue> members) implements JsonValue {}

  /** Elements in order. */
  record JsonArray(List<JsonValue> elements) implements JsonValue {}

  /** Text without quotes and escapes. */
  record JsonString(String value) implements JsonValue {}

  /** A number in its JSON spelling, so that 64-bit integers lose nothing. */
  record JsonNumber(String text) implements JsonValue {
    /** Returns true if this is an integer that fits a {@code long}; {@code 1.0} is none. */
    public boolean isLong() {
      try {
        Long.parseLong(text);
        return true;
      } catch (NumberFormatException notAnInteger) {
        return false;
      }
    }
  }

  /** {@code true} or {@code false}. */
  record JsonBoolean(boolean value) implements JsonValue {}

  /** {@code null}. */
  record JsonNull() implements JsonValue {}

  /**
   * Returns the value that stands for plain Java objects: {@code Map} with {@code String} keys (in
   * its order), {@code Iterable}, {@code String}, finite {@code Number}, {@code Boolean}, {@code
   * null}, and {@code JsonValue} itself.
   *
   * @throws IllegalArgumentException for any other object, and for NaN and infinities
   */
  static JsonValue of(Object object) {
    return switch (object) {
      case null -> new JsonNull();
      case JsonValue value -> value;
      case String text -> new JsonString(text);
      case Boolean bool -> new JsonBoolean(bool);
      case Double d when !Double.isFinite(d) -> throw notJson(d);
      case Float f when !Float.isFinite(f) -> throw notJson(f);
      case Number number -> new JsonNumber(number.toString());
      case Map<?, ?> map -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        map.forEach((key, value) -> members.put((String) key, of(value)));
        yield new JsonObject(members);
      }
      case Iterable<?> iterable -> {
        List<JsonValue> elements = new ArrayList<>();
        iterable.forEach(element -> elements.add(of(element)));
        yield new JsonArray(elements);
      }
      default -> throw notJson(object);
    };
  }

  private static IllegalArgumentException notJson(Object object) {
    return new IllegalArgumentException(
        "no JSON for " + object + " (" + object.getClass().getName() + ")");
  }

  /** Returns the members of an object. */
  default Map<String, JsonValue> asObject() {
    return this instanceof JsonObject(var members) ? members : fail("an object");
  }

  /** Returns the elements of an array. */
  default List<JsonValue> asArray() {
    return this instanceof JsonArray(var elements) ? elements : fail("an array");
  }

  /** Returns the text of a string. */
  default String asString() {
    return this instanceof JsonString(var value) ? value : fail("a string");
  }

  /** Returns an integer that fits a {@code long}; {@code 1.0} and {@code 1e3} are refused. */
  default long asLong() {
    return this instanceof JsonNumber number && number.isLong()
        ? Long.parseLong(number.text())
        : fail("an integer");
  }

  /** Returns a number, rounded to the nearest {@code double}. */
  default double asDouble() {
    return this instanceof JsonNumber(var text) ? Double.parseDouble(text) : fail("a number");
  }

  /** Returns the kind of this value in words, for error messages. */
  default String kind() {
    return switch (this) {
      case JsonObject o -> "an object";
      case JsonArray a -> "an array";
      case JsonString s -> "a string";
      case JsonNumber n -> "a number";
      case JsonBoolean b -> "a boolean";
      case JsonNull n -> "null";
    };
  }

  private <T> T fail(String wanted) {
    throw new ModelFormatException("JSON: wanted " + wanted + ", got " + kind());
  }
}
