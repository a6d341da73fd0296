package dev.lanewise.models.image;

import dev.lanewise.engine.LanewiseException;

/** A picture that is broken, unsupported or larger than allowed; the message names the file. */
public class ImageFormatException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message where, what was wanted, what came, what to do
   */
  public ImageFormatException(String message) {
    super(message);
  }

  /**
   * @param message where, what was wanted, what came, what to do
   * @param cause the decoder's own failure
   */
  public ImageFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
