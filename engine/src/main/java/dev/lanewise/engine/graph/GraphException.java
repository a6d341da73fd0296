package dev.lanewise.engine.graph;

import dev.lanewise.engine.LanewiseException;

/** A graph that does not fit together: a wrong shape, an unknown value, a name used twice. */
public class GraphException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message is one line that names the node. */
  public GraphException(String message) {
    super(message);
  }

  /** Creates an exception whose message is one line, caused by another failure. */
  public GraphException(String message, Throwable cause) {
    super(message, cause);
  }
}
