package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Convolution as a matrix product whose left side is the input itself.
 *
 * <p>In channels-last order the taps of one kernel row are one run of {@code kw * C} floats, and
 * the runs of neighbouring output pixels begin {@code stride * C} floats apart. So the microkernel
 * reads pixels with a stride and needs no im2col matrix. Where there is padding, the lines of input
 * about to be used are first copied into scratch memory with zeros around them.
 */
public final class DirectConv implements ConvKernel {
  @Override
  public String name() {
    return "direct";
  }

  @Override
  public Verdict accepts(ConvProblem problem) {
    if (problem.groups() != 1) {
      return Verdict.refuse("there is more than one group");
    }
    if (problem.dilation().width() != 1) {
      return Verdict.refuse("the taps of a kernel row are dilated");
    }
    if (problem.outPixels() > Integer.MAX_VALUE / 64
        || problem.weightCount() / problem.outChannels() > Integer.MAX_VALUE / 64) {
      return Verdict.refuse("pixels or sums are longer than fits an int");
    }
    return Verdict.accept(Cost.direct(problem));
  }

  @Override
  public long packedBytes(ConvProblem problem) {
    return PackedWeights.bytes(problem, DirectStep.panels(problem));
  }

  @Override
  public Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, Clamp clamp, Arena arena) {
    PackedWeights packed =
        PackedWeights.pack(problem, DirectStep.panels(problem), weights, bias, arena);
    Clamp last = clamp.isNone() ? null : clamp;
    return new Prepared() {
      @Override
      public Step bind(View in, View residual, View out) {
        Operands.convolution(problem, in, residual, out);
        return new DirectStep(problem, packed, last, in, residual, out);
      }
    };
  }
}
