package dev.lanewise.engine.format.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void everyKindOfValue() {
    var root =
        read(" {\"a\": [1, -2.5e+3, true, false, null, \"x\\u00e9\\ud83d\\ude00\\n"
                + "/\\/\"], \"\": {}} ")
            .asObject();
    List<JsonValue> a = root.get("a").asArray();
    assertEquals(1, a.get(0).asLong());
    assertEquals(-2500, a.get(1).asDouble());
    assertEquals(new JsonValue.JsonBoolean(true), a.get(2));
    assertEquals(new JsonValue.JsonBoolean(false), a.get(3));
    assertEquals(new JsonValue.JsonNull(), a.get(4));
    assertEquals("x\u00e9\ud83d\ude00\n//", a.get(5).asString());
    assertTrue(root.get("").asObject().isEmpty());
  }

  @Test
  void utf8() {
    assertEquals("π € 😀", read("\"π € 😀\"").asString());
  }

  @Test
  void numbersKeepTheirPrecision() {
    assertEquals(Long.MAX_VALUE, read("9223372036854775807").asLong());
    assertEquals(Long.MIN_VALUE, read("-9223372036854775808").asLong());
    assertThrows(ModelFormatException.class, () -> read("9223372036854775808").asLong());
    assertThrows(ModelFormatException.class, () -> read("1.0").asLong());
    assertEquals(0.1, read("0.1").asDouble());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x10",
        "NaN",
        "Infinity",
        "tru",
        "truex",
        "nul",
        "True",
        "'a'",
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"\\ud800x\"",
        "\"\n\"",
        "\"\u0000\"",
        "1 2",
        "{}{}",
        "// c\n1",
        "\u00a01",
        "\ufeff1",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":null}"
      })
  void malformedTextIsRefused(String text) {
    var e = assertThrows(ModelFormatException.class, () -> read(text));
    assertTrue(e.getMessage().matches("source: JSON at byte \\d+: .+, got .+"), e.getMessage());
  }

  @Test
  void malformedUtf8IsRefused() {
    for (String hex : List.of("80", "c0af", "c3", "eda080", "f5808080", "ff")) {
      byte[] middle = HexFormat.of().parseHex(hex);
      byte[] text = new byte[middle.length + 2];
      text[0] = '"';
      System.arraycopy(middle, 0, text, 1, middle.length);
      text[text.length - 1] = '"';
      var e =
          assertThrows(
              ModelFormatException.class,
              () -> JsonReader.read(text, "source", JsonReader.Limits.DEFAULT),
              hex);
      assertTrue(e.getMessage().contains("wanted UTF-8"), e.getMessage());
    }
  }

  @Test
  void errorSaysWhere() {
    var e = assertThrows(ModelFormatException.class, () -> read("{\"a\": [1, 2}"));
    assertEquals("source: JSON at byte 11: wanted ',' or ']', got '}'", e.getMessage());
    e = assertThrows(ModelFormatException.class, () -> read("{\"a\": [1, 2"));
    assertEquals(
        "source: JSON at byte 11: wanted ',' or ']', got the end of the text", e.getMessage());
  }

  @Test
  void errorSaysWhatIsWanted() {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("\"abc", "byte 4: wanted '\"' to end the string that holds byte 1, got the end");
    wanted.put(
        "\"\t\"", "byte 1: wanted control characters in strings to be escaped, got byte 0x09");
    wanted.put("\"\\x\"", "byte 2: wanted one of \"\\/bfnrtu after a backslash, got 'x'");
    wanted.put("\"\\u12g4\"", "byte 5: wanted four hexadecimal digits after \\u, got 'g'");
    wanted.put("\"\\ud800x\"", "byte 1: wanted two surrogates in a pair, got '\\'");
    wanted.put("1 2", "byte 2: wanted the end of the text after the value, got '2'");
    wanted.put("[?]", "byte 1: wanted a value, got '?'");
    wanted.put("{a:1}", "byte 1: wanted a key in quotes, got 'a'");
    wanted.put("{\"a\" 1}", "byte 5: wanted ':' after a key, got '1'");
    wanted.put("{\"a\":1,\"a\":2}", "byte 7: the same key for the second time");
    wanted.put("{\"a\":1 2}", "byte 7: wanted ',' or '}', got '2'");
    wanted.put("-x", "byte 1: wanted a digit, got 'x'");
    wanted.put("trux", "byte 3: wanted 'true', got 'x'");
    wanted.forEach(
        (text, part) -> {
          var e = assertThrows(ModelFormatException.class, () -> read(text), text);
          assertTrue(e.getMessage().startsWith("source: JSON at " + part), e.getMessage());
        });
  }

  @Test
  void depthIsLimited() {
    assertEquals(1, read("[".repeat(64) + "]".repeat(64)).asArray().size());
    for (String open : List.of("[", "{\"a\":")) {
      var e = assertThrows(ModelFormatException.class, () -> read(open.repeat(1_000_000)));
      assertTrue(e.getMessage().contains("more than 64 levels"), e.getMessage());
    }
  }

  @Test
  void numberOfValuesIsLimited() {
    var limits = new JsonReader.Limits(2, 5);
    byte[] text = "[1,2,3,4]".getBytes(StandardCharsets.UTF_8);
    assertEquals(4, JsonReader.read(text, "source", limits).asArray().size());
    byte[] more = "[1,2,3,4,5]".getBytes(StandardCharsets.UTF_8);
    var e = assertThrows(ModelFormatException.class, () -> JsonReader.read(more, "source", limits));
    assertTrue(e.getMessage().contains("more than 5 values"), e.getMessage());
  }

  @Property
  void writtenValuesReadBack(@ForAll("values") JsonValue value) {
    assertEquals(value, read(JsonWriter.compact(value)));
    assertEquals(value, read(JsonWriter.indented(value)));
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    readOrRefuse(bytes);
  }

  @Property
  void mutatedTextIsReadOrRefused(
      @ForAll("values") JsonValue value, @ForAll int place, @ForAll byte replacement) {
    byte[] bytes = JsonWriter.compact(value).getBytes(StandardCharsets.UTF_8);
    int at = Math.floorMod(place, bytes.length);
    readOrRefuse(Arrays.copyOf(bytes, at));
    bytes[at] = replacement;
    readOrRefuse(bytes);
  }

  private static void readOrRefuse(byte[] bytes) {
    try {
      JsonReader.read(bytes, "source", JsonReader.Limits.DEFAULT);
    } catch (ModelFormatException refused) {
      assertTrue(refused.getMessage().startsWith("source: JSON at byte "), refused.getMessage());
    }
  }

  @Provide
  Arbitrary<JsonValue> values() {
    Arbitrary<String> texts = Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(8);
    Arbitrary<JsonValue> leaves =
        Arbitraries.oneOf(
            texts.map(JsonValue::of),
            Arbitraries.longs().map(JsonValue::of),
            Arbitraries.doubles().map(JsonValue::of),
            Arbitraries.of(true, false).map(JsonValue::of),
            Arbitraries.just(JsonValue.of(null)));
    return Arbitraries.recursive(
        () -> leaves,
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(3).map(JsonValue::of),
                Arbitraries.maps(texts, inner).ofMaxSize(3).map(JsonValue::of)),
        0,
        3);
  }

  private static char[] surrogates() {
    char[] chars = new char[0x800];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) (Character.MIN_SURROGATE + i);
    }
    return chars;
  }

  @Test
  void writtenForms() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", List.of(1, 2.5, "q\"\\\t\u0001"));
    map.put("a", List.of());
    map.put("c", null);
    JsonValue value = JsonValue.of(map);
    assertEquals(
        "{\"b\":[1,2.5,\"q\\\"\\\\\\t\\u0001\"],\"a\":[],\"c\":null}", JsonWriter.compact(value));
    assertEquals(
        """
        {
          "b": [
            1,
            2.5,
            "q\\"\\\\\\t\\u0001"
          ],
          "a": [],
          "c": null
        }\
        """,
        JsonWriter.indented(value));
    for (Object none : List.of(Double.NaN, Float.NEGATIVE_INFINITY, List.of(new byte[0]))) {
      var e = assertThrows(IllegalArgumentException.class, () -> JsonValue.of(none));
      assertTrue(
          e.getMessage().matches("no JSON for (NaN|-Infinity|\\[B@.*) \\(.+\\)"), e.getMessage());
    }
  }

  @Test
  void wrongKindIsNamed() {
    assertWrong("a string, got an array", () -> read("[]").asString());
    assertWrong("an object, got a boolean", () -> read("true").asObject());
    assertWrong("an array, got null", () -> read("null").asArray());
    assertWrong("an integer, got a number", () -> read("1.0").asLong());
    assertWrong("a number, got a string", () -> read("\"1\"").asDouble());
    assertWrong("a number, got an object", () -> read("{}").asDouble());
  }

  private static void assertWrong(String wanted, Executable call) {
    var e = assertThrows(ModelFormatException.class, call);
    assertEquals("JSON: wanted " + wanted, e.getMessage());
  }

  private static JsonValue read(String text) {
    return JsonReader.read(text, "source");
  }
}
