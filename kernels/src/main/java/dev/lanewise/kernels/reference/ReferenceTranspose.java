package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.MemorySegment;

/** Between the border layout {@code [N, C, pixels]} and the inner one {@code [N, pixels, C]}. */
final class ReferenceTranspose extends PixelBlocks {
  private final int channels;
  private final int pixels;
  private final MemorySegment planes;
  private final long planesOffset;
  private final View view;
  private final boolean toChannelsLast;

  ReferenceTranspose(
      int batch,
      int channels,
      int pixels,
      MemorySegment planes,
      long planesOffset,
      View view,
      boolean toChannelsLast) {
    super((long) batch * pixels, channels);
    this.channels = channels;
    this.pixels = pixels;
    long floats = (long) batch * channels * pixels;
    this.planes = Operands.memory("channels-first tensor", planes, planesOffset, floats);
    this.planesOffset = planesOffset;
    this.view = Operands.view("channels-last tensor", view, (long) batch * pixels, channels);
    this.toChannelsLast = toChannelsLast;
  }

  @Override
  void pixel(long pixel) {
    long inner = at(view, pixel);
    long border = planesOffset + 4 * (pixel / pixels * channels * pixels + pixel % pixels);
    for (int c = 0; c < channels; c++) {
      if (toChannelsLast) {
        float x = planes.get(JAVA_FLOAT_UNALIGNED, border + 4L * c * pixels);
        view.segment().set(JAVA_FLOAT_UNALIGNED, inner + 4L * c, x);
      } else {
        float x = view.segment().get(JAVA_FLOAT_UNALIGNED, inner + 4L * c);
        planes.set(JAVA_FLOAT_UNALIGNED, border + 4L * c * pixels, x);
      }
    }
  }
}
