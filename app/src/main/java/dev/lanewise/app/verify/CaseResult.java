package dev.lanewise.app.verify;

import java.util.Locale;

/**
 * What became of a case.
 *
 * @param name the folder, as it was found
 * @param status what became of it
 * @param detail why it did not pass, else how near the outputs are
 */
public record CaseResult(String name, Status status, String detail) {
  /** What can become of a case. */
  public enum Status {
    /** All outputs are as expected. */
    PASSED,
    /** An output is not, or the case cannot be read or run. */
    FAILED,
    /** The model has operators that Lanewise does not know. */
    UNSUPPORTED;

    /** The name in reports. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
