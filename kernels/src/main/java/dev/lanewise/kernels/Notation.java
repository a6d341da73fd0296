package dev.lanewise.kernels;

/**
 * The numbers in a problem line. One number stands for all axes; otherwise there is one for each
 * axis that the input has.
 *
 * @param what the kind of problem, for errors
 * @param line the whole line, for errors
 */
record Notation(String what, String line) {
  /** Regular expression of one number to three, one for each axis. */
  static final String AXES = "\\d+(?:x\\d+){0,2}";

  /** The number that a run of digits stands for. */
  int number(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          this + ": " + digits + " is above the largest number, " + Integer.MAX_VALUE, e);
    }
  }

  /** How many axes a field gives numbers for. */
  static int rank(String axes) {
    return axes.split("x").length;
  }

  /**
   * The numbers along all three axes.
   *
   * @param axes the field, or null if it was left out
   * @param neutral for the leading axes that the rank leaves out, and for a field left out
   */
  Extent axes(String axes, int rank, int neutral) {
    String[] given = axes == null ? new String[] {"" + neutral} : axes.split("x");
    if (given.length != 1 && given.length != rank) {
      throw new IllegalArgumentException(
          this + ": wanted one number or " + rank + " per field, but one has " + given.length);
    }
    int[] all = {neutral, neutral, neutral};
    for (int i = 0; i < rank; i++) {
      all[3 - rank + i] = number(given.length == 1 ? given[0] : given[i]);
    }
    return new Extent(all[0], all[1], all[2]);
  }

  /** The number of axes needed to write a window down: 1, 2 or 3. */
  static int rank(Extent in, Extent kernel, Extent stride, Extent dilation, Extent pad) {
    boolean flat =
        Math.max(in.depth(), kernel.depth()) == 1
            && Math.max(stride.depth(), dilation.depth()) == 1
            && pad.depth() == 0;
    boolean thin =
        Math.max(in.height(), kernel.height()) == 1
            && Math.max(stride.height(), dilation.height()) == 1
            && pad.height() == 0;
    return !flat ? 3 : !thin ? 2 : 1;
  }

  /** One number for each axis. */
  static String sizes(Extent e, int rank) {
    return switch (rank) {
      case 1 -> "" + e.width();
      case 2 -> e.height() + "x" + e.width();
      default -> e.depth() + "x" + e.height() + "x" + e.width();
    };
  }

  /** One number if the axes are alike, otherwise one for each. */
  static String shortest(Extent e, int rank) {
    boolean same = (rank < 2 || e.height() == e.width()) && (rank < 3 || e.depth() == e.width());
    return same ? "" + e.width() : sizes(e, rank);
  }

  /** Padding, as {@code BEFORE} or {@code BEFORE/AFTER}. */
  static String padding(Extent before, Extent after, int rank) {
    return before.equals(after)
        ? shortest(before, rank)
        : shortest(before, rank) + "/" + shortest(after, rank);
  }

  @Override
  public String toString() {
    return what + " '" + line + "'";
  }
}
