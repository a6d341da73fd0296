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
 * Winograd convolution for filters of 3x3 in height and width and any depth, with stride 1 and any
 * dilation, in tiles of 4x4 or 2x2 outputs; and for stride 2 in height and width, without dilation:
 * of 3x3 without depth, or of 7x7 and any depth on 3 or 4 input channels.
 *
 * <p>Depth is summed directly, but in the transformed domain: each input frame is transformed once
 * for all depth taps that read it, and each output frame once (Budden et al., Deep Tensor
 * Convolution on Multicores, 2017, transform all axes).
 *
 * <p>With stride 1 it multiplies 4 or 2.25 times less than direct summation, with stride 2 it does
 * 1.44 times (3x3) or 4 times less (7x7), and it rounds more: relative to the output's scale the
 * root mean square error is about 2 times that of direct summation with 4x4 tiles, 3.6 times with
 * 7x7 filters, and no larger otherwise. An infinity or NaN in the input makes every output of the
 * tiles that read it NaN. Transformed 3x3 filters take 4, 1.8 or, with stride 2, 2.1 times the
 * memory of the filters.
 */
public final class WinogradConv implements ConvKernel {
  /** Channels times depth taps; more would not leave room for rows in the first-level cache. */
  private static final int MOST_TERMS = 3072;

  /** Tiles are counted in an int. */
  private static final int MOST_PIXELS = Integer.MAX_VALUE / 64;

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

  /** 3x3 of stride 2 in tiles of 2x2 outputs. */
  public static WinogradConv strided2() {
    return new WinogradConv(WinogradTransform.F2S2);
  }

  /** 7x7 of stride 2 in tiles of 4x4 outputs, for few input channels. */
  public static WinogradConv strided4() {
    return new WinogradConv(WinogradTransform.F4S2);
  }

  @Override
  public String name() {
    return transform.kernelName();
  }

  @Override
  public boolean isDirect() {
    return false;
  }

  @Override
  public Verdict accepts(ConvProblem p) {
    Verdict refusal = refusal(transform, p);
    if (refusal != null) {
      return refusal;
    }
    if (transform.mostTerms() * WinogradWeights.sums(transform, p) > MOST_TERMS) {
      return Verdict.refuse("the sums are longer than " + MOST_TERMS);
    }
    if (transform.stride > 1 && (p.dilation().height() > 1 || p.dilation().width() > 1)) {
      return Verdict.refuse("the dilation is not 1 in height and width");
    }
    if (transform.mostTerms() > 1) {
      if (p.kernel().depth() > 1 || p.padBefore().depth() > 0 || p.padAfter().depth() > 0) {
        return Verdict.refuse("the depth has taps or padding");
      }
      if (p.inChannels() % Lanes.COUNT != 0) {
        return Verdict.refuse("the input channels do not fill whole vectors");
      }
    }
    if (transform.phases > 1) {
      int least = WinogradPhases.LEAST_CHANNELS;
      int most = WinogradPhases.MOST_CHANNELS;
      if (p.inChannels() < least || p.inChannels() > most) {
        return Verdict.refuse("there are not " + least + " to " + most + " input channels");
      }
    }
    return Verdict.accept(Cost.winograd(p, transform));
  }

  /** Why no kernel with a transform's tiles computes a problem, or null. */
  static Verdict refusal(WinogradTransform transform, ConvProblem p) {
    int kernel = transform.kernel;
    if (p.kernel().height() != kernel || p.kernel().width() != kernel) {
      String size = kernel + "x" + kernel;
      return Verdict.refuse("the kernel is not " + size + " in height and width");
    }
    if (!p.stride().equals(new Extent(1, transform.stride, transform.stride))) {
      String stride =
          transform.stride + (transform.stride == 1 ? "" : " in height and width alone");
      return Verdict.refuse("the stride is not " + stride);
    }
    if (p.groups() != 1) {
      return Verdict.refuse("there is more than one group");
    }
    if (p.outPixels() > MOST_PIXELS) {
      return Verdict.refuse("there are more than " + MOST_PIXELS + " output pixels");
    }
    return null;
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
