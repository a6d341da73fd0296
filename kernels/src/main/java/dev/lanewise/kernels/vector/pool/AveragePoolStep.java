package dev.lanewise.kernels.vector.pool;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/** Average pooling with the channels in the lanes; a tile is one row of output pixels. */
public final class AveragePoolStep implements Step {
  private final PoolProblem problem;
  private final Extent outSize;
  private final PoolWindows windows;
  private final View in;
  private final View out;

  public AveragePoolStep(PoolProblem problem, View in, View out) {
    this.problem = problem;
    this.outSize = problem.out();
    this.windows = PoolWindows.of(problem);
    this.in = Memory.of(in);
    this.out = Memory.of(out);
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
    PoolWindow depth = windows.depths()[od];
    PoolWindow height = windows.heights()[oh];
    long pixelBytes = in.pixelStride() * Float.BYTES;
    long wStep = dilation.width() * pixelBytes;
    long hStep = (long) dilation.height() * size.width() * pixelBytes;
    long dStep = (long) dilation.depth() * size.height() * size.width() * pixelBytes;
    long plane = (long) sample * size.depth() + depth.position(dilation.depth());
    long line = plane * size.height() + height.position(dilation.height());
    for (int ow = 0; ow < outSize.width(); ow++) {
      PoolWindow width = windows.widths()[ow];
      long pixel = line * size.width() + width.position(dilation.width());
      long from = in.offset() + pixel * pixelBytes;
      long at = out.offset() + (outLine * outSize.width() + ow) * out.pixelStride() * Float.BYTES;
      boolean inside = problem.kind() == PoolProblem.Kind.AVERAGE_INSIDE;
      float divisor =
          inside
              ? Math.max(1, depth.count() * height.count() * width.count())
              : depth.padded() * height.padded() * width.padded();
      AveragePixel.run(
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
