package dev.lanewise.engine.format;

import dev.lanewise.engine.LanewiseException;

/**
 * The content of a file is not what its format demands: truncated, malformed, inconsistent, beyond
 * a safety limit, or of another format.
 *
 * <p>Readers treat every file as hostile, so this is the only exception that the content of a file
 * can cause. A file that cannot be opened or read at all causes an {@link java.io.IOException}.
 */
public class ModelFormatException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message is one line that names the file and the place in it. */
  public ModelFormatException(String message) {
    super(message);
  }

  /** Creates an exception whose message is one line, caused by another failure. */
  public ModelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
