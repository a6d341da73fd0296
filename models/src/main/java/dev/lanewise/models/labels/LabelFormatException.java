package dev.lanewise.models.labels;

import dev.lanewise.engine.LanewiseException;

/** A file of class names that is none; the message names the file and the line. */
public class LabelFormatException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message where, what was wanted, what came, what to do
   */
  public LabelFormatException(String message) {
    super(message);
  }

  /**
   * @param message where, what was wanted, what came, what to do
   * @param cause the decoder's own failure
   */
  public LabelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
