package dev.lanewise.models.video;

import dev.lanewise.engine.LanewiseException;

/** A stream of frames that is broken, unsupported or larger than allowed. */
public final class VideoFormatException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message where, what was wanted, what came, what to do
   */
  public VideoFormatException(String message) {
    super(message);
  }
}
