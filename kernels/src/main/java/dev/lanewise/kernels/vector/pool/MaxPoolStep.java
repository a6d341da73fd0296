package dev.lanewise.kernels.vector.pool;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Max pooling with the channels in the lanes; a tile is one row of output pixels.
 *
 * <p>First all lines of the input that the row's windows see become one line of maxima, then each
 * pixel is the largest of its neighbours there: a window of 3x3 takes 4 comparisons instead of 8.
 * Rows are worked off in strips, whose line of maxima stays in the first-level cache.
 */
public final class MaxPoolStep implements Step {
  /** What the line of maxima of a strip may take. */
  private static final long LINE_BYTES = 32 << 10;

  private final PoolProblem problem;
  private final Extent size;
  private final Extent outSize;
  private final PoolWindows windows;
  private final View in;
  private final View out;
  private final int stripColumns;
  private final long scratchBytes;

  public MaxPoolStep(PoolProblem problem, View in, View out) {
    this.problem = problem;
    this.size = problem.in();
    this.outSize = problem.out();
    this.windows = PoolWindows.of(problem);
    this.in = Memory.of(in);
    this.out = Memory.of(out);
    long pixelBytes = (long) problem.channels() * Float.BYTES;
    int stride = problem.stride().width();
    long span = (problem.kernel().width() - 1L) * problem.dilation().width() + 1;
    long room = Math.min(LINE_BYTES / pixelBytes, size.width());
    this.stripColumns = (int) Math.max(1, (room - span) / stride + 1);
    boolean hasLines = problem.kernel().depth() * problem.kernel().height() > 1;
    long columns = Math.min((stripColumns - 1L) * stride + span, size.width());
    this.scratchBytes = hasLines ? columns * pixelBytes : 0;
  }

  @Override
  public int tiles() {
    return problem.batch() * outSize.depth() * outSize.height();
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int tile = from; tile < to; tile++) {
      for (int column = 0; column < outSize.width(); column += stripColumns) {
        strip(tile, column, Math.min(outSize.width(), column + stripColumns), scratch);
      }
    }
  }

  private void strip(int tile, int column0, int column1, MemorySegment scratch) {
    int oh = tile % outSize.height();
    int plane = tile / outSize.height();
    PoolWindow depth = windows.depths()[plane % outSize.depth()];
    PoolWindow height = windows.heights()[oh];
    int lines = depth.count() * height.count();
    if (lines == 0) {
      long at = outOffset(tile, column0);
      Maxima.ofNone(column1 - column0, problem.channels(), out.segment(), at, outStride());
      return;
    }
    int dilation = problem.dilation().depth();
    long sample = plane / outSize.depth();
    long inPlane = sample * size.depth() + depth.position(dilation);
    long inLine = inPlane * size.height() + height.position(problem.dilation().height());
    long line = in.offset() + inLine * size.width() * pixelBytes();
    if (lines == 1) {
      across(tile, column0, column1, in.segment(), line, pixelBytes());
      return;
    }
    int first = size.width();
    int end = 0;
    for (int column = column0; column < column1; column++) {
      PoolWindow width = windows.widths()[column];
      if (width.count() > 0) {
        int position = width.position(problem.dilation().width());
        first = Math.min(first, position);
        end = Math.max(end, position + (width.count() - 1) * problem.dilation().width() + 1);
      }
    }
    long base = Memory.base(scratch);
    long stride = (long) problem.channels() * Float.BYTES;
    if (first < end) {
      down(depth.count(), height.count(), line + first * pixelBytes(), end - first, scratch, base);
    }
    across(tile, column0, column1, scratch, base - first * stride, stride);
  }

  /** The largest elements of all lines, for a run of columns, into scratch memory. */
  private void down(
      int depths, int heights, long from, int columns, MemorySegment scratch, long to) {
    int channels = problem.channels();
    boolean isDense = in.pixelStride() == channels;
    int pixels = isDense ? 1 : columns;
    int run = isDense ? columns * channels : channels;
    long stride = pixelBytes();
    long toStride = (long) channels * Float.BYTES;
    int last = depths * heights - 1;
    for (int i = 1; i <= last; i += 2) {
      Maxima.ofThree(
          pixels,
          run,
          i == 1 ? in.segment() : scratch,
          i == 1 ? from : to,
          i == 1 ? stride : toStride,
          in.segment(),
          from + lineOffset(i, heights),
          from + lineOffset(Math.min(i + 1, last), heights),
          stride,
          scratch,
          to,
          toStride);
    }
  }

  /** From the first line that a window sees to another one, in bytes. */
  private long lineOffset(int line, int heights) {
    long down = (long) (line % heights) * problem.dilation().height();
    long deep = (long) (line / heights) * problem.dilation().depth() * size.height();
    return (deep + down) * size.width() * pixelBytes();
  }

  /**
   * The largest elements along a line, whose column 0 would lie at {@code line}: runs of pixels
   * whose windows have the same number of taps inside.
   */
  private void across(
      int tile, int column0, int column1, MemorySegment source, long line, long stride) {
    int dilation = problem.dilation().width();
    int step = problem.stride().width();
    int end;
    for (int column = column0; column < column1; column = end) {
      PoolWindow width = windows.widths()[column];
      int position = width.position(dilation);
      end = column + 1;
      while (end < column1
          && windows.widths()[end].count() == width.count()
          && windows.widths()[end].position(dilation) == position + (end - column) * step) {
        end++;
      }
      long at = outOffset(tile, column);
      if (width.count() == 0) {
        Maxima.ofNone(end - column, problem.channels(), out.segment(), at, outStride());
        continue;
      }
      long from = line + position * stride;
      int last = width.count() - 1;
      for (int i = Math.min(1, last); i <= last; i += 2) {
        boolean isFirst = i <= 1;
        Maxima.ofThree(
            end - column,
            problem.channels(),
            isFirst ? source : out.segment(),
            isFirst ? from : at,
            isFirst ? step * stride : outStride(),
            source,
            from + i * dilation * stride,
            from + Math.min(i + 1, last) * dilation * stride,
            step * stride,
            out.segment(),
            at,
            outStride());
      }
    }
  }

  private long outOffset(long line, int column) {
    return out.offset() + (line * outSize.width() + column) * outStride();
  }

  private long outStride() {
    return out.pixelStride() * Float.BYTES;
  }

  private long pixelBytes() {
    return in.pixelStride() * Float.BYTES;
  }
}
