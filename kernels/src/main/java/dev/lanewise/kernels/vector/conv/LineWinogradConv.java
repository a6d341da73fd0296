package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Winograd (Toom-Cook) convolution F(4, 3) for filters of three taps along one axis, with stride 1:
 * signals, the temporal filters of factored video networks, and 1x3 or 3x1.
 *
 * <p>It multiplies half as often as direct summation, and rounds more, but less than {@link
 * WinogradConv}, whose transforms are these along two axes. An infinity or NaN in the input makes
 * every output of the tiles that read it NaN. Transformed filters take twice the memory of the
 * filters.
 */
public final class LineWinogradConv implements ConvKernel {
  /** Rows are counted in an int. */
  private static final int MOST_PIXELS = Integer.MAX_VALUE / 64;

  /** More input channels would not leave room for rows in the second-level cache. */
  private static final int MOST_CHANNELS = 4096;

  @Override
  public String name() {
    return "winograd4";
  }

  @Override
  public boolean isDirect() {
    return false;
  }

  @Override
  public Verdict accepts(ConvProblem p) {
    if (p.kernel().volume() != 3) {
      return Verdict.refuse("the kernel is not 3 taps along one axis");
    }
    if (!p.stride().equals(Extent.ONE)) {
      return Verdict.refuse("the stride is not 1");
    }
    if (!p.dilation().equals(Extent.ONE)) {
      return Verdict.refuse("the taps are dilated");
    }
    if (p.groups() != 1) {
      return Verdict.refuse("there is more than one group");
    }
    if (p.inChannels() > MOST_CHANNELS) {
      return Verdict.refuse("there are more than " + MOST_CHANNELS + " input channels");
    }
    if (p.outPixels() > MOST_PIXELS) {
      return Verdict.refuse("there are more than " + MOST_PIXELS + " output pixels");
    }
    LineWinogradGrid grid = LineWinogradGrid.of(p);
    if (grid.outer() * grid.out() * grid.inner() != p.outPixels()) {
      return Verdict.refuse("another axis is padded");
    }
    return Verdict.accept(Cost.winograd(grid, p.inChannels(), p.outChannels()));
  }

  @Override
  public long packedBytes(ConvProblem problem) {
    return LineWinogradWeights.bytes(problem);
  }

  @Override
  public Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, PostOp post, Arena arena) {
    LineWinogradWeights packed = LineWinogradWeights.pack(problem, weights, bias, arena);
    return prepared(problem, packed, post.isNone() ? null : post);
  }

  private static Prepared prepared(ConvProblem problem, LineWinogradWeights packed, PostOp post) {
    return new Prepared() {
      @Override
      public Step bind(View in, View residual, View out) {
        Operands.convolution(problem, in, residual, out);
        return new LineWinogradStep(problem, packed, post, in, residual, out);
      }

      @Override
      public Prepared resized(int batch, Extent in) {
        return prepared(problem.resized(batch, in), packed, post);
      }
    };
  }
}
