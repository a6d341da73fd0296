package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Convolution by its definition, in plain loops with double accumulation. Takes every problem.
 *
 * <p>{@code out[n, o, k] = post(bias[k] + residual[n, o, k] + sum over taps t and channels c of
 * in[n, o * stride - padBefore + t * dilation, c] * weights[k, c, t])}; taps outside the input add
 * nothing. The sum runs over taps, then channels, in double, where each product of two floats is
 * exact; it is rounded to float once, before the post-op.
 *
 * <p>Weights are packed so that {@value #PANEL} output channels lie side by side, as the inner loop
 * reads them. A group's last panel is filled up with zeros, whose sums are never stored:
 *
 * <pre>
 *   group 0                                                      group 1 ...   bias
 *   panel 0 [tap][c][k0 .. k7]  panel 1 [tap][c][k8 .. k15] ...                [K]
 * </pre>
 */
public final class ReferenceConv implements ConvKernel {
  /** Plain loops, against vector instructions at the peak. */
  private static final double COST_PER_MAC = 100;

  /** Output channels summed side by side. */
  static final int PANEL = 8;

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public Verdict accepts(ConvProblem problem) {
    return Verdict.accept(problem.macs() * COST_PER_MAC);
  }

  @Override
  public long packedBytes(ConvProblem problem) {
    return Math.addExact(biasOffset(problem), (long) Float.BYTES * problem.outChannels());
  }

  @Override
  public Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, PostOp post, Arena arena) {
    Operands.weights(problem, weights, bias);
    MemorySegment packed = arena.allocate(packedBytes(problem), 64);
    int groupOut = problem.groupOutChannels();
    long to = 0;
    for (int group = 0; group < problem.groups(); group++) {
      for (int first = 0; first < groupOut; first += PANEL) {
        int width = Math.min(PANEL, groupOut - first);
        packPanel(problem, weights, group * groupOut + first, width, packed, to);
        to += panelBytes(problem);
      }
    }
    if (bias != null) {
      MemorySegment.copy(bias, 0, packed, to, (long) Float.BYTES * problem.outChannels());
    }
    return new Packed(problem, packed, post);
  }

  private static void packPanel(
      ConvProblem problem,
      MemorySegment weights,
      int k,
      int width,
      MemorySegment packed,
      long panel) {
    int taps = problem.kernel().volume();
    int channels = problem.groupInChannels();
    for (int tap = 0; tap < taps; tap++) {
      for (int c = 0; c < channels; c++) {
        for (int j = 0; j < width; j++) {
          long from = ((k + (long) j) * channels + c) * taps + tap;
          long to = panel + 4L * (((long) tap * channels + c) * PANEL + j);
          packed.set(JAVA_FLOAT_UNALIGNED, to, weights.get(JAVA_FLOAT_UNALIGNED, 4 * from));
        }
      }
    }
  }

  /** Bytes of one panel. */
  static long panelBytes(ConvProblem problem) {
    return 4L * PANEL * problem.groupInChannels() * problem.kernel().volume();
  }

  /** Where the bias lies behind the panels, in bytes. */
  static long biasOffset(ConvProblem problem) {
    long panels = (long) problem.groups() * Math.ceilDiv(problem.groupOutChannels(), PANEL);
    return Math.multiplyExact(panels, panelBytes(problem));
  }

  private record Packed(ConvProblem problem, MemorySegment packed, PostOp post)
      implements Prepared {
    @Override
    public ReferenceConvStep bind(View in, View residual, View out) {
      Operands.convolution(problem, in, residual, out);
      return new ReferenceConvStep(problem, packed, post, in, residual, out);
    }

    @Override
    public Packed resized(int batch, Extent in) {
      return new Packed(problem.resized(batch, in), packed, post);
    }
  }
}
