package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PadProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.MemorySegment;

/** Pads with a constant or crops, bit by bit. A tile is one row of output pixels. */
final class ReferencePad implements Step {
  private final Extent in;
  private final Extent out;
  private final Extent before;
  private final int channels;
  private final int tiles;
  private final float value;
  private final View source;
  private final View target;
  private final boolean dense;
  private final int firstInside;
  private final int endInside;

  ReferencePad(PadProblem problem, float value, View source, View target) {
    this.in = problem.in();
    this.out = problem.out();
    this.before = problem.before();
    this.channels = problem.channels();
    this.tiles = Math.toIntExact((long) problem.batch() * out.depth() * out.height());
    this.value = value;
    Operands.pad(problem, source, target);
    this.source = source;
    this.target = target;
    this.dense = source.pixelStride() == channels && target.pixelStride() == channels;
    this.firstInside = Math.clamp(before.width(), 0, out.width());
    this.endInside = Math.clamp((long) before.width() + in.width(), firstInside, out.width());
  }

  @Override
  public int tiles() {
    return tiles;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int row = from; row < to; row++) {
      int h = row % out.height() - before.height();
      int d = row / out.height() % out.depth() - before.depth();
      int n = row / out.height() / out.depth();
      long first = (long) row * out.width();
      if (d < 0 || d >= in.depth() || h < 0 || h >= in.height()) {
        fill(first, out.width());
      } else {
        long line = ((long) n * in.depth() + d) * in.height() + h;
        fill(first, firstInside);
        copy(
            line * in.width() + firstInside - before.width(),
            first + firstInside,
            endInside - firstInside);
        fill(first + endInside, out.width() - endInside);
      }
    }
  }

  private void fill(long pixel, int count) {
    for (long p = pixel; p < pixel + count; p++) {
      for (int c = 0; c < channels; c++) {
        target.segment().set(JAVA_FLOAT_UNALIGNED, PixelBlocks.at(target, p) + 4L * c, value);
      }
    }
  }

  private void copy(long from, long to, int count) {
    int runs = dense ? Math.min(count, 1) : count;
    long bytes = 4L * channels * (dense ? count : 1);
    for (int i = 0; i < runs; i++) {
      MemorySegment.copy(
          source.segment(),
          PixelBlocks.at(source, from + i),
          target.segment(),
          PixelBlocks.at(target, to + i),
          bytes);
    }
  }
}
