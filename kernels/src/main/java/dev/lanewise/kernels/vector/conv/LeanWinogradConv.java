package dev.lanewise.kernels.vector.conv;

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
 * Winograd convolution F(4x4, 3x3) or F(5x5, 3x3) for few tiles and many channels: filters lie in
 * memory as they are, and each run transforms them anew.
 *
 * <p>Where a map has few tiles, reading the filters costs more than multiplying. Transformed ones
 * take 4 or 5.4 times the memory; here they take no more than the filters themselves. With 4x4
 * tiles filters with three taps of depth are taken for one or two frames, for which the taps share
 * products: see {@link LeanWinogradWeights}.
 *
 * <p>4x4 tiles round somewhat more than those of {@link WinogradConv}, since filters are
 * transformed in single precision; 5x5 tiles multiply 4.6 times less than direct summation, and
 * their root mean square error is about twice that of 4x4 tiles. An infinity or NaN in the input
 * makes every output of the tiles that read it NaN.
 */
public final class LeanWinogradConv implements ConvKernel {
  /** With fewer, sums would be too short for rounding errors to cancel out: with 4x4 tiles. */
  private static final int LEAST_CHANNELS4 = 16;

  /** The same with 5x5 tiles, whose errors are larger. */
  private static final int LEAST_CHANNELS5 = 32;

  /** More input channels would not leave room for tiles in the second-level cache. */
  private static final int MOST_CHANNELS = 4096;

  private final WinogradTransform transform;

  private LeanWinogradConv(WinogradTransform transform) {
    this.transform = transform;
  }

  /** F(4x4, 3x3), for very few tiles. */
  public static LeanWinogradConv tiles4() {
    return new LeanWinogradConv(WinogradTransform.F4);
  }

  /** F(5x5, 3x3), for some more. */
  public static LeanWinogradConv tiles5() {
    return new LeanWinogradConv(WinogradTransform.F5);
  }

  @Override
  public String name() {
    return transform.kernelName() + "lean";
  }

  @Override
  public boolean isDirect() {
    return false;
  }

  @Override
  public Verdict accepts(ConvProblem p) {
    Verdict refusal = WinogradConv.refusal(transform, p);
    if (refusal != null) {
      return refusal;
    }
    boolean padded = p.padBefore().depth() != 0 || p.padAfter().depth() != 0;
    if (p.kernel().depth() == 1 ? padded : transform != WinogradTransform.F4 || !isToeplitz(p)) {
      String frames = transform == WinogradTransform.F4 ? ", nor 3 taps on 2 frames" : "";
      return Verdict.refuse("the depth is not without taps and padding" + frames);
    }
    if (Lanes.REGISTERS < 32) {
      return Verdict.refuse("there are fewer than 32 vector registers");
    }
    int least = transform == WinogradTransform.F4 ? LEAST_CHANNELS4 : LEAST_CHANNELS5;
    if (p.inChannels() < least) {
      return Verdict.refuse("there are fewer than " + least + " input channels");
    }
    if (p.inChannels() > MOST_CHANNELS) {
      return Verdict.refuse("there are more than " + MOST_CHANNELS + " input channels");
    }
    return Verdict.accept(
        transform == WinogradTransform.F4 ? Cost.leanWinograd(p) : Cost.leanWinograd5(p));
  }

  /** Three taps on one or two frames with one of padding before and behind. */
  private static boolean isToeplitz(ConvProblem p) {
    return p.kernel().depth() == 3
        && p.in().depth() <= 2
        && p.dilation().depth() == 1
        && p.padBefore().depth() == 1
        && p.padAfter().depth() == 1;
  }

  @Override
  public long packedBytes(ConvProblem problem) {
    return LeanWinogradWeights.bytes(problem);
  }

  @Override
  public Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, PostOp post, Arena arena) {
    LeanWinogradWeights packed = LeanWinogradWeights.pack(transform, problem, weights, bias, arena);
    return prepared(problem, packed, post.isNone() ? null : post);
  }

  private Prepared prepared(ConvProblem problem, LeanWinogradWeights packed, PostOp post) {
    return new Prepared() {
      @Override
      public Step bind(View in, View residual, View out) {
        Operands.convolution(problem, in, residual, out);
        return transform == WinogradTransform.F4
            ? new LeanWinogradStep(problem, packed, post, in, residual, out)
            : new LeanWinograd5Step(problem, packed, post, in, residual, out);
      }

      @Override
      public Prepared resized(int batch, Extent in) {
        return prepared(problem.resized(batch, in), packed, post);
      }
    };
  }
}
