package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Between the border layout {@code [N, C, pixels]} and the inner one {@code [N, pixels, C]}.
 *
 * <p>A few pixels go through all channels, so that one cache line of each plane and of each pixel
 * is in use. The three planes of a picture are interleaved a vector at a time.
 */
public final class TransposeStep extends PixelRange {
  private static final int BLOCK = 16;

  /** Of three vectors of interleaved triples, the pixel of each lane. */
  private static final VectorShuffle<Float> THIRDS_0 = thirds(0);

  private static final VectorShuffle<Float> THIRDS_1 = thirds(1);
  private static final VectorShuffle<Float> THIRDS_2 = thirds(2);

  /** Of the same vectors, the lanes of the second and the third channel. */
  private static final VectorMask<Float> SECOND_0 = channel(0, 1);

  private static final VectorMask<Float> SECOND_1 = channel(1, 1);
  private static final VectorMask<Float> SECOND_2 = channel(2, 1);
  private static final VectorMask<Float> THIRD_0 = channel(0, 2);
  private static final VectorMask<Float> THIRD_1 = channel(1, 2);
  private static final VectorMask<Float> THIRD_2 = channel(2, 2);

  private final int pixels;
  private final MemorySegment planes;
  private final long planesOffset;
  private final View view;
  private final boolean toChannelsLast;

  /** Whether three planes become triples without gaps. */
  private final boolean toTriples;

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
    this.toTriples = toChannelsLast && channels == 3 && view.pixelStride() == 3;
  }

  private static VectorShuffle<Float> thirds(int vector) {
    return VectorShuffle.fromOp(SPECIES, lane -> (vector * COUNT + lane) / 3);
  }

  private static VectorMask<Float> channel(int vector, int channel) {
    boolean[] lanes = new boolean[COUNT];
    for (int lane = 0; lane < COUNT; lane++) {
      lanes[lane] = (vector * COUNT + lane) % 3 == channel;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }

  @Override
  void pixels(long from, long to, MemorySegment scratch) {
    long pixelBytes = view.pixelStride() * Float.BYTES;
    long planeBytes = (long) pixels * Float.BYTES;
    for (long p = from; p < to; ) {
      long sample = p / pixels;
      int most = toTriples ? pixels : BLOCK;
      int count = (int) Math.min(most, Math.min(to, (sample + 1) * pixels) - p);
      long border = planesOffset + sample * channels * planeBytes + p % pixels * Float.BYTES;
      long inner = view.offset() + p * pixelBytes;
      if (toTriples) {
        interleave(count, planes, border, planeBytes, view.segment(), inner);
      } else if (toChannelsLast) {
        gather(count, channels, planes, border, planeBytes, view.segment(), inner, pixelBytes);
      } else {
        scatter(count, channels, view.segment(), inner, pixelBytes, planes, border, planeBytes);
      }
      p += count;
    }
  }

  /** Three planes, as many pixels at a time as a vector has lanes. */
  private static void interleave(
      int count,
      MemorySegment planes,
      long border,
      long planeBytes,
      MemorySegment view,
      long inner) {
    MemorySegment source = Memory.of(planes);
    MemorySegment target = Memory.of(view);
    int whole = count - count % COUNT;
    for (int i = 0; i < whole; i += COUNT) {
      long from = Memory.offset(border + (long) i * Float.BYTES);
      long to = Memory.offset(inner + 3L * i * Float.BYTES);
      long plane = Memory.stride(planeBytes);
      FloatVector x = FloatVector.fromMemorySegment(SPECIES, source, from, NATIVE);
      FloatVector y = FloatVector.fromMemorySegment(SPECIES, source, from + plane, NATIVE);
      FloatVector z = FloatVector.fromMemorySegment(SPECIES, source, from + 2 * plane, NATIVE);
      x.rearrange(THIRDS_0)
          .blend(y.rearrange(THIRDS_0), SECOND_0)
          .blend(z.rearrange(THIRDS_0), THIRD_0)
          .intoMemorySegment(target, to, NATIVE);
      x.rearrange(THIRDS_1)
          .blend(y.rearrange(THIRDS_1), SECOND_1)
          .blend(z.rearrange(THIRDS_1), THIRD_1)
          .intoMemorySegment(target, to + BYTES, NATIVE);
      x.rearrange(THIRDS_2)
          .blend(y.rearrange(THIRDS_2), SECOND_2)
          .blend(z.rearrange(THIRDS_2), THIRD_2)
          .intoMemorySegment(target, to + 2 * BYTES, NATIVE);
    }
    long from = border + (long) whole * Float.BYTES;
    long to = inner + 3L * whole * Float.BYTES;
    gather(count - whole, 3, planes, from, planeBytes, view, to, 3 * Float.BYTES);
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
