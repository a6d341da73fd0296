package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/**
 * The taps that a rectangle of output pixels sees, as a table in scratch memory.
 *
 * <p>An entry is two longs: how many bytes the input lies behind the begin of a pixel's window, and
 * how many the weights lie behind the block's weights. Where the input channels of a group are a
 * power of two there is one entry per tap, which stands for {@code 1 << shift} channels; else one
 * per tap and channel.
 */
final class GroupedTaps {
  /** Bytes of one entry. */
  static final int ENTRY_BYTES = 2 * Long.BYTES;

  private final GroupedAxis depth;
  private final GroupedAxis height;
  private final GroupedAxis width;
  private final int kernelHeight;
  private final int kernelWidth;
  private final GroupedLayout layout;
  private final int entries;

  GroupedTaps(
      GroupedAxis depth,
      GroupedAxis height,
      GroupedAxis width,
      int kernelHeight,
      int kernelWidth,
      GroupedLayout layout) {
    this.depth = depth;
    this.height = height;
    this.width = width;
    this.kernelHeight = kernelHeight;
    this.kernelWidth = kernelWidth;
    this.layout = layout;
    this.entries = layout.in() >> shift(layout);
  }

  /** The binary logarithm of the channels that one entry stands for. */
  static int shift(GroupedLayout layout) {
    return Integer.bitCount(layout.in()) == 1 ? Integer.numberOfTrailingZeros(layout.in()) : 0;
  }

  /** Bytes of the longest table. */
  static long bytes(GroupedLayout layout, int taps) {
    return (long) taps * (layout.in() >> shift(layout)) * ENTRY_BYTES;
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
    MemorySegment memory = Memory.of(table);
    long entry = tableOffset;
    int taps = 0;
    for (int d = depth.firstTap(depthRun); d < depth.endTap(depthRun); d++) {
      for (int h = height.firstTap(heightRun); h < height.endTap(heightRun); h++) {
        for (int w = width.firstTap(widthRun); w < width.endTap(widthRun); w++) {
          long at =
              d * depth.dilation() * planeBytes
                  + h * height.dilation() * lineBytes
                  + w * width.dilation() * pixelBytes;
          long tap = ((long) d * kernelHeight + h) * kernelWidth + w;
          for (int i = 0; i < entries; i++) {
            memory.set(JAVA_LONG_UNALIGNED, entry, at + i * layout.channelBytes());
            long weights = tap * layout.tapBytes() + (long) i * BYTES;
            memory.set(JAVA_LONG_UNALIGNED, entry + Long.BYTES, weights);
            entry += ENTRY_BYTES;
          }
          taps++;
        }
      }
    }
    return taps * layout.in();
  }
}
