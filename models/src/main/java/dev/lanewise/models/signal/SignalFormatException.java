package dev.lanewise.models.signal;

import dev.lanewise.engine.LanewiseException;

/** A recording that is broken, unsupported or larger than allowed; the message names the file. */
public final class SignalFormatException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message where, what was wanted, what came, what to do
   */
  public SignalFormatException(String message) {
    super(message);
  }
}
