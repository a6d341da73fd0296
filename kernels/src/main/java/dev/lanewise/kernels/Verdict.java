package dev.lanewise.kernels;

/** What a kernel says of a problem: that it takes it, or why not. */
public sealed interface Verdict {
  /** The kernel computes this problem. */
  record Accepted() implements Verdict {}

  /**
   * The kernel does not compute this problem.
   *
   * @param reason a short clause, such as {@code "stride is not 1"}
   */
  record Refused(String reason) implements Verdict {}

  /** The kernel computes this problem. */
  static Verdict accept() {
    return new Accepted();
  }

  /** The kernel does not compute this problem, for this reason. */
  static Verdict refuse(String reason) {
    return new Refused(reason);
  }

  /** Whether this is an acceptance. */
  default boolean accepted() {
    return this instanceof Accepted;
  }
}
