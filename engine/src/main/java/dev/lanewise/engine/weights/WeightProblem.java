package dev.lanewise.engine.weights;

/**
 * One tensor by which a weights file and a graph differ.
 *
 * @param kind how they differ
 * @param name of the tensor, as the graph has it; as the file has it where the graph has none
 * @param wanted the shape, type or number that the graph wants; empty if it wants none
 * @param got what the file has; empty if it has none
 */
public record WeightProblem(Kind kind, String name, String wanted, String got) {
  /** How a tensor of a file differs from what a graph wants. */
  public enum Kind {
    /** The file lacks it. */
    MISSING("missing"),
    /** The graph has no such parameter. */
    UNEXPECTED("unexpected"),
    /** Its shape differs. */
    WRONG_SHAPE("wrong shape"),
    /** It is not floating-point. */
    WRONG_TYPE("wrong type"),
    /** The file has it under two names. */
    TWICE("twice");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** In words, in lower case. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** In one line. */
  @Override
  public String toString() {
    return kind
        + ": "
        + name
        + (wanted.isEmpty() ? "" : ", wanted " + wanted)
        + (got.isEmpty() ? "" : ", got " + got);
  }
}
