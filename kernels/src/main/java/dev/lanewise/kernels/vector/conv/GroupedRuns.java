package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.REGISTERS;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.Epilogue;
import java.lang.foreign.MemorySegment;

/**
 * Runs of output pixels that see the same taps, along a line or down a column, cut into register
 * tiles.
 *
 * <p>A tile is two halves of equal length that overlap where a run does not fill them: their common
 * pixels are computed twice, to the same bits.
 */
final class GroupedRuns {
  /** The most pixels of a register tile. */
  static final int MOST = REGISTERS >= 32 ? 14 : 8;

  /** Scratch bytes of the sums on their way to the epilogue. */
  static final long SUM_BYTES = (long) MOST * BYTES;

  private final GroupedConv.Packed packed;
  private final long blockWeights;
  private final GroupedTile tile;
  private final int[] firstChannels;
  private final int[] channelCounts;
  private final long[] inputChannels;
  private final PostOp post;
  private final View residual;
  private final View residualColumn;
  private final View out;
  private final View outColumn;

  /**
   * @param post null for none
   * @param residual null for none
   */
  GroupedRuns(
      ConvProblem problem, GroupedConv.Packed packed, PostOp post, View residual, View out) {
    GroupedLayout layout = GroupedLayout.of(problem);
    this.packed = packed;
    this.blockWeights = layout.blockBytes(problem);
    this.tile = new GroupedTile(problem, layout, packed.weights());
    this.firstChannels = new int[layout.blocks()];
    this.channelCounts = new int[layout.blocks()];
    this.inputChannels = new long[layout.blocks()];
    for (int block = 0; block < firstChannels.length; block++) {
      firstChannels[block] = layout.firstChannel(block);
      channelCounts[block] = layout.channelsOf(block);
      inputChannels[block] = layout.firstInput(block);
    }
    this.post = post;
    this.residual = residual;
    this.out = out;
    this.residualColumn = residual == null ? null : column(residual, problem);
    this.outColumn = column(out, problem);
  }

  private static View column(View view, ConvProblem problem) {
    return new View(view.segment(), view.offset(), view.pixelStride() * problem.out().width());
  }

  /**
   * Computes a run in some blocks of channels.
   *
   * @param block the first block
   * @param blocks how many
   * @param pixels how many
   * @param products of each sum
   * @param in input, or the spread vectors
   * @param window where the first pixel's window begins in the first block, in bytes
   * @param windowStride from one pixel's window to the next one's, in bytes
   * @param pixel the first output pixel
   * @param down whether the run goes down a column
   * @param isRow whether kernel rows have three taps that step as the pixels do
   * @param scratch holds the table at {@code tableOffset} and room for {@link #SUM_BYTES} at {@code
   *     sums}
   */
  void run(
      int block,
      int blocks,
      int pixels,
      int products,
      MemorySegment in,
      long window,
      long windowStride,
      long pixel,
      boolean down,
      boolean isRow,
      MemorySegment scratch,
      long tableOffset,
      long sums) {
    View to = down ? outColumn : out;
    View addend = down ? residualColumn : residual;
    int pieces = Math.ceilDiv(pixels, MOST);
    for (int b = block; b < block + blocks; b++) {
      int channel = firstChannels[b];
      int channels = channelCounts[b];
      long weights = Memory.base(packed.weights()) + b * blockWeights;
      long bias = Memory.base(packed.bias()) + (long) channel * Float.BYTES;
      long first = window + (inputChannels[b] - inputChannels[block]) * Float.BYTES;
      for (int piece = 0; piece < pieces; piece++) {
        int from = (int) ((long) pixels * piece / pieces);
        int count = (int) ((long) pixels * (piece + 1) / pieces) - from;
        long a = first + from * windowStride;
        if (count < 4) {
          tile.singles(count, products, in, a, windowStride, weights, scratch, tableOffset, sums);
        } else if (isRow) {
          tile.rowPair(
              count, products / 3, in, a, windowStride, weights, scratch, tableOffset, sums);
        } else {
          tile.pair(count, products, in, a, windowStride, weights, scratch, tableOffset, sums);
        }
        Epilogue.column(
            count,
            channels,
            scratch,
            sums,
            BYTES,
            packed.bias(),
            bias,
            addend,
            addend == null ? 0 : offset(residual, addend, pixel, from, channel),
            post,
            to,
            offset(out, to, pixel, from, channel));
      }
    }
  }

  private static long offset(View view, View run, long pixel, int first, int channel) {
    long floats = pixel * view.pixelStride() + first * run.pixelStride() + channel;
    return view.offset() + floats * Float.BYTES;
  }
}
