package dev.lanewise.engine.format.json;

import dev.lanewise.engine.format.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;

/** Reads the strings inside a JSON text: UTF-8 runs and escapes. */
final class JsonStrings {
  private final byte[] text;
  private final BiFunction<Integer, String, ModelFormatException> error;
  // A new decoder reports malformed input, unlike the String constructors, which replace it.
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private int pos;

  JsonStrings(byte[] text, BiFunction<Integer, String, ModelFormatException> error) {
    this.text = text;
    this.error = error;
  }

  /** Returns the position behind the closing quote of the last string read. */
  int end() {
    return pos;
  }

  /** Reads the string whose first character, behind the opening quote, is at {@code start}. */
  String read(int start) {
    pos = start;
    String first = run();
    if (text[pos] == '"') {
      pos++;
      return first;
    }
    StringBuilder out = new StringBuilder(first);
    while (text[pos] != '"') {
      escape(out);
      out.append(run());
    }
    pos++;
    return out.toString();
  }

  /** Reads up to the next quote or backslash, where the position stays. */
  private String run() {
    int start = pos;
    boolean ascii = true;
    while (true) {
      if (pos >= text.length) {
        throw error.apply(pos, "wanted '\"' to end the string that holds byte " + start);
      }
      byte b = text[pos];
      if (b == '"' || b == '\\') {
        break;
      }
      if (b >= 0 && b < ' ') {
        throw error.apply(pos, "wanted control characters in strings to be escaped");
      }
      ascii &= b >= 0;
      pos++;
    }
    if (ascii) {
      return new String(text, start, pos - start, StandardCharsets.ISO_8859_1);
    }
    try {
      return utf8.decode(ByteBuffer.wrap(text, start, pos - start)).toString();
    } catch (CharacterCodingException malformed) {
      throw error.apply(start, "wanted UTF-8 in the string from here to byte " + pos);
    }
  }

  private void escape(StringBuilder out) {
    int at = pos;
    int c = at + 1 < text.length ? text[at + 1] : -1;
    pos += 2;
    switch (c) {
      case '"', '\\', '/' -> out.append((char) c);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> unicode(at, out);
      default -> throw error.apply(at + 1, "wanted one of \"\\/bfnrtu after a backslash");
    }
  }

  private void unicode(int at, StringBuilder out) {
    char first = hex4();
    out.append(first);
    if (Character.isHighSurrogate(first)
        && pos + 1 < text.length
        && text[pos] == '\\'
        && text[pos + 1] == 'u') {
      pos += 2;
      char second = hex4();
      if (Character.isLowSurrogate(second)) {
        out.append(second);
        return;
      }
    }
    if (Character.isSurrogate(first)) {
      throw error.apply(at, "wanted two surrogates in a pair");
    }
  }

  private char hex4() {
    int value = 0;
    for (int end = pos + 4; pos < end; pos++) {
      int digit = pos < text.length ? Character.digit((char) (text[pos] & 0xFF), 16) : -1;
      if (digit < 0) {
        throw error.apply(pos, "wanted four hexadecimal digits after \\u");
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }
}
