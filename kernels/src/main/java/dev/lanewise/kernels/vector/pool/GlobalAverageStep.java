package dev.lanewise.kernels.vector.pool;

import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/** The mean over all pixels of a sample; a tile is one sample. */
public final class GlobalAverageStep implements Step {
  private final int batch;
  private final int pixels;
  private final int channels;
  private final View in;
  private final View out;

  public GlobalAverageStep(int batch, int pixels, int channels, View in, View out) {
    this.batch = batch;
    this.pixels = pixels;
    this.channels = channels;
    this.in = Memory.of(in);
    this.out = Memory.of(out);
  }

  @Override
  public int tiles() {
    return batch;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    long pixelBytes = in.pixelStride() * Float.BYTES;
    for (int sample = from; sample < to; sample++) {
      AveragePixel.run(
          channels,
          pixels,
          1,
          1,
          pixels,
          in.segment(),
          in.offset() + (long) sample * pixels * pixelBytes,
          0,
          0,
          pixelBytes,
          out.segment(),
          out.offset() + sample * out.pixelStride() * Float.BYTES);
    }
  }
}
