package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.ConvProblem;

/**
 * How the output channels of a grouped convolution are laid into vectors, and so how each lane gets
 * its input.
 *
 * <p>A block is one vector of neighbouring output channels. Either several groups share it, or it
 * belongs to one group alone, which then has one or more.
 *
 * @param groups number of groups
 * @param in input channels of a group
 * @param out output channels of a group
 * @param groupsPerBlock how many groups share a block, at least 1
 */
record GroupedLayout(int groups, int in, int out, int groupsPerBlock) {
  /** Fewer groups do not share a vector where each spread input serves only few taps. */
  private static final int FEW = 3;

  static GroupedLayout of(ConvProblem problem) {
    int widest = Math.max(problem.groupInChannels(), problem.groupOutChannels());
    int room = COUNT / widest;
    boolean alone = room < FEW && problem.stride().width() > 1;
    int fit = alone ? 1 : Math.clamp(room, 1, problem.groups());
    return new GroupedLayout(
        problem.groups(), problem.groupInChannels(), problem.groupOutChannels(), fit);
  }

  /** Whether each lane has a channel of its own, which lies where the vector lies in the input. */
  boolean isDepthwise() {
    return in == 1 && out == 1;
  }

  /** Whether all lanes of a block see the same input. */
  boolean isBroadcast() {
    return groupsPerBlock == 1;
  }

  /** How many blocks one group fills; 1 if groups share blocks. */
  int blocksPerGroup() {
    return Math.ceilDiv(out, COUNT);
  }

  /** How many blocks there are. */
  int blocks() {
    return Math.ceilDiv(groups, groupsPerBlock) * blocksPerGroup();
  }

  /** How many blocks read the input where it lies; the others come behind them. */
  int inPlaceBlocks() {
    if (isBroadcast()) {
      return blocks();
    }
    return isDepthwise() ? groups / COUNT : 0;
  }

  /** The first group of a block. */
  int firstGroup(int block) {
    return block / blocksPerGroup() * groupsPerBlock;
  }

  /** The first input channel of a block. */
  long firstInput(int block) {
    return (long) firstGroup(block) * in;
  }

  /** How many groups a block holds. */
  int groupsOf(int block) {
    return Math.min(groupsPerBlock, groups - firstGroup(block));
  }

  /** The first output channel of a block. */
  int firstChannel(int block) {
    return firstGroup(block) * out + block % blocksPerGroup() * COUNT;
  }

  /** How many output channels a block holds, at most a vector. */
  int channelsOf(int block) {
    return Math.min(COUNT, groupsOf(block) * out - block % blocksPerGroup() * COUNT);
  }

  /** From one input channel of a group to the next, in the input or in the spread vectors. */
  long channelBytes() {
    return isBroadcast() ? Float.BYTES : BYTES;
  }

  /** Bytes of a block's weights under one tap: a vector for each input channel of a group. */
  long tapBytes() {
    return (long) in * BYTES;
  }

  /** Bytes of a block's weights under all taps. */
  long blockBytes(ConvProblem problem) {
    return tapBytes() * problem.kernel().volume();
  }
}
