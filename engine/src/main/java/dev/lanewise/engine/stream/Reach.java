package dev.lanewise.engine.stream;

/**
 * Which positions of its operand an operation reads along time: position t of the result needs
 * {@code t * stride - before} and the {@code span - 1} positions behind it.
 *
 * @param span positions that one result reaches over
 * @param stride positions from one result to the next
 * @param before positions in front of the operand that are padding; negative if some are cut off
 * @param after positions behind the operand that are padding; negative if some are cut off
 * @param ceil whether a last window that overhangs counts
 */
public record Reach(int span, int stride, int before, int after, boolean ceil) {
  /** Each position from the same one. */
  public static final Reach SAME = new Reach(1, 1, 0, 0, false);

  /** Positions of the result of an operand of so many, 0 if there is none. */
  public long length(long in) {
    long room = in + before + after - span;
    if (in < 1 || room < 0) {
      return 0;
    }
    long out = (ceil ? Math.ceilDiv(room, (long) stride) : room / stride) + 1;
    // As in pooling: a window that would begin behind the operand is dropped.
    return ceil && (out - 1) * stride >= in + before ? out - 1 : out;
  }

  /**
   * How many positions a result lags behind its due, if it is computed in steps of whole strides.
   *
   * @param lag of the operand
   */
  public int lag(int lag) {
    // Of what is cut off behind, nobody knows before the end that it is.
    int held = Math.max(0, -after);
    return Math.ceilDiv(lag + span + held - stride - before, stride);
  }

  /**
   * How far the first position that a step reads lies in front of the operand's first new one.
   *
   * @param lag of the operand
   * @param resultLag of the result
   */
  public int lookBack(int lag, int resultLag) {
    return Math.addExact(Math.multiplyExact(stride, resultLag), before) - lag;
  }

  /** Positions that a step of so many results reads. */
  public int read(int results) {
    return Math.addExact(Math.multiplyExact(results - 1, stride), span);
  }

  /** Whether positions outside the operand are read. */
  public boolean pads() {
    return before > 0 || after > 0 || ceil;
  }
}
