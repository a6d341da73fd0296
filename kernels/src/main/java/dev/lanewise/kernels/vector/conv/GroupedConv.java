package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Grouped and depthwise convolution with few channels per group: several groups share a vector.
 *
 * <p>Weights are packed as {@code [block][i][tap][lane]}: for a block of groups, input channel i of
 * each group, and a kernel tap, one vector with a weight per output channel.
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
    if (groupsPerBlock(problem) < 2) {
      return Verdict.refuse("two groups do not fit one vector of " + COUNT + " channels");
    }
    return Verdict.accept(Cost.grouped(problem));
  }

  /** How many groups share a vector. */
  static int groupsPerBlock(ConvProblem problem) {
    int widest = Math.max(problem.groupInChannels(), problem.groupOutChannels());
    return Math.min(problem.groups(), COUNT / widest);
  }

  /** How many vectors cover all groups. */
  static int blocks(ConvProblem problem) {
    return Math.ceilDiv(problem.groups(), groupsPerBlock(problem));
  }

  @Override
  public long packedBytes(ConvProblem problem) {
    long vectors = 1 + (long) problem.groupInChannels() * problem.kernel().volume();
    return vectors * blocks(problem) * COUNT * Float.BYTES;
  }

  @Override
  public Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, Clamp clamp, Arena arena) {
    MemorySegment packedBias = null;
    if (bias != null) {
      packedBias = arena.allocate((long) (blocks(problem) + 1) * COUNT * Float.BYTES, ALIGNMENT);
      MemorySegment.copy(bias, 0, packedBias, 0, (long) problem.outChannels() * Float.BYTES);
    }
    Packed packed = new Packed(pack(problem, weights, arena), packedBias);
    return prepared(problem, packed, clamp.isNone() ? null : clamp);
  }

  private static Prepared prepared(ConvProblem problem, Packed packed, Clamp clamp) {
    return new Prepared() {
      @Override
      public Step bind(View in, View residual, View out) {
        Operands.convolution(problem, in, residual, out);
        return new GroupedStep(problem, packed, clamp, in, residual, out);
      }

      @Override
      public Prepared resized(int batch, Extent in) {
        return prepared(problem.resized(batch, in), packed, clamp);
      }
    };
  }

  /**
   * The packed weights.
   *
   * @param bias one float per output channel, followed by at least a vector of zeros, or null
   */
  record Packed(MemorySegment weights, MemorySegment bias) {}

  private static MemorySegment pack(ConvProblem problem, MemorySegment weights, Arena arena) {
    int perBlock = groupsPerBlock(problem);
    int taps = problem.kernel().volume();
    int in = problem.groupInChannels();
    int out = problem.groupOutChannels();
    MemorySegment packed =
        arena.allocate((long) blocks(problem) * in * taps * COUNT * Float.BYTES, ALIGNMENT);
    for (int k = 0; k < problem.outChannels(); k++) {
      int group = k / out;
      long block = group / perBlock;
      int lane = (group % perBlock) * out + k % out;
      for (int i = 0; i < in; i++) {
        for (int tap = 0; tap < taps; tap++) {
          float w = weights.getAtIndex(JAVA_FLOAT, ((long) k * in + i) * taps + tap);
          packed.setAtIndex(JAVA_FLOAT, ((block * in + i) * taps + tap) * COUNT + lane, w);
        }
      }
    }
    return packed;
  }
}
