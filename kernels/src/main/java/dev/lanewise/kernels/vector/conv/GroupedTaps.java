package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/**
 * The taps that a rectangle of output pixels sees, as a table in scratch memory.
 *
 * <p>An entry is two longs: how many bytes the input lies behind the begin of a pixel's window, and
 * how many the weights lie behind the block's weights. Products are summed up in the order of the
 * entries, which must not depend on how much of the output is computed at once: where the three
 * taps of a kernel row may share an input there is one entry per row, channel and tap; else, where
 * the input channels of a group are a power of two, one per tap, which stands for {@code 1 <<
 * shift} channels; else one per tap and channel.
 */
final class GroupedTaps {
  /** Bytes of one entry. */
  static final long ENTRY_BYTES = 2 * Long.BYTES;

  private final ConvAxis depth;
  private final ConvAxis height;
  private final ConvAxis width;
  private final int kernelHeight;
  private final int kernelWidth;
  private final GroupedLayout layout;
  private final boolean hasRows;
  private final int entries;

  GroupedTaps(
      ConvAxis depth, ConvAxis height, ConvAxis width, ConvProblem problem, GroupedLayout layout) {
    this.depth = depth;
    this.height = height;
    this.width = width;
    this.kernelHeight = problem.kernel().height();
    this.kernelWidth = problem.kernel().width();
    this.layout = layout;
    this.hasRows = hasRows(problem);
    this.entries = layout.in() >> shift(problem);
  }

  /** Whether the three taps of a kernel row share the inputs of neighbouring pixels. */
  static boolean hasRows(ConvProblem problem) {
    return problem.kernel().width() == 3
        && problem.stride().width() == 1
        && problem.dilation().width() == 1;
  }

  /** The binary logarithm of the channels that one entry stands for. */
  static int shift(ConvProblem problem) {
    int in = problem.groupInChannels();
    return Integer.bitCount(in) == 1 && !hasRows(problem) ? Integer.numberOfTrailingZeros(in) : 0;
  }

  /** Bytes of the longest table. */
  static long bytes(ConvProblem problem) {
    int entries = problem.groupInChannels() >> shift(problem);
    return (long) problem.kernel().volume() * entries * ENTRY_BYTES;
  }

  /**
   * Writes the taps that the given runs of the three axes see.
   *
   * @param planeBytes from one plane of the input to the next
   * @param lineBytes from one line to the next
   * @param pixelBytes from one pixel to the next
   * @return how many products each sum has
   */
  int write(
      int depthRun,
      int heightRun,
      int widthRun,
      long planeBytes,
      long lineBytes,
      long pixelBytes,
      MemorySegment table,
      long tableOffset) {
    long entry = tableOffset;
    int first = width.firstTap(widthRun);
    int count = width.endTap(widthRun) - first;
    long right = width.dilation() * pixelBytes;
    for (int d = depth.firstTap(depthRun); d < depth.endTap(depthRun); d++) {
      for (int h = height.firstTap(heightRun); h < height.endTap(heightRun); h++) {
        long at = d * depth.dilation() * planeBytes + h * height.dilation() * lineBytes;
        long tap = ((long) d * kernelHeight + h) * kernelWidth + first;
        write(count, at + first * right, right, tap * layout.tapBytes(), table, entry);
        entry += (long) count * entries * ENTRY_BYTES;
      }
    }
    return (int) ((entry - tableOffset) / ENTRY_BYTES) * (layout.in() / entries);
  }

  /** The entries of a kernel row: {@code count} taps, {@code right} bytes apart in the input. */
  private void write(
      int count, long input, long right, long weights, MemorySegment table, long tableOffset) {
    MemorySegment tm = Memory.of(table);
    long channelStep = (hasRows ? count : 1) * ENTRY_BYTES;
    long tapStep = (hasRows ? 1 : entries) * ENTRY_BYTES;
    for (int tap = 0; tap < count; tap++) {
      long entry = Memory.offset(tableOffset + tap * tapStep);
      long at = input + tap * right;
      long w = weights + tap * layout.tapBytes();
      for (int i = 0; i < entries; i++) {
        tm.set(JAVA_LONG_UNALIGNED, entry, at);
        tm.set(JAVA_LONG_UNALIGNED, entry + Long.BYTES, w);
        entry += channelStep;
        at += layout.channelBytes();
        w += BYTES;
      }
    }
  }
}
