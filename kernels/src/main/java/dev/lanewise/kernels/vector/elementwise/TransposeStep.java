package dev.lanewise.kernels.vector.elementwise;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Between the border layout {@code [N, C, pixels]} and the inner one {@code [N, pixels, C]}.
 *
 * <p>A few pixels go through all channels, so that one cache line of each plane and of each pixel
 * is in use.
 */
public final class TransposeStep extends PixelRange {
  private static final int BLOCK = 16;

  private final int pixels;
  private final MemorySegment planes;
  private final long planesOffset;
  private final View view;
  private final boolean toChannelsLast;

  /**
   * @param planes dense {@code [batch, channels, pixels]} at {@code planesOffset} bytes
   * @param view {@code [batch, pixels, channels]}
   * @param toChannelsLast whether the planes are read
   */
  public TransposeStep(
      int batch,
      int channels,
      int pixels,
      MemorySegment planes,
      long planesOffset,
      View view,
      boolean toChannelsLast) {
    super((long) batch * pixels, channels);
    this.pixels = pixels;
    long floats = (long) batch * channels * pixels;
    Operands.memory("channels-first tensor", planes, planesOffset, floats);
    Operands.view("channels-last tensor", view, (long) batch * pixels, channels);
    this.planes = Memory.of(planes);
    this.planesOffset = Memory.base(planes) + planesOffset;
    this.view = Memory.of(view);
    this.toChannelsLast = toChannelsLast;
  }

  @Override
  void pixels(long from, long to, MemorySegment scratch) {
    long pixelBytes = view.pixelStride() * Float.BYTES;
    long planeBytes = (long) pixels * Float.BYTES;
    for (long p = from; p < to; ) {
      long sample = p / pixels;
      int count = (int) Math.min(BLOCK, Math.min(to, (sample + 1) * pixels) - p);
      long border = planesOffset + sample * channels * planeBytes + p % pixels * Float.BYTES;
      long inner = view.offset() + p * pixelBytes;
      if (toChannelsLast) {
        gather(count, channels, planes, border, planeBytes, view.segment(), inner, pixelBytes);
      } else {
        scatter(count, channels, view.segment(), inner, pixelBytes, planes, border, planeBytes);
      }
      p += count;
    }
  }

  private static void gather(
      int count,
      int channels,
      MemorySegment planes,
      long border,
      long planeBytes,
      MemorySegment view,
      long inner,
      long pixelBytes) {
    for (int c = 0; c < channels; c++) {
      long from = Memory.offset(border + c * planeBytes);
      long to = inner + (long) c * Float.BYTES;
      for (int i = 0; i < count; i++) {
        float x = Memory.of(planes).get(JAVA_FLOAT_UNALIGNED, from + Memory.stride(4L * i));
        Memory.of(view).set(JAVA_FLOAT_UNALIGNED, Memory.offset(to + i * pixelBytes), x);
      }
    }
  }

  private static void scatter(
      int count,
      int channels,
      MemorySegment view,
      long inner,
      long pixelBytes,
      MemorySegment planes,
      long border,
      long planeBytes) {
    for (int c = 0; c < channels; c++) {
      long from = inner + (long) c * Float.BYTES;
      long to = Memory.offset(border + c * planeBytes);
      for (int i = 0; i < count; i++) {
        float x = Memory.of(view).get(JAVA_FLOAT_UNALIGNED, Memory.offset(from + i * pixelBytes));
        Memory.of(planes).set(JAVA_FLOAT_UNALIGNED, to + Memory.stride(4L * i), x);
      }
    }
  }
}
