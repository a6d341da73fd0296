package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import dev.lanewise.kernels.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Convolution of any stride, padding and dilation as a matrix product with pixels in the lanes, for
 * few pixels and filters that come from beyond the second-level cache.
 *
 * <p>{@link Im2colConv} has output channels in the lanes: a panel of filters arrives while it meets
 * its first few pixels, which takes as long as memory does, and waits for memory do not overlap
 * with the arithmetic of the others. Here each filter meets all pixels of a panel at once. What is
 * asked of memory is spread evenly over the arithmetic, in seven ascending streams, which the
 * processor fetches ahead of.
 *
 * <p>Its error is bounded as that of direct summation, but it sums a pixel that fills no panel in
 * another order than the others: which bits an output has depends on where it lies among all.
 */
public final class PixelLanesConv implements ConvKernel {
  /** Sums and pixels of more panels would leave the second-level cache. */
  private static final int MOST_PANELS = 8;

  /** Pixels for each panel that may be left over; each costs about three in a panel. */
  private static final int MOST_SINGLES = 2;

  private static final int PANEL = PixelLanesMicrokernel.VECTORS * COUNT;

  @Override
  public String name() {
    return "im2col-pixels";
  }

  @Override
  public boolean isDirect() {
    return false;
  }

  @Override
  public Verdict accepts(ConvProblem p) {
    if (p.groups() != 1) {
      return Verdict.refuse("there is more than one group");
    }
    if (Lanes.REGISTERS < 32) {
      return Verdict.refuse("there are fewer than 32 vector registers");
    }
    if (COUNT < PixelLanesMicrokernel.FILTERS) {
      return Verdict.refuse("a vector has fewer lanes than filters are multiplied at once");
    }
    if ((long) p.inChannels() * p.kernel().volume() > Integer.MAX_VALUE / 64) {
      return Verdict.refuse("the im2col matrix has more columns than fit an int");
    }
    long panels = p.outPixels() / PANEL;
    long singles = p.outPixels() % PANEL;
    if (panels < 1 || panels > MOST_PANELS || singles > MOST_SINGLES * panels) {
      return Verdict.refuse(
          "the output pixels do not fill 1 to %d panels of %d, with at most %d left over for each"
              .formatted(MOST_PANELS, PANEL, MOST_SINGLES));
    }
    return Verdict.accept(Cost.pixelLanes(p, panels * PANEL, singles));
  }

  @Override
  public long packedBytes(ConvProblem problem) {
    return PixelLanesWeights.bytes(problem);
  }

  @Override
  public Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, PostOp post, Arena arena) {
    PixelLanesWeights packed = PixelLanesWeights.pack(problem, weights, bias, arena);
    return prepared(problem, packed, post.isNone() ? null : post);
  }

  private static Prepared prepared(ConvProblem problem, PixelLanesWeights packed, PostOp post) {
    return new Prepared() {
      @Override
      public Step bind(View in, View residual, View out) {
        Operands.convolution(problem, in, residual, out);
        return new PixelLanesStep(problem, packed, post, in, residual, out);
      }

      @Override
      public Prepared resized(int batch, Extent in) {
        return prepared(problem.resized(batch, in), packed, post);
      }
    };
  }
}
