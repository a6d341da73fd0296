package dev.lanewise.kernels.vector.pool;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/** Max or average pooling with the channels in the lanes; a tile is one row of output pixels. */
public final class PoolStep implements Step {
  private final PoolProblem problem;
  private final Extent outSize;
  private final PoolWindow[] depths;
  private final PoolWindow[] heights;
  private final PoolWindow[] widths;
  private final View in;
  private final View out;

  public PoolStep(PoolProblem problem, View in, View out) {
    this.problem = problem;
    this.outSize = problem.out();
    this.in = Memory.of(in);
    this.out = Memory.of(out);
    Extent size = problem.in();
    Extent kernel = problem.kernel();
    Extent stride = problem.stride();
    Extent dilation = problem.dilation();
    Extent before = problem.padBefore();
    Extent after = problem.padAfter();
    depths =
        PoolWindow.all(
            size.depth(),
            kernel.depth(),
            stride.depth(),
            dilation.depth(),
            before.depth(),
            after.depth(),
            outSize.depth());
    heights =
        PoolWindow.all(
            size.height(),
            kernel.height(),
            stride.height(),
            dilation.height(),
            before.height(),
            after.height(),
            outSize.height());
    widths =
        PoolWindow.all(
            size.width(),
            kernel.width(),
            stride.width(),
            dilation.width(),
            before.width(),
            after.width(),
            outSize.width());
  }

  @Override
  public int tiles() {
    return problem.batch() * outSize.depth() * outSize.height();
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int tile = from; tile < to; tile++) {
      int oh = tile % outSize.height();
      int plane = tile / outSize.height();
      row(plane / outSize.depth(), plane % outSize.depth(), oh, tile);
    }
  }

  private void row(int sample, int od, int oh, long outLine) {
    Extent size = problem.in();
    Extent dilation = problem.dilation();
    PoolWindow depth = depths[od];
    PoolWindow height = heights[oh];
    long pixelBytes = in.pixelStride() * Float.BYTES;
    long wStep = dilation.width() * pixelBytes;
    long hStep = (long) dilation.height() * size.width() * pixelBytes;
    long dStep = (long) dilation.depth() * size.height() * size.width() * pixelBytes;
    long plane = (long) sample * size.depth() + depth.position(dilation.depth());
    long line = plane * size.height() + height.position(dilation.height());
    for (int ow = 0; ow < outSize.width(); ow++) {
      PoolWindow width = widths[ow];
      long pixel = line * size.width() + width.position(dilation.width());
      long from = in.offset() + pixel * pixelBytes;
      long at = out.offset() + (outLine * outSize.width() + ow) * out.pixelStride() * Float.BYTES;
      if (problem.kind() == PoolProblem.Kind.MAX) {
        PoolPixel.max(
            problem.channels(),
            depth.count(),
            height.count(),
            width.count(),
            in.segment(),
            from,
            dStep,
            hStep,
            wStep,
            out.segment(),
            at);
      } else {
        boolean inside = problem.kind() == PoolProblem.Kind.AVERAGE_INSIDE;
        float divisor =
            inside
                ? Math.max(1, depth.count() * height.count() * width.count())
                : depth.padded() * height.padded() * width.padded();
        PoolPixel.average(
            problem.channels(),
            divisor,
            depth.count(),
            height.count(),
            width.count(),
            in.segment(),
            from,
            dStep,
            hStep,
            wStep,
            out.segment(),
            at);
      }
    }
  }
}
