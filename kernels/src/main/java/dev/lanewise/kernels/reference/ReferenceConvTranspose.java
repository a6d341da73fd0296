package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvTransposeKernel;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Transposed convolution by its definition, seen from the output, in plain loops with double
 * accumulation.
 *
 * <p>{@code out[n, o, k] = post(bias[k] + residual[n, o, k] + sum over taps t and channels c of
 * in[n, i, c] * weights[c, k, t])}, where {@code i * stride = o + padBefore - t * dilation}; taps
 * for which no such input position exists add nothing.
 *
 * <p>Weights are packed as {@code [K, taps, C/groups]}, followed by the bias.
 */
final class ReferenceConvTranspose implements ConvTransposeKernel {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public long packedBytes(ConvTransposeProblem problem) {
    return 4 * Math.addExact(problem.weightCount(), problem.outChannels());
  }

  @Override
  public ConvKernel.Prepared prepare(
      ConvTransposeProblem problem,
      MemorySegment weights,
      MemorySegment bias,
      PostOp post,
      Arena arena) {
    Operands.weights(problem, weights, bias);
    MemorySegment packed = arena.allocate(packedBytes(problem), 64);
    pack(problem, weights, packed);
    if (bias != null) {
      MemorySegment.copy(bias, 0, packed, 4 * problem.weightCount(), 4L * problem.outChannels());
    }
    return new Packed(problem, packed, post);
  }

  private static void pack(ConvTransposeProblem p, MemorySegment weights, MemorySegment packed) {
    int taps = p.kernel().volume();
    int groupIn = p.groupInChannels();
    int groupOut = p.groupOutChannels();
    for (int k = 0; k < p.outChannels(); k++) {
      int group = k / groupOut;
      for (int t = 0; t < taps; t++) {
        for (int c = 0; c < groupIn; c++) {
          long from = (((long) group * groupIn + c) * groupOut + k % groupOut) * taps + t;
          long to = ((long) k * taps + t) * groupIn + c;
          packed.set(JAVA_FLOAT_UNALIGNED, 4 * to, weights.get(JAVA_FLOAT_UNALIGNED, 4 * from));
        }
      }
    }
  }

  private record Packed(ConvTransposeProblem problem, MemorySegment packed, PostOp post)
      implements ConvKernel.Prepared {
    @Override
    public Step bind(View in, View residual, View out) {
      Operands.convTranspose(problem, in, residual, out);
      return new ReferenceConvTransposeStep(problem, packed, post, in, residual, out);
    }

    @Override
    public Packed resized(int batch, Extent in) {
      return new Packed(problem.resized(batch, in), packed, post);
    }
  }
}
