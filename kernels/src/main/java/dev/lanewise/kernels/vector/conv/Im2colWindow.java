package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.gemm.LeftPanel;
import java.lang.foreign.MemorySegment;

/**
 * The im2col matrix, of which only the window that is about to be multiplied ever exists, and not
 * even that where it is the input itself.
 *
 * <p>Row m is output pixel m, column k is {@code ((kd * KH + kh) * KW + kw) * C + c} for a kernel
 * tap and an input channel. Columns that fall into the padding are zero.
 */
sealed interface Im2colWindow permits PixelWindow, SignalWindow, LineWindow, TapWindow {
  /** Scratch bytes that {@link #prepare} needs; 0 where rows need no preparation. */
  default long scratchBytes() {
    return 0;
  }

  /**
   * The end of the block of rows that begins at {@code row} and may be prepared at once.
   *
   * @return more than {@code row}, at most {@code end}
   */
  default int blockEnd(int row, int end) {
    return end;
  }

  /** Gets ready to fill windows of the rows {@code row} to {@code end}, a block or part of one. */
  default void prepare(int row, int end, MemorySegment scratch, long scratchOffset) {}

  /**
   * Fills columns {@code k .. k + kc} of the rows {@code row} to {@code end}, which are prepared.
   *
   * @param scratchOffset as in {@link #prepare}
   * @param toOffset where the left panel begins
   */
  void fill(
      int row, int end, int k, int kc, MemorySegment scratch, long scratchOffset, long toOffset);

  /**
   * Whether columns {@code k .. k + kc} of the rows {@code row} to {@code end}, a block or part of
   * one, are known to be zero: depth taps in front of the first frame or behind the last one.
   */
  default boolean isPadding(int row, int end, int k, int kc) {
    return false;
  }

  /** Scratch bytes of a window of that many rows and columns. */
  default long windowBytes(int rows, int kc) {
    return rows * rowBytes(kc);
  }

  /** The memory in which the window of the rows {@code row} to {@code end} lies. */
  default MemorySegment segment(int row, int end, MemorySegment scratch) {
    return scratch;
  }

  /**
   * Where a window lies that begins with column {@code k} of {@code row}.
   *
   * @param end of the rows that were prepared
   * @param scratchOffset as in {@link #prepare}
   * @param toOffset as in {@link #fill}
   */
  default long offset(int row, int end, int k, long scratchOffset, long toOffset) {
    return toOffset;
  }

  /** From one row of a window to the next, in bytes. */
  default long rowBytes(int kc) {
    return LeftPanel.rowBytes(kc);
  }

  /**
   * The window of one group.
   *
   * @param mostRows the most rows that are prepared at once
   */
  static Im2colWindow of(ConvProblem problem, View in, int group, int mostRows) {
    Extent dilation = problem.dilation();
    if (problem.isPointwise()) {
      return new PixelWindow(in, group * problem.groupInChannels());
    }
    if (SignalWindow.accepts(problem)) {
      return new SignalWindow(problem, in, mostRows);
    }
    return problem.groups() == 1 && (dilation.width() == 1 || problem.kernel().width() == 1)
        ? new LineWindow(problem, in, mostRows)
        : new TapWindow(problem, in, problem.groupInChannels(), group * problem.groupInChannels());
  }
}
