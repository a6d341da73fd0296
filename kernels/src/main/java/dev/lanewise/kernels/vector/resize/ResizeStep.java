package dev.lanewise.kernels.vector.resize;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.ResizeProblem;
import dev.lanewise.kernels.ResizeProblem.Taps;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Nearest or linear resize; a tile is one row of output pixels.
 *
 * <p>The rows that an output row lies between are blended into scratch memory first, then the
 * pixels of that one row.
 */
public final class ResizeStep implements Step {
  private final int batch;
  private final int channels;
  private final Extent inSize;
  private final Extent outSize;
  private final Taps[] depths;
  private final Taps[] heights;
  private final Taps[] widths;
  private final View in;
  private final View out;
  private final boolean dense;

  public ResizeStep(ResizeProblem problem, View in, View out) {
    this.batch = problem.batch();
    this.channels = problem.channels();
    this.inSize = problem.in();
    this.outSize = problem.out();
    this.depths = problem.depthTaps();
    this.heights = problem.heightTaps();
    this.widths = problem.widthTaps();
    this.in = Memory.of(in);
    this.out = Memory.of(out);
    this.dense = in.pixelStride() == channels;
  }

  @Override
  public int tiles() {
    return batch * outSize.depth() * outSize.height();
  }

  @Override
  public long scratchBytes() {
    return rowBytes();
  }

  private long rowBytes() {
    return (long) inSize.width() * channels * Float.BYTES;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int tile = from; tile < to; tile++) {
      Taps h = heights[tile % outSize.height()];
      int plane = tile / outSize.height();
      Taps d = depths[plane % outSize.depth()];
      int sample = plane / outSize.depth();
      if (d.weight() == 0 && h.weight() == 0) {
        row(in.segment(), line(sample, d.first(), h.first()), in.pixelStride(), tile);
      } else {
        blend(sample, d, h, scratch);
        row(scratch, Memory.base(scratch), channels, tile);
      }
    }
  }

  /** The byte where a row of input pixels begins. */
  private long line(int sample, int d, int h) {
    long row = ((long) sample * inSize.depth() + d) * inSize.height() + h;
    return in.offset() + row * inSize.width() * in.pixelStride() * Float.BYTES;
  }

  /** Two or four rows of the input, weighed, as a dense row. */
  private void blend(int sample, Taps d, Taps h, MemorySegment scratch) {
    long first = line(sample, d.first(), h.first());
    long pixelBytes = in.pixelStride() * Float.BYTES;
    int runs = dense ? 1 : inSize.width();
    int length = dense ? inSize.width() * channels : channels;
    for (int run = 0; run < runs; run++) {
      long skip = run * pixelBytes;
      long to = Memory.base(scratch) + (long) run * channels * Float.BYTES;
      if (d.weight() == 0 || h.weight() == 0) {
        long second = line(sample, d.second(), h.second());
        double weight = d.weight() == 0 ? h.weight() : d.weight();
        Blend.two(
            length,
            in.segment(),
            first + skip,
            second + skip,
            (float) (1 - weight),
            (float) weight,
            scratch,
            to);
      } else {
        Blend.four(
            length,
            in.segment(),
            first + skip,
            line(sample, d.first(), h.second()) + skip,
            line(sample, d.second(), h.first()) + skip,
            line(sample, d.second(), h.second()) + skip,
            (float) (1 - d.weight()),
            (float) d.weight(),
            (float) (1 - h.weight()),
            (float) h.weight(),
            scratch,
            to);
      }
    }
  }

  private void row(MemorySegment source, long from, long stride, int outLine) {
    long pixelBytes = stride * Float.BYTES;
    for (int ow = 0; ow < outSize.width(); ow++) {
      Taps w = widths[ow];
      long to =
          out.offset() + ((long) outLine * outSize.width() + ow) * out.pixelStride() * Float.BYTES;
      long first = from + w.first() * pixelBytes;
      if (w.weight() == 0) {
        Blend.copy(channels, source, first, out.segment(), to);
      } else {
        Blend.two(
            channels,
            source,
            first,
            from + w.second() * pixelBytes,
            (float) (1 - w.weight()),
            (float) w.weight(),
            out.segment(),
            to);
      }
    }
  }
}
