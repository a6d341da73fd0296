package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The kernel rows of a few output pixels, gathered one behind the other from {@link PaddedLines}.
 *
 * <p>Whole vectors are copied, so each run spills over its end; the next run overwrites that, and
 * behind the last one there is room.
 */
final class RunWindow {
  private final ConvProblem problem;
  private final PaddedLines padded;
  private final int run;
  private final int rows;
  private final long rowBytes;

  RunWindow(ConvProblem problem, PaddedLines padded, int rows) {
    this.problem = problem;
    this.padded = padded;
    this.rows = rows;
    this.run = problem.kernel().width() * problem.inChannels();
    int runs = problem.kernel().depth() * problem.kernel().height();
    this.rowBytes = (long) Math.ceilDiv(runs * run + COUNT, COUNT) * BYTES;
  }

  /** Bytes from one row to the next. */
  long rowBytes() {
    return rowBytes;
  }

  /** Bytes of the window and of what may be read behind the padded lines. */
  long bytes() {
    return rows * rowBytes + BYTES;
  }

  /**
   * Gathers {@code count} pixels of one output line.
   *
   * @param line counted from the first output line of the padded copy, which serves {@code copied}
   * @param pixel first output pixel of the line
   * @param from where the padded copy begins
   * @param to where the window begins
   */
  void gather(
      int line, int copied, int pixel, int count, MemorySegment scratch, long from, long to) {
    Extent kernel = problem.kernel();
    long stride = (long) problem.stride().width() * problem.inChannels() * Float.BYTES;
    int vectors = Math.ceilDiv(run, COUNT);
    long at = to;
    for (int kd = 0; kd < kernel.depth(); kd++) {
      for (int kh = 0; kh < kernel.height(); kh++) {
        long source = from + padded.offset(line, kd, kh, copied) + pixel * stride;
        for (int v = 0; v < vectors; v++) {
          column(
              count, scratch, source + (long) v * BYTES, stride, at + (long) v * BYTES, rowBytes);
        }
        at += (long) run * Float.BYTES;
      }
    }
  }

  private static void column(
      int count, MemorySegment scratch, long from, long fromStride, long to, long toStride) {
    for (int r = 0; r < count; r++) {
      FloatVector.fromMemorySegment(SPECIES, scratch, from + r * fromStride, NATIVE)
          .intoMemorySegment(scratch, to + r * toStride, NATIVE);
    }
  }
}
