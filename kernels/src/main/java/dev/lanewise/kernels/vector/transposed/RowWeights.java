package dev.lanewise.kernels.vector.transposed;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel.Prepared;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The packed convolutions of all phases and taps of a transposed convolution.
 *
 * @param parts by tap along depth and height, then by phase; null for a phase without taps
 * @param bias {@code [K]}, zeros if there is none
 * @param fused whether bias, residual and post-op are part of the convolutions, which is so if each
 *     output row reads one input row
 */
record RowWeights(
    ConvTransposeProblem problem,
    List<Phase> phases,
    Prepared[][] parts,
    MemorySegment bias,
    PostOp post,
    boolean fused)
    implements Prepared {

  static RowWeights pack(
      RowConvTranspose kernels,
      ConvTransposeProblem problem,
      MemorySegment weights,
      MemorySegment bias,
      PostOp post,
      Arena arena) {
    List<Phase> phases = RowConvTranspose.phases(problem);
    boolean fused = RowTaps.single(depths(problem)) && RowTaps.single(heights(problem));
    MemorySegment packedBias = arena.allocate(biasBytes(problem), 64);
    if (bias != null) {
      MemorySegment.copy(bias, 0, packedBias, 0, biasBytes(problem));
    }
    int rows = problem.kernel().depth() * problem.kernel().height();
    Prepared[][] parts = new Prepared[rows][phases.size()];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < phases.size(); i++) {
        if (phases.get(i).taps() > 0) {
          parts[row][i] =
              prepare(
                  kernels,
                  problem,
                  phases.get(i),
                  row,
                  weights,
                  fused ? packedBias : null,
                  fused ? post : Clamp.NONE,
                  arena);
        }
      }
    }
    return new RowWeights(problem, phases, parts, packedBias, post, fused);
  }

  private static Prepared prepare(
      RowConvTranspose kernels,
      ConvTransposeProblem problem,
      Phase phase,
      int row,
      MemorySegment weights,
      MemorySegment bias,
      PostOp post,
      Arena arena) {
    ConvProblem part = part(problem, phase);
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment taken = temporary.allocate(4 * part.weightCount(), 64);
      for (int t = 0; t < phase.taps(); t++) {
        int tap = row * problem.kernel().width() + phase.transposedTap(t);
        copyTap(problem, weights, tap, taken, t, phase.taps());
      }
      return kernels.kernel(part).prepare(part, taken, bias, post, arena);
    }
  }

  /** From {@code [C, K/groups, taps]} to one tap of {@code [K, C/groups, toTaps]}. */
  static void copyTap(
      ConvTransposeProblem p,
      MemorySegment weights,
      int tap,
      MemorySegment to,
      int toTap,
      int toTaps) {
    int taps = p.kernel().volume();
    int groupIn = p.groupInChannels();
    int groupOut = p.groupOutChannels();
    for (int k = 0; k < p.outChannels(); k++) {
      long channel = (long) k / groupOut * groupIn;
      for (int c = 0; c < groupIn; c++) {
        long from = ((channel + c) * groupOut + k % groupOut) * taps + tap;
        long at = ((long) k * groupIn + c) * toTaps + toTap;
        to.set(JAVA_FLOAT_UNALIGNED, 4 * at, weights.get(JAVA_FLOAT_UNALIGNED, 4 * from));
      }
    }
  }

  /** The convolution that one input row goes through for one phase. */
  static ConvProblem part(ConvTransposeProblem p, Phase phase) {
    return new ConvProblem(
        1,
        p.groups(),
        p.inChannels(),
        p.outChannels(),
        new Extent(1, 1, phase.in()),
        new Extent(1, 1, phase.taps()),
        Extent.ONE,
        new Extent(0, 0, phase.before()),
        new Extent(0, 0, phase.after()),
        new Extent(1, 1, phase.dilation()));
  }

  static long biasBytes(ConvTransposeProblem problem) {
    return 4L * problem.outChannels();
  }

  /** What each output position reads along the depth. */
  static RowTaps[] depths(ConvTransposeProblem p) {
    return RowTaps.all(
        p.in().depth(),
        p.kernel().depth(),
        p.stride().depth(),
        p.padBefore().depth(),
        p.dilation().depth(),
        p.out().depth());
  }

  /** What each output position reads along the height. */
  static RowTaps[] heights(ConvTransposeProblem p) {
    return RowTaps.all(
        p.in().height(),
        p.kernel().height(),
        p.stride().height(),
        p.padBefore().height(),
        p.dilation().height(),
        p.out().height());
  }

  @Override
  public Step bind(View in, View residual, View out) {
    Operands.convTranspose(problem, in, residual, out);
    return new RowStep(this, in, residual, out);
  }

  @Override
  public Prepared resized(int batch, Extent in) {
    ConvTransposeProblem other = problem.resized(batch, in);
    List<Phase> others = RowConvTranspose.phases(other);
    boolean otherFused = RowTaps.single(depths(other)) && RowTaps.single(heights(other));
    if (others.size() != phases.size() || otherFused != fused) {
      return null;
    }
    Prepared[][] resized = new Prepared[parts.length][phases.size()];
    for (int i = 0; i < phases.size(); i++) {
      if (!others.get(i).hasWeightsOf(phases.get(i))) {
        return null;
      }
      for (int row = 0; row < parts.length && phases.get(i).taps() > 0; row++) {
        resized[row][i] = parts[row][i].resized(1, new Extent(1, 1, others.get(i).in()));
        if (resized[row][i] == null) {
          return null;
        }
      }
    }
    return new RowWeights(other, others, resized, bias, post, fused);
  }
}
