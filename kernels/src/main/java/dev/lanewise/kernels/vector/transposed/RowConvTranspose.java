package dev.lanewise.kernels.vector.transposed;

import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvKernel.Prepared;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.ConvTransposeKernel;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Transposed convolution of any shape, by the convolution kernels.
 *
 * <p>With stride 1 it is one ordinary convolution with the kernel reversed. Otherwise each phase of
 * a row has a convolution of its own for each tap along depth and height. Each weight is packed
 * once.
 */
public final class RowConvTranspose implements ConvTransposeKernel {
  private final List<ConvKernel> convolutions;
  private final ConvKernel plain;

  /**
   * Chooses among direct convolution kernels.
   *
   * @param plain takes what none of the others takes; not by its cost, as its activations round
   *     otherwise
   */
  public RowConvTranspose(List<ConvKernel> convolutions, ConvKernel plain) {
    this.convolutions = convolutions.stream().filter(ConvKernel::isDirect).toList();
    this.plain = plain;
  }

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public long packedBytes(ConvTransposeProblem problem) {
    ConvProblem ordinary = ordinary(problem);
    if (ordinary != null) {
      return kernel(ordinary).packedBytes(ordinary);
    }
    long bytes = RowWeights.biasBytes(problem);
    for (Phase phase : phases(problem)) {
      if (phase.taps() > 0) {
        ConvProblem part = RowWeights.part(problem, phase);
        long parts = (long) problem.kernel().depth() * problem.kernel().height();
        bytes += parts * kernel(part).packedBytes(part);
      }
    }
    return bytes;
  }

  @Override
  public Prepared prepare(
      ConvTransposeProblem problem,
      MemorySegment weights,
      MemorySegment bias,
      PostOp post,
      Arena arena) {
    Operands.weights(problem, weights, bias);
    ConvProblem ordinary = ordinary(problem);
    if (ordinary == null) {
      return RowWeights.pack(this, problem, weights, bias, post, arena);
    }
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment reversed = temporary.allocate(4 * problem.weightCount(), 64);
      Extent kernel = problem.kernel();
      for (int kd = 0; kd < kernel.depth(); kd++) {
        for (int kh = 0; kh < kernel.height(); kh++) {
          for (int kw = 0; kw < kernel.width(); kw++) {
            RowWeights.copyTap(
                problem,
                weights,
                (kd * kernel.height() + kh) * kernel.width() + kw,
                reversed,
                kernel.volume() - 1 - ((kd * kernel.height() + kh) * kernel.width() + kw),
                kernel.volume());
          }
        }
      }
      return kernel(ordinary).prepare(ordinary, reversed, bias, post, arena);
    }
  }

  /** The phases of a row. */
  static List<Phase> phases(ConvTransposeProblem p) {
    return Phase.all(
        p.in().width(),
        p.kernel().width(),
        p.stride().width(),
        p.padBefore().width(),
        p.dilation().width(),
        p.out().width());
  }

  /** The cheapest kernel for a part. */
  ConvKernel kernel(ConvProblem part) {
    ConvKernel best = plain;
    double least = Double.POSITIVE_INFINITY;
    for (ConvKernel kernel : convolutions) {
      if (kernel.accepts(part) instanceof Verdict.Accepted(double cost) && cost < least) {
        best = kernel;
        least = cost;
      }
    }
    return best;
  }

  /** The ordinary convolution that a transposed one of stride 1 is, or null. */
  private static ConvProblem ordinary(ConvTransposeProblem p) {
    if (!p.stride().equals(Extent.ONE)) {
      return null;
    }
    Extent before =
        new Extent(
            p.dilation().depth() * (p.kernel().depth() - 1) - p.padBefore().depth(),
            p.dilation().height() * (p.kernel().height() - 1) - p.padBefore().height(),
            p.dilation().width() * (p.kernel().width() - 1) - p.padBefore().width());
    Extent after =
        new Extent(
            before.depth()
                + p.padBefore().depth()
                - p.padAfter().depth()
                + p.outputPadding().depth(),
            before.height()
                + p.padBefore().height()
                - p.padAfter().height()
                + p.outputPadding().height(),
            before.width()
                + p.padBefore().width()
                - p.padAfter().width()
                + p.outputPadding().width());
    if (least(before) < 0 || least(after) < 0) {
      return null;
    }
    return new ConvProblem(
        p.batch(),
        p.groups(),
        p.inChannels(),
        p.outChannels(),
        p.in(),
        p.kernel(),
        Extent.ONE,
        before,
        after,
        p.dilation());
  }

  private static int least(Extent e) {
    return Math.min(e.depth(), Math.min(e.height(), e.width()));
  }
}
