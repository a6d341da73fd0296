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

  private final Extent stride;
  private final Extent outSize;
  private final ConvAxis depth;
  private final ConvAxis height;
  private final ConvAxis width;
  private final GroupedConv.Packed packed;
  private final Clamp limits;
  private final View out;

  /**
   * @param post null for none; not an activation
   */
  DepthwiseRectangles(
      ConvProblem problem,
      ConvAxis depth,
      ConvAxis height,
      ConvAxis width,
      GroupedConv.Packed packed,
      PostOp post,
      View out) {
    this.stride = problem.stride();
    this.outSize = problem.out();
    this.depth = depth;
    this.height = height;
    this.width = width;
    this.packed = packed;
    this.limits = post instanceof Clamp clamp ? clamp : Clamp.NONE;
    this.out = out;
  }

  /** Whether a convolution is computed so where the taps allow it. */
  static boolean accepts(ConvProblem problem, GroupedLayout layout, PostOp post, View residual) {
    return layout.isDepthwise()
        && problem.kernel().equals(KERNEL)
        && (post == null || post instanceof Clamp)
        && residual == null;
  }

  /** Whether pixels that see the taps of these runs of the axes are computed so. */
  boolean takes(int depthRun, int heightRun, int widthRun) {
    return taps(depth, depthRun) == 1
        && DepthwiseMicrokernel.takes(taps(height, heightRun), taps(width, widthRun));
  }

  private static int taps(ConvAxis axis, int run) {
    return axis.endTap(run) - axis.firstTap(run);
  }

  /**
   * Computes lines {@code oh .. ohEnd} and columns {@code ow .. owEnd} of a plane, all of which see
   * the same taps.
   *
   * @param block the first block of channels
   * @param blocks how many
   * @param origin where the first block's input position (0, 0, 0) of the sample lies, in bytes
   * @param planeBytes from one plane of the input to the next
   * @param lineBytes from one line to the next
   * @param pixelBytes from one pixel to the next
   */
  void run(
      int plane,
      int oh,
      int ohEnd,
      int ow,
      int owEnd,
      int block,
      int blocks,
      MemorySegment in,
      long origin,
      long planeBytes,
      long lineBytes,
      long pixelBytes) {
    int heightRun = height.run(oh);
    int widthRun = width.run(ow);
    int firstDown = height.firstTap(heightRun);
    int firstAcross = width.firstTap(widthRun);
    int firstTap = firstDown * KERNEL.width() + firstAcross;
    long tapLine = height.dilation() * lineBytes;
    long tapPixel = width.dilation() * pixelBytes;
    long lineStride = stride.height() * lineBytes;
    long window =
        origin
            + depth.window(plane % outSize.depth()) * planeBytes
            + height.window(oh) * lineBytes
            + firstDown * tapLine
            + width.window(ow) * pixelBytes
            + firstAcross * tapPixel;
    long pixel = ((long) plane * outSize.height() + oh) * outSize.width() + ow;
    int lines = ohEnd - oh;
    int pixels = owEnd - ow;
    long toPixel = out.pixelStride() * Float.BYTES;
    long toLine = outSize.width() * toPixel;
    int band = Math.ceilDiv(LEAST_PIXELS, pixels);
    for (int line = 0; line < lines; line += band) {
      int count = Math.min(band, lines - line);
      for (int b = block; b < block + blocks; b++) {
        long channelBytes = (long) b * COUNT * Float.BYTES;
        DepthwiseMicrokernel.run(
            taps(height, heightRun),
            taps(width, widthRun),
            count,
            pixels,
            in,
            window + line * lineStride + (long) (b - block) * COUNT * Float.BYTES,
            lineStride,
            stride.width() * pixelBytes,
            tapLine,
            tapPixel,
            packed.weights(),
            Memory.base(packed.weights()) + ((long) b * TAPS + firstTap) * BYTES,
            packed.bias(),
            Memory.base(packed.bias()) + channelBytes,
            limits.low(),
            limits.high(),
            out.segment(),
            out.offset() + pixel * toPixel + line * toLine + channelBytes,
            toLine,
            toPixel);
      }
    }
  }
}
