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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Winograd convolution for 3x3 filters of stride 1, in tiles of 4x4 or 2x2 outputs.
 *
 * <p>It multiplies 4 or 2.25 times less than direct summation and rounds more: relative to the
 * output's scale the root mean square error is about 2 times that of direct summation with 4x4
 * tiles, and no larger with 2x2 tiles. An infinity or NaN in the input makes every output of the
 * tiles that read it NaN. Transformed filters take 4 or 1.8 times the memory of the filters.
 */
public final class WinogradConv implements ConvKernel {
  /** More would not leave room for the sums in the first-level cache. */
  private static final int MOST_CHANNELS = 1024;

  private final WinogradTransform transform;

  private WinogradConv(WinogradTransform transform) {
    this.transform = transform;
  }

  /** F(4x4, 3x3). */
  public static WinogradConv tiles4() {
    return new WinogradConv(WinogradTransform.F4);
  }

  /** F(2x2, 3x3). */
  public static WinogradConv tiles2() {
    return new WinogradConv(WinogradTransform.F2);
  }

  @Override
  public String name() {
    return "winograd" + transform.outputs + "x" + transform.outputs;
  }

  @Override
  public boolean isDirect() {
    return false;
  }

  @Override
  public Verdict accepts(ConvProblem p) {
    if (!p.kernel().equals(Extent.of(3, 3))) {
      return Verdict.refuse("the kernel is not 3x3");
    }
    if (!p.stride().equals(Extent.ONE) || !p.dilation().equals(Extent.ONE)) {
      return Verdict.refuse("stride or dilation is not 1");
    }
    if (p.padBefore().depth() != 0 || p.padAfter().depth() != 0) {
      return Verdict.refuse("the depth is padded");
    }
    if (p.groups() != 1) {
      return Verdict.refuse("there is more than one group");
    }
    if (p.inChannels() % COUNT != 0) {
      return Verdict.refuse("the input channels do not fill whole vectors of " + COUNT);
    }
    if (p.inChannels() > MOST_CHANNELS) {
      return Verdict.refuse("there are more than " + MOST_CHANNELS + " input channels");
    }
    return Verdict.accept(Cost.winograd(p, transform));
  }

  @Override
  public long packedBytes(ConvProblem problem) {
    return WinogradWeights.bytes(transform, problem);
  }

  @Override
  public Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, PostOp post, Arena arena) {
    WinogradWeights packed = WinogradWeights.pack(transform, problem, weights, bias, arena);
    return prepared(problem, packed, post.isNone() ? null : post);
  }

  private static Prepared prepared(ConvProblem problem, WinogradWeights packed, PostOp post) {
    return new Prepared() {
      @Override
      public Step bind(View in, View residual, View out) {
        Operands.convolution(problem, in, residual, out);
        return new WinogradStep(problem, packed, post, in, residual, out);
      }

      @Override
      public Prepared resized(int batch, Extent in) {
        return prepared(problem.resized(batch, in), packed, post);
      }
    };
  }
}
