package dev.lanewise.models.labels;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads lists of names, one per line, and refuses what is no such list. */
final class LabelFile {
  static final int MAX_BYTES = 4 << 20;
  private static final int MAX_CHARACTERS = 1000;

  private LabelFile() {}

  static Labels read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    return parse(bytes, file.toString());
  }

  /**
   * Parses the content of a file.
   *
   * @param name of the file, for messages
   */
  static Labels parse(byte[] bytes, String name) {
    if (bytes.length > MAX_BYTES) {
      throw new LabelFormatException(
          "%s: wanted a text file with one label per line, of at most %d bytes"
              .formatted(name, MAX_BYTES));
    }
    String text = decode(bytes, name);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    List<String> names = text.lines().map(String::strip).toList();
    while (!names.isEmpty() && names.getLast().isEmpty()) {
      names = names.subList(0, names.size() - 1);
    }
    if (names.isEmpty()) {
      throw new LabelFormatException(name + ": wanted one label per line, but there is none");
    }
    for (int i = 0; i < names.size(); i++) {
      check(names.get(i), name + ": line " + (i + 1));
    }
    return new Labels(names);
  }

  private static String decode(byte[] bytes, String name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new LabelFormatException(
          name + ": wanted a text file in UTF-8 with one label per line, but its bytes are none",
          e);
    }
  }

  private static void check(String label, String where) {
    if (label.isEmpty()) {
      throw new LabelFormatException(
          where + " is empty; each line is the label of one class, so remove it or name the class");
    }
    if (label.length() > MAX_CHARACTERS) {
      throw new LabelFormatException(
          "%s has %d characters; wanted one label of at most %d per line"
              .formatted(where, label.length(), MAX_CHARACTERS));
    }
    label
        .chars()
        .filter(c -> Character.isISOControl(c) && c != '\t')
        .findFirst()
        .ifPresent(
            c -> {
              throw new LabelFormatException(
                  "%s holds the control character U+%04X; wanted text".formatted(where, c));
            });
  }
}
