package dev.lanewise.kernels.vector.pool;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/** Average pooling to a given number of windows; a tile is one row of output pixels. */
public final class AdaptiveAverageStep implements Step {
  private final int batch;
  private final int channels;
  private final Extent size;
  private final Extent outSize;
  private final View in;
  private final View out;

  public AdaptiveAverageStep(
      int batch, int channels, Extent size, Extent outSize, View in, View out) {
    this.batch = batch;
    this.channels = channels;
    this.size = size;
    this.outSize = outSize;
    this.in = Memory.of(in);
    this.out = Memory.of(out);
  }

  @Override
  public int tiles() {
    return batch * outSize.depth() * outSize.height();
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
    long pixelBytes = in.pixelStride() * Float.BYTES;
    long hStep = size.width() * pixelBytes;
    long dStep = size.height() * hStep;
    int d = start(od, size.depth(), outSize.depth());
    int h = start(oh, size.height(), outSize.height());
    int depth = end(od, size.depth(), outSize.depth()) - d;
    int height = end(oh, size.height(), outSize.height()) - h;
    long line = ((long) sample * size.depth() + d) * size.height() + h;
    for (int ow = 0; ow < outSize.width(); ow++) {
      int w = start(ow, size.width(), outSize.width());
      int width = end(ow, size.width(), outSize.width()) - w;
      AveragePixel.run(
          channels,
          (float) depth * height * width,
          depth,
          height,
          width,
          in.segment(),
          in.offset() + line * hStep + w * pixelBytes,
          dStep,
          hStep,
          pixelBytes,
          out.segment(),
          out.offset() + (outLine * outSize.width() + ow) * out.pixelStride() * Float.BYTES);
    }
  }

  private static int start(int window, int in, int windows) {
    return (int) ((long) window * in / windows);
  }

  private static int end(int window, int in, int windows) {
    return (int) Math.ceilDiv((window + 1L) * in, (long) windows);
  }
}
