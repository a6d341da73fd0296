package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/**
 * The im2col matrix, of which only the window that is about to be multiplied ever exists.
 *
 * <p>Row m is output pixel m, column k is {@code ((kd * KH + kh) * KW + kw) * C + c} for a kernel
 * tap and an input channel. Columns that fall into the padding are zero. A window lies in scratch
 * memory as a {@link dev.lanewise.kernels.vector.gemm.LeftPanel}.
 */
sealed interface Im2colWindow permits LineWindow, TapWindow {
  /** Scratch bytes that {@link #prepare} needs. */
  long scratchBytes();

  /**
   * The end of the block of rows that begins at {@code row} and may be prepared at once.
   *
   * @return more than {@code row}, at most {@code end}
   */
  int blockEnd(int row, int end);

  /** Gets ready to fill windows of the rows {@code row} to {@code end}, a block or part of one. */
  void prepare(int row, int end, MemorySegment scratch, long scratchOffset);

  /**
   * Fills columns {@code k .. k + kc} of the rows {@code row} to {@code end}, which are prepared.
   *
   * @param scratchOffset as in {@link #prepare}
   * @param toOffset where the left panel begins
   */
  void fill(
      int row, int end, int k, int kc, MemorySegment scratch, long scratchOffset, long toOffset);

  /**
   * The window of one group.
   *
   * @param mostRows the most rows that are prepared at once
   */
  static Im2colWindow of(ConvProblem problem, View in, int group, int mostRows) {
    Extent dilation = problem.dilation();
    return problem.groups() == 1 && (dilation.width() == 1 || problem.kernel().width() == 1)
        ? new LineWindow(problem, in, mostRows)
        : new TapWindow(problem, in, problem.groupInChannels(), group * problem.groupInChannels());
  }
}
