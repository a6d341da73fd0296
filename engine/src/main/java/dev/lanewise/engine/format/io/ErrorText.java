package dev.lanewise.engine.format.io;

/** Makes text from a hostile file fit into an error message of one line. */
public final class ErrorText {
  private static final int MAX_LENGTH = 120;

  private ErrorText() {}

  /**
   * Returns the text in single quotes, with control characters and unpaired surrogates escaped, cut
   * after 120 characters.
   */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder("'");
    text.codePoints()
        .limit(MAX_LENGTH)
        .forEach(
            c -> {
              if (isPrintable(c)) {
                out.appendCodePoint(c);
              } else {
                out.append("\\u%04x".formatted(c));
              }
            });
    return out.append(text.length() > MAX_LENGTH ? "...'" : "'").toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
