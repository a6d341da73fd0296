package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/** Rectangles of output pixels of a depthwise 3x3 convolution, in whole vectors of channels. */
final class DepthwiseRectangles {
  private static final Extent KERNEL = new Extent(1, 3, 3);
  private static final int TAPS = 9;

  /** Short lines are computed several at a time: so many pixels at least. */
  private static final int LEAST_PIXELS = 128;

  private final GroupedConv.Packed packed;
  private final Extent outSize;
  private final View out;
  private final float low;
  private final float high;

  /**
   * @param post null for none; not an activation
   */
  DepthwiseRectangles(ConvProblem problem, GroupedConv.Packed packed, PostOp post, View out) {
    this.packed = packed;
    this.outSize = problem.out();
    this.out = out;
    this.low = post instanceof Clamp clamp ? clamp.low() : Float.NEGATIVE_INFINITY;
    this.high = post instanceof Clamp clamp ? clamp.high() : Float.POSITIVE_INFINITY;
  }

  /** Whether a convolution is computed so where the taps allow it. */
  static boolean accepts(ConvProblem problem, GroupedLayout layout, PostOp post, View residual) {
    return layout.isDepthwise()
        && problem.kernel().equals(KERNEL)
        && (post == null || post instanceof Clamp)
        && residual == null;
  }

  /**
   * Computes a rectangle.
   *
   * @param block the first block of channels
   * @param blocks how many
   * @param firstTap number of the first tap that the pixels see
   * @param down how many taps they see below each other, 2 or 3, and so {@code across}
   * @param window where that tap lies for the first pixel and block, in bytes
   * @param pixel the first output pixel; further arguments as in {@link DepthwiseMicrokernel#run}
   */
  void run(
      int block,
      int blocks,
      int firstTap,
      int down,
      int across,
      int lines,
      int pixels,
      MemorySegment in,
      long window,
      long lineStride,
      long pixelStride,
      long tapLine,
      long tapPixel,
      long pixel) {
    long toPixel = out.pixelStride() * Float.BYTES;
    long toLine = outSize.width() * toPixel;
    int band = Math.ceilDiv(LEAST_PIXELS, pixels);
    for (int line = 0; line < lines; line += band) {
      int count = Math.min(band, lines - line);
      for (int b = block; b < block + blocks; b++) {
        long channelBytes = (long) b * COUNT * Float.BYTES;
        DepthwiseMicrokernel.run(
            down,
            across,
            count,
            pixels,
            in,
            window + line * lineStride + (long) (b - block) * COUNT * Float.BYTES,
            lineStride,
            pixelStride,
            tapLine,
            tapPixel,
            packed.weights(),
            Memory.base(packed.weights()) + ((long) b * TAPS + firstTap) * BYTES,
            packed.bias(),
            Memory.base(packed.bias()) + channelBytes,
            low,
            high,
            out.segment(),
            out.offset() + pixel * toPixel + line * toLine + channelBytes,
            toLine,
            toPixel);
      }
    }
  }
}
