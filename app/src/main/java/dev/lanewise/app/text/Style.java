package dev.lanewise.app.text;

/**
 * How text may look: with ANSI colours or without, with block characters or in ASCII.
 *
 * @param colour whether escape sequences are understood
 * @param blocks whether the encoding has the block characters
 */
public record Style(boolean colour, boolean blocks) {
  /** Plain ASCII without colours. */
  public static final Style PLAIN = new Style(false, false);

  /** The character of a full cell in a bar. */
  public static final char FULL_BLOCK = '\u2588';

  private static final String ESCAPE = "\u001b[";
  // From one eighth to seven eighths of a cell, growing from the left.
  private static final String PARTIAL_BLOCKS = "\u258f\u258e\u258d\u258c\u258b\u258a\u2589";

  /** Bright text. */
  public String strong(String text) {
    return escape("1", text);
  }

  /** Text for what matters less. */
  public String faint(String text) {
    return escape("2", text);
  }

  /** Text for what is well. */
  public String good(String text) {
    return escape("32", text);
  }

  /** Text for what is wrong. */
  public String bad(String text) {
    return escape("31", text);
  }

  private String escape(String code, String text) {
    return colour ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
  }

  /**
   * A horizontal bar without trailing blanks.
   *
   * @param fraction 0 to 1; NaN counts as 0
   * @param width cells of a full bar
   */
  public String bar(double fraction, int width) {
    int steps = blocks ? 8 : 1;
    int filled = (int) Math.round(Math.clamp(fraction, 0, 1) * width * steps);
    String full = (blocks ? String.valueOf(FULL_BLOCK) : "#").repeat(filled / steps);
    return filled % steps == 0 ? full : full + PARTIAL_BLOCKS.charAt(filled % steps - 1);
  }
}
