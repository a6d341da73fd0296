package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/**
 * A window filled tap by tap: any dilation, any group.
 *
 * <p>Where the taps of one kernel row lie side by side in memory they are copied as one run.
 */
final class TapWindow implements Im2colWindow {
  private final View in;
  private final int channels;
  private final int firstChannel;
  private final Extent size;
  private final Extent out;
  private final Extent kernel;
  private final Extent stride;
  private final Extent pad;
  private final Extent dilation;
  private final boolean wholeKernelRows;

  /**
   * @param channels input channels of one row, a group's or all
   * @param firstChannel where they begin in a pixel
   */
  TapWindow(ConvProblem problem, View in, int channels, int firstChannel) {
    this.in = in;
    this.channels = channels;
    this.firstChannel = firstChannel;
    this.size = problem.in();
    this.out = problem.out();
    this.kernel = problem.kernel();
    this.stride = problem.stride();
    this.pad = problem.padBefore();
    this.dilation = problem.dilation();
    this.wholeKernelRows = in.pixelStride() == channels && dilation.width() == 1;
  }

  @Override
  public void fill(
      int row, int end, int k, int kc, MemorySegment to, long scratchOffset, long toOffset) {
    long rowBytes = rowBytes(kc);
    int ow = row % out.width();
    int line = row / out.width();
    int oh = line % out.height();
    int plane = line / out.height();
    int od = plane % out.depth();
    int sample = plane / out.depth();
    for (int r = 0; r < end - row; r++) {
      int id = od * stride.depth() - pad.depth();
      int ih = oh * stride.height() - pad.height();
      int iw = ow * stride.width() - pad.width();
      fillRow(sample, id, ih, iw, k, kc, to, toOffset + r * rowBytes);
      if (++ow == out.width()) {
        ow = 0;
        if (++oh == out.height()) {
          oh = 0;
          if (++od == out.depth()) {
            od = 0;
            sample++;
          }
        }
      }
    }
  }

  private void fillRow(
      int sample, int id0, int ih0, int iw0, int k, int kc, MemorySegment to, long toOffset) {
    int run = wholeKernelRows ? channels * kernel.width() : channels;
    int unit = k / run;
    int skip = k - unit * run;
    int kw = 0;
    int kernelRow = unit;
    if (!wholeKernelRows) {
      kw = unit % kernel.width();
      kernelRow = unit / kernel.width();
    }
    int kh = kernelRow % kernel.height();
    int kd = kernelRow / kernel.height();
    int done = 0;
    while (done < kc) {
      int count = Math.min(run - skip, kc - done);
      int id = id0 + kd * dilation.depth();
      int ih = ih0 + kh * dilation.height();
      int iw = iw0 + kw * dilation.width();
      long at = toOffset + (long) done * Float.BYTES;
      if (id < 0 || id >= size.depth() || ih < 0 || ih >= size.height()) {
        FloatCopy.zero(to, at, count);
      } else {
        long line = (((long) sample * size.depth() + id) * size.height() + ih) * size.width();
        if (wholeKernelRows) {
          copyClipped(line, iw * channels + skip, count, to, at);
        } else if (iw < 0 || iw >= size.width()) {
          FloatCopy.zero(to, at, count);
        } else {
          long from = (line + iw) * in.pixelStride() + firstChannel + skip;
          FloatCopy.copy(in.segment(), in.offset() + from * Float.BYTES, to, at, count);
        }
      }
      done += count;
      skip = 0;
      if (wholeKernelRows || ++kw == kernel.width()) {
        kw = 0;
        if (++kh == kernel.height()) {
          kh = 0;
          kd++;
        }
      }
    }
  }

  /** Copies floats {@code start ..} of one input line; what lies outside the line is zero. */
  private void copyClipped(long line, int start, int count, MemorySegment to, long at) {
    int width = size.width() * channels;
    int before = Math.min(count, Math.max(0, -start));
    int inside = Math.max(0, Math.min(start + count, width) - (start + before));
    if (before > 0) {
      FloatCopy.zero(to, at, before);
    }
    if (inside > 0) {
      long from = line * channels + start + before;
      FloatCopy.copy(
          in.segment(),
          in.offset() + from * Float.BYTES,
          to,
          at + (long) before * Float.BYTES,
          inside);
    }
    int after = count - before - inside;
    if (after > 0) {
      FloatCopy.zero(to, at + (long) (before + inside) * Float.BYTES, after);
    }
  }
}
