package dev.lanewise.app.doctor;

/**
 * One thing that was looked at.
 *
 * @param subject what, in a word or two
 * @param state what was seen
 * @param cure what is wrong and what to do about it; empty if all is well
 */
public record Finding(String subject, String state, String cure) {
  static Finding good(String subject, String state) {
    return new Finding(subject, state, "");
  }

  static Finding wrong(String subject, String state, String cure) {
    return new Finding(subject, state, cure);
  }

  /** Whether nothing is to be done. */
  public boolean isGood() {
    return cure.isEmpty();
  }
}
