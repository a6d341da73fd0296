package dev.lanewise.kernels;

/** What a kernel says of a problem: that it takes it and at what cost, or why not. */
public sealed interface Verdict {
  /**
   * The kernel computes this problem.
   *
   * @param cost estimated time, in the time of one multiply-add at this machine's peak; only for
   *     comparison with other kernels on the same problem
   */
  record Accepted(double cost) implements Verdict {}

  /**
   * The kernel does not compute this problem.
   *
   * @param reason a short clause, such as {@code "stride is not 1"}
   */
  record Refused(String reason) implements Verdict {}

  /** The kernel computes this problem at this cost. */
  static Verdict accept(double cost) {
    return new Accepted(cost);
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
