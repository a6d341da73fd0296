package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * A window filled from whole lines, for dense kernel rows.
 *
 * <p>The taps of a kernel row are one run of {@code kw * C} floats, and the runs of neighbouring
 * output pixels begin {@code stride * C} floats apart, so a vector of the run is copied for all
 * pixels of a line in one loop. With padding, the lines are first copied with zeros around them.
 */
final class LineWindow implements Im2colWindow {
  private final ConvProblem problem;
  private final View in;
  private final Extent outSize;
  private final PaddedLines padded;
  private final int run;
  private final int width;
  private final long pixelBytes;

  LineWindow(ConvProblem problem, View in, int mostRows) {
    this.problem = problem;
    this.in = in;
    this.outSize = problem.out();
    this.run = problem.kernel().width() * problem.inChannels();
    boolean inPlace =
        problem.padBefore().equals(Extent.ZERO)
            && problem.padAfter().equals(Extent.ZERO)
            && (problem.kernel().width() == 1 || in.pixelStride() == problem.inChannels());
    this.padded = inPlace ? null : new PaddedLines(problem, in, mostRows);
    this.width = outSize.width();
    this.pixelBytes = Float.BYTES * (inPlace ? in.pixelStride() : problem.inChannels());
  }

  @Override
  public long scratchBytes() {
    return padded == null ? 0 : padded.bytes();
  }

  @Override
  public int blockEnd(int row, int end) {
    return padded == null ? end : Math.min(end, padded.endLine(row / width) * width);
  }

  @Override
  public void prepare(int row, int end, MemorySegment scratch, long scratchOffset) {
    if (padded != null) {
      padded.fill(row / width, (end - 1) / width, scratch, scratchOffset);
    }
  }

  @Override
  public boolean isPadding(int row, int end, int k, int kc) {
    if (padded == null) {
      return false;
    }
    int perTap = run * problem.kernel().height();
    int od = row / width / outSize.height() % outSize.depth();
    long first = (long) od * problem.stride().depth() - problem.padBefore().depth();
    long least = first + (long) (k / perTap) * problem.dilation().depth();
    long most = first + (long) ((k + kc - 1) / perTap) * problem.dilation().depth();
    return most < 0 || least >= problem.in().depth();
  }

  @Override
  public void fill(
      int row, int end, int k, int kc, MemorySegment scratch, long scratchOffset, long toOffset) {
    MemorySegment from = source(scratch);
    long stride = problem.stride().width() * pixelBytes;
    long rowBytes = rowBytes(kc);
    int firstLine = row / width;
    int lines = (end - 1) / width - firstLine + 1;
    for (int line = firstLine; line < firstLine + lines; line++) {
      int first = Math.max(row, line * width);
      int count = Math.min(end, (line + 1) * width) - first;
      long to = toOffset + (first - row) * rowBytes;
      int done = 0;
      while (done < kc) {
        int tap = (k + done) / run;
        int skip = (k + done) % run;
        int length = Math.min(run - skip, kc - done);
        int taps = length < run ? 1 : wholeTaps(tap, kc - done);
        long source =
            tapLine(line, line - firstLine, lines, tap, scratchOffset)
                + (first - line * width) * stride
                + (long) skip * Float.BYTES;
        copy(
            count,
            stride,
            taps,
            tapBytes(),
            length,
            from,
            source,
            scratch,
            to + (long) done * Float.BYTES,
            rowBytes);
        done += taps * length;
      }
    }
  }

  /**
   * Whether columns lie at the same distances from the beginning of each row, which an int holds;
   * rows can then be read where they lie.
   */
  boolean isRegular() {
    return problem.kernel().depth() == 1
        && problem.kernel().height() * tapBytes() <= Integer.MAX_VALUE;
  }

  /** Where rows and columns lie that are read in place. */
  MemorySegment source(MemorySegment scratch) {
    return padded == null ? in.segment() : scratch;
  }

  /**
   * Writes the distance of each column from the beginning of its row in {@link #source}, in bytes,
   * as ints.
   */
  void columns(MemorySegment to, long toOffset) {
    MemorySegment memory = Memory.of(to);
    long at = toOffset;
    for (int tap = 0; tap < problem.kernel().height(); tap++) {
      for (int i = 0; i < run; i++) {
        long distance = tap * tapBytes() + (long) i * Float.BYTES;
        memory.set(JAVA_INT_UNALIGNED, at, (int) distance);
        at += Integer.BYTES;
      }
    }
  }

  /**
   * Writes where each of the rows {@code row} to {@code end}, which are prepared, begins in {@link
   * #source}, as longs, and the last one {@code spare} times more.
   */
  void places(int row, int end, int spare, long scratchOffset, MemorySegment to, long toOffset) {
    MemorySegment memory = Memory.of(to);
    long stride = problem.stride().width() * pixelBytes;
    int firstLine = row / width;
    int lines = (end - 1) / width - firstLine + 1;
    long at = toOffset;
    long place = 0;
    for (int line = firstLine; line < firstLine + lines; line++) {
      long start = tapLine(line, line - firstLine, lines, 0, scratchOffset);
      int first = Math.max(row - line * width, 0);
      int last = Math.min(end - line * width, width);
      for (int pixel = first; pixel < last; pixel++) {
        place = start + pixel * stride;
        memory.set(JAVA_LONG_UNALIGNED, at, place);
        at += Long.BYTES;
      }
    }
    for (int i = 0; i < spare; i++) {
      memory.set(JAVA_LONG_UNALIGNED, at, place);
      at += Long.BYTES;
    }
  }

  /** How many kernel rows from a tap on lie in {@code columns} and in one plane. */
  private int wholeTaps(int tap, int columns) {
    int height = problem.kernel().height();
    return Math.min(columns / run, height - tap % height);
  }

  /** From one kernel row of a plane to the next. */
  private long tapBytes() {
    long line = padded == null ? problem.in().width() * pixelBytes : padded.lineBytes();
    return problem.dilation().height() * line;
  }

  /** Where the pixels of a kernel row for an output line begin. */
  private long tapLine(int line, int fromFirst, int lines, int tap, long scratchOffset) {
    int kd = tap / problem.kernel().height();
    int kh = tap % problem.kernel().height();
    if (padded != null) {
      return scratchOffset + padded.offset(fromFirst, kd, kh, lines);
    }
    int oh = line % outSize.height();
    int plane = line / outSize.height();
    int od = plane % outSize.depth();
    long sample = plane / outSize.depth();
    int id = od * problem.stride().depth() + kd * problem.dilation().depth();
    int ih = oh * problem.stride().height() + kh * problem.dilation().height();
    long inLine = (sample * problem.in().depth() + id) * problem.in().height() + ih;
    return in.offset() + inLine * problem.in().width() * pixelBytes;
  }

  /** Copies {@code taps} runs of {@code length} floats for each of {@code count} pixels. */
  private static void copy(
      int count,
      long stride,
      int taps,
      long tapStride,
      int length,
      MemorySegment from,
      long source,
      MemorySegment scratch,
      long to,
      long rowBytes) {
    MemorySegment in = Memory.of(from);
    MemorySegment out = Memory.of(scratch);
    // Not FloatCopy for each run: the mask would be formed every time, 4 % of a 7x7 stem.
    int whole = length - length % COUNT;
    long tail = (long) whole * Float.BYTES;
    VectorMask<Float> lanes = SPECIES.indexInRange(0, length - whole);
    for (int r = 0; r < count; r++) {
      for (int t = 0; t < taps; t++) {
        long f = source + r * stride + t * tapStride;
        long o = to + r * rowBytes + (long) t * length * Float.BYTES;
        for (int i = 0; i < whole; i += COUNT) {
          long step = (long) i * Float.BYTES;
          FloatVector.fromMemorySegment(SPECIES, in, Memory.offset(f + step), NATIVE)
              .intoMemorySegment(out, Memory.offset(o + step), NATIVE);
        }
        if (whole < length) {
          FloatVector.fromMemorySegment(SPECIES, in, Memory.offset(f + tail), NATIVE, lanes)
              .intoMemorySegment(out, Memory.offset(o + tail), NATIVE, lanes);
        }
      }
    }
  }
}
