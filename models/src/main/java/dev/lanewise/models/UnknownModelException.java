package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import java.util.List;

/** No built-in network has the wanted name. */
public class UnknownModelException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /** Known names like the wanted one. */
  private final transient List<String> nearest;

  UnknownModelException(String message, List<String> nearest) {
    super(message);
    this.nearest = List.copyOf(nearest);
  }

  /** Known names like the wanted one, the nearest first; empty after deserialisation. */
  public List<String> nearest() {
    return nearest == null ? List.of() : nearest;
  }
}
