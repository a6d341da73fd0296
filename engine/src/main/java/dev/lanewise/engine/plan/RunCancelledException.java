package dev.lanewise.engine.plan;

import dev.lanewise.engine.LanewiseException;

/**
 * A run was interrupted between two steps. The interrupt status is cleared, as with {@link
 * InterruptedException}; the session can be used again.
 */
public class RunCancelledException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with its one-line message. */
  public RunCancelledException(String message) {
    super(message);
  }
}
