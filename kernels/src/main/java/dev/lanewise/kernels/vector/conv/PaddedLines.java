package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/**
 * The input lines behind a few output lines of one plane, copied with the padding around them.
 *
 * <p>The copy is {@code [kd][line][pixel][C]}, dense: for each depth tap the input lines that the
 * output lines reach, in ascending order, and of each line the pixels that are read.
 */
final class PaddedLines {
  private final ConvProblem problem;
  private final View in;
  private final Extent outSize;
  private final int pixels;
  private final int lines;

  /**
   * @param mostPixels the most neighbouring output pixels that one copy serves
   */
  PaddedLines(ConvProblem problem, View in, int mostPixels) {
    this.problem = problem;
    this.in = in;
    this.outSize = problem.out();
    this.pixels = (outSize.width() - 1) * problem.stride().width() + problem.kernel().width();
    int reached = Math.ceilDiv(mostPixels - 1, outSize.width()) + 1;
    this.lines = Math.min(outSize.height(), reached);
  }

  /** Bytes of the largest copy. */
  long bytes() {
    return bytes(lines);
  }

  /** Bytes from one line of the copy to the next. */
  long lineBytes() {
    return (long) pixels * problem.inChannels() * Float.BYTES;
  }

  /** The first output line of the next plane. */
  int endLine(int line) {
    return (line / outSize.height() + 1) * outSize.height();
  }

  /**
   * Where a tap's line for an output line begins in the copy.
   *
   * @param line counted from the first output line of the copy
   * @param copiedLines how many output lines the copy serves
   */
  long offset(int line, int kd, int kh, int copiedLines) {
    int at = line * problem.stride().height() + kh * problem.dilation().height();
    return ((long) kd * inputLines(copiedLines) + at) * lineBytes();
  }

  /** Copies what output lines {@code first} to {@code last} need; both lie in one plane. */
  void fill(int first, int last, MemorySegment to, long toOffset) {
    Extent size = problem.in();
    int oh = first % outSize.height();
    int plane = first / outSize.height();
    int od = plane % outSize.depth();
    long sample = plane / outSize.depth();
    int count = inputLines(last - first + 1);
    int ih0 = oh * problem.stride().height() - problem.padBefore().height();
    int id0 = od * problem.stride().depth() - problem.padBefore().depth();
    long at = toOffset;
    for (int kd = 0; kd < problem.kernel().depth(); kd++) {
      int id = id0 + kd * problem.dilation().depth();
      for (int y = 0; y < count; y++) {
        int ih = ih0 + y;
        if (id < 0 || id >= size.depth() || ih < 0 || ih >= size.height()) {
          FloatCopy.zero(to, at, pixels * problem.inChannels());
        } else {
          line((sample * size.depth() + id) * size.height() + ih, to, at);
        }
        at += lineBytes();
      }
    }
  }

  private void line(long inputLine, MemorySegment to, long at) {
    int channels = problem.inChannels();
    int width = problem.in().width();
    int before = Math.min(pixels, problem.padBefore().width());
    int inside = Math.min(pixels - before, width);
    int after = pixels - before - inside;
    long pixelBytes = (long) channels * Float.BYTES;
    long from = in.offset() + inputLine * width * in.pixelStride() * Float.BYTES;
    FloatCopy.zero(to, at, before * channels);
    long start = at + before * pixelBytes;
    if (in.pixelStride() == channels) {
      FloatCopy.copy(in.segment(), from, to, start, inside * channels);
    } else {
      for (int p = 0; p < inside; p++) {
        long source = from + p * in.pixelStride() * Float.BYTES;
        FloatCopy.copy(in.segment(), source, to, start + p * pixelBytes, channels);
      }
    }
    FloatCopy.zero(to, start + inside * pixelBytes, after * channels);
  }

  private long bytes(int outputLines) {
    return (long) problem.kernel().depth() * inputLines(outputLines) * lineBytes();
  }

  private int inputLines(int outputLines) {
    return (outputLines - 1) * problem.stride().height()
        + (problem.kernel().height() - 1) * problem.dilation().height()
        + 1;
  }
}
