package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

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
 * Grouped and depthwise convolution, without a matrix product per group.
 *
 * <p>The lanes of a vector are output channels, of several groups where these are narrow. Register
 * tiles run over output pixels, so that a vector of weights serves up to 14 of them. Each lane
 * takes its input from where it lies (depthwise), from a copy in which the input of each group is
 * spread over the group's lanes (groups narrower than a vector), or by a broadcast (wider ones).
 *
 * <p>Weights are packed as {@code [block][tap][i][lane]}: for a block of output channels, a kernel
 * tap, and input channel i of each group, one vector with a weight per output channel.
 */
public final class GroupedConv implements ConvKernel {
  private static final long ALIGNMENT = 64;

  @Override
  public String name() {
    return "grouped";
  }

  @Override
  public Verdict accepts(ConvProblem problem) {
    if (problem.groups() == 1) {
      return Verdict.refuse("there is only one group");
    }
    return Verdict.accept(Cost.grouped(problem));
  }

  @Override
  public long packedBytes(ConvProblem problem) {
    GroupedLayout layout = GroupedLayout.of(problem);
    return weightBytes(problem, layout) + biasBytes(layout);
  }

  private static long weightBytes(ConvProblem problem, GroupedLayout layout) {
    return layout.blocks() * layout.blockBytes(problem);
  }

  /** The bias of each channel, and a vector that may be read behind the last one. */
  private static long biasBytes(GroupedLayout layout) {
    return ((long) layout.groups() * layout.out() + COUNT) * Float.BYTES;
  }

  @Override
  public Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, PostOp post, Arena arena) {
    MemorySegment packedBias = arena.allocate(biasBytes(GroupedLayout.of(problem)), ALIGNMENT);
    if (bias != null) {
      MemorySegment.copy(bias, 0, packedBias, 0, (long) problem.outChannels() * Float.BYTES);
    }
    Packed packed = new Packed(pack(problem, weights, arena), packedBias);
    return prepared(problem, packed, post.isNone() ? null : post);
  }

  private static Prepared prepared(ConvProblem problem, Packed packed, PostOp post) {
    return new Prepared() {
      @Override
      public Step bind(View in, View residual, View out) {
        Operands.convolution(problem, in, residual, out);
        return new GroupedStep(problem, packed, post, in, residual, out);
      }

      @Override
      public Prepared resized(int batch, Extent in) {
        return prepared(problem.resized(batch, in), packed, post);
      }
    };
  }

  /**
   * The packed weights.
   *
   * @param weights the vectors of all blocks
   * @param bias one float per output channel, zero without bias, followed by a vector of zeros
   */
  record Packed(MemorySegment weights, MemorySegment bias) {}

  private static MemorySegment pack(ConvProblem problem, MemorySegment weights, Arena arena) {
    GroupedLayout layout = GroupedLayout.of(problem);
    int taps = problem.kernel().volume();
    int in = layout.in();
    MemorySegment packed = arena.allocate(weightBytes(problem, layout), ALIGNMENT);
    for (int block = 0; block < layout.blocks(); block++) {
      long to = (long) block * taps * in * COUNT;
      for (int lane = 0; lane < layout.channelsOf(block); lane++) {
        long from = (long) (layout.firstChannel(block) + lane) * in * taps;
        for (int tap = 0; tap < taps; tap++) {
          for (int i = 0; i < in; i++) {
            float w = weights.getAtIndex(JAVA_FLOAT, from + (long) i * taps + tap);
            packed.setAtIndex(JAVA_FLOAT, to + ((long) tap * in + i) * COUNT + lane, w);
          }
        }
      }
    }
    return packed;
  }
}
