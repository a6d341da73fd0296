package dev.lanewise.models.data;

import dev.lanewise.engine.LanewiseException;

/** A dataset that is damaged, or none that is known; the message names the file. */
public final class DatasetException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message where, what was wanted, what came, what to do
   */
  public DatasetException(String message) {
    super(message);
  }
}
