package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/**
 * The window of a dense 1-D convolution: the taps of an output are neighbouring pixels, so that row
 * m of the matrix is the {@code kw * C} floats from pixel {@code m * stride} on, where they lie,
 * and rows overlap.
 *
 * <p>Nothing is copied but the pixels of a block of rows that reaches into the padding, or whose
 * pixels have gaps; and each of these once, not once per tap.
 */
final class SignalWindow implements Im2colWindow {
  private final View in;
  private final int channels;
  private final int length;
  private final int outLength;
  private final int kernel;
  private final int stride;
  private final int pad;
  private final int mostRows;
  private final boolean isDense;

  /**
   * @param mostRows the most rows that are prepared at once
   */
  SignalWindow(ConvProblem problem, View in, int mostRows) {
    this.in = in;
    this.channels = problem.inChannels();
    this.length = problem.in().width();
    this.outLength = problem.out().width();
    this.kernel = problem.kernel().width();
    this.stride = problem.stride().width();
    this.pad = problem.padBefore().width();
    this.mostRows = mostRows;
    this.isDense = in.pixelStride() == channels;
  }

  /** Whether a problem is one of dense lines. */
  static boolean accepts(ConvProblem problem) {
    return problem.groups() == 1
        && problem.in().depth() == 1
        && problem.in().height() == 1
        && problem.out().depth() == 1
        && problem.out().height() == 1
        && problem.kernel().depth() == 1
        && problem.kernel().height() == 1
        && problem.padBefore().depth() == 0
        && problem.padBefore().height() == 0
        && (problem.dilation().width() == 1 || problem.kernel().width() == 1);
  }

  @Override
  public long scratchBytes() {
    return ((mostRows - 1L) * stride + kernel) * channels * Float.BYTES;
  }

  @Override
  public int blockEnd(int row, int end) {
    return Math.min(end, (row / outLength + 1) * outLength);
  }

  /** The first pixel that an output of a row reads, counted from the line's beginning. */
  private int firstPixel(int row) {
    return row % outLength * stride - pad;
  }

  private boolean isInPlace(int row, int end) {
    return isDense && firstPixel(row) >= 0 && firstPixel(end - 1) + kernel <= length;
  }

  @Override
  public void fill(
      int row, int end, int k, int kc, MemorySegment scratch, long scratchOffset, long toOffset) {}

  @Override
  public long windowBytes(int rows, int kc) {
    return 0;
  }

  @Override
  public MemorySegment segment(int row, int end, MemorySegment scratch) {
    return isInPlace(row, end) ? in.segment() : scratch;
  }

  @Override
  public long offset(int row, int end, int k, long scratchOffset, long toOffset) {
    long column = (long) k * Float.BYTES;
    if (!isInPlace(row, end)) {
      return scratchOffset + column;
    }
    long pixel = (long) (row / outLength) * length + firstPixel(row);
    return in.offset() + pixel * channels * Float.BYTES + column;
  }

  @Override
  public long rowBytes(int kc) {
    return (long) stride * channels * Float.BYTES;
  }

  @Override
  public void prepare(int row, int end, MemorySegment scratch, long scratchOffset) {
    if (isInPlace(row, end)) {
      return;
    }
    int first = firstPixel(row);
    int pixels = (end - 1 - row) * stride + kernel;
    int before = Math.clamp(-(long) first, 0, pixels);
    int inside = Math.clamp((long) length - first, before, pixels) - before;
    long pixelBytes = (long) channels * Float.BYTES;
    long line = (long) (row / outLength) * length;
    long from = in.offset() + (line + first + before) * in.pixelStride() * Float.BYTES;
    long to = scratchOffset + before * pixelBytes;
    FloatCopy.zero(scratch, scratchOffset, before * channels);
    if (isDense) {
      FloatCopy.copy(in.segment(), from, scratch, to, inside * channels);
    } else {
      for (int p = 0; p < inside; p++) {
        long source = from + p * in.pixelStride() * Float.BYTES;
        FloatCopy.copy(in.segment(), source, scratch, to + p * pixelBytes, channels);
      }
    }
    int after = pixels - before - inside;
    FloatCopy.zero(scratch, to + inside * pixelBytes, after * channels);
  }
}
