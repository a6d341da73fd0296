package dev.lanewise.kernels.vector.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Convolution with filters of depth alone, (k, 1, 1): one matrix product per tap, whose rows are
 * the pixels of an input frame where they lie. Nothing is copied, and taps in the padding cost
 * nothing.
 */
public final class TemporalConv implements ConvKernel {
  @Override
  public String name() {
    return "temporal";
  }

  @Override
  public Verdict accepts(ConvProblem p) {
    if (p.kernel().height() != 1 || p.kernel().width() != 1 || p.kernel().depth() == 1) {
      return Verdict.refuse("the kernel is not k x 1 x 1");
    }
    if (p.stride().height() != 1 || p.stride().width() != 1) {
      return Verdict.refuse("the stride in height or width is not 1");
    }
    if (p.padBefore().height() + p.padAfter().height() > 0
        || p.padBefore().width() + p.padAfter().width() > 0) {
      return Verdict.refuse("height or width is padded");
    }
    if (p.groups() != 1) {
      return Verdict.refuse("there is more than one group");
    }
    if (p.outPixels() > Integer.MAX_VALUE / 64) {
      return Verdict.refuse("there are more output pixels than fit an int");
    }
    ConvAxis depth = ConvAxis.depth(p);
    for (int od = 0; od < p.out().depth(); od++) {
      int run = depth.run(od);
      if (depth.firstTap(run) == depth.endTap(run)) {
        return Verdict.refuse("an output frame sees padding alone");
      }
    }
    return Verdict.accept(Cost.temporal(p));
  }

  @Override
  public long packedBytes(ConvProblem problem) {
    return PackedWeights.bytes(perTap(problem), panels(problem), false);
  }

  @Override
  public Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, PostOp post, Arena arena) {
    PackedWeights packed;
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment ordered = tapMajor(problem, weights, scratch);
      MemorySegment repeated = bias == null ? null : repeated(problem, bias, scratch);
      packed =
          PackedWeights.pack(perTap(problem), panels(problem), false, ordered, repeated, arena);
    }
    return prepared(problem, packed, post.isNone() ? null : post);
  }

  private static Prepared prepared(ConvProblem problem, PackedWeights packed, PostOp post) {
    return new Prepared() {
      @Override
      public Step bind(View in, View residual, View out) {
        Operands.convolution(problem, in, residual, out);
        return new TemporalStep(problem, packed, post, in, residual, out);
      }

      @Override
      public Prepared resized(int batch, Extent in) {
        return prepared(problem.resized(batch, in), packed, post);
      }
    };
  }

  /** The taps as the groups of a pointwise convolution: one matrix {@code [C, K]} for each. */
  private static ConvProblem perTap(ConvProblem p) {
    int taps = p.kernel().depth();
    return new ConvProblem(
        1,
        taps,
        Math.multiplyExact(taps, p.inChannels()),
        Math.multiplyExact(taps, p.outChannels()),
        Extent.ONE,
        Extent.ONE,
        Extent.ONE,
        Extent.ZERO,
        Extent.ZERO,
        Extent.ONE);
  }

  private static Panels panels(ConvProblem problem) {
    return new Panels(problem.inChannels(), problem.outChannels(), Panels.IN_PLACE);
  }

  /** Weights {@code [K, C, kd]} as {@code [kd, K, C]}. */
  private static MemorySegment tapMajor(ConvProblem p, MemorySegment weights, Arena arena) {
    int taps = p.kernel().depth();
    int channels = p.inChannels();
    MemorySegment ordered = arena.allocate(p.weightCount() * Float.BYTES, Float.BYTES);
    float[] filter = new float[Math.multiplyExact(channels, taps)];
    float[] tap = new float[channels];
    for (int k = 0; k < p.outChannels(); k++) {
      long from = (long) k * filter.length * Float.BYTES;
      MemorySegment.copy(weights, JAVA_FLOAT, from, filter, 0, filter.length);
      for (int t = 0; t < taps; t++) {
        for (int c = 0; c < channels; c++) {
          tap[c] = filter[c * taps + t];
        }
        long to = ((long) t * p.outChannels() + k) * channels * Float.BYTES;
        MemorySegment.copy(tap, 0, ordered, JAVA_FLOAT, to, channels);
      }
    }
    return ordered;
  }

  private static MemorySegment repeated(ConvProblem p, MemorySegment bias, Arena arena) {
    long bytes = (long) p.outChannels() * Float.BYTES;
    MemorySegment all = arena.allocate(p.kernel().depth() * bytes, Float.BYTES);
    for (int t = 0; t < p.kernel().depth(); t++) {
      MemorySegment.copy(bias, 0, all, t * bytes, bytes);
    }
    return all;
  }
}
