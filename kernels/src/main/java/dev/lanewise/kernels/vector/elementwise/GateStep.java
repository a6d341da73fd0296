package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@code out = in * gate}, with one gate per sample and channel or one per pixel. */
public final class GateStep extends PixelRange {
  private final int samplePixels;
  private final boolean perPixel;
  private final View in;
  private final View gate;
  private final View out;

  /**
   * @param perPixel whether the gate is {@code [batch, pixels]}, else {@code [batch, channels]}
   */
  public GateStep(
      int batch, int pixels, int channels, View in, boolean perPixel, View gate, View out) {
    super((long) batch * pixels, channels);
    this.samplePixels = pixels;
    this.perPixel = perPixel;
    this.in = Memory.of(in);
    this.gate = Memory.of(gate);
    this.out = Memory.of(out);
  }

  @Override
  void pixels(long from, long to, MemorySegment scratch) {
    for (long p = from; p < to; p++) {
      long inOffset = in.offset() + p * in.pixelStride() * Float.BYTES;
      long outOffset = out.offset() + p * out.pixelStride() * Float.BYTES;
      long gates = perPixel ? p : p / samplePixels;
      long gateOffset = gate.offset() + gates * gate.pixelStride() * Float.BYTES;
      if (perPixel) {
        float factor = gate.segment().get(JAVA_FLOAT_UNALIGNED, gateOffset);
        scale(channels, in.segment(), inOffset, factor, out.segment(), outOffset);
      } else {
        MultiplyStep.multiply(
            channels, in.segment(), inOffset, gate.segment(), gateOffset, out.segment(), outOffset);
      }
    }
  }

  private static void scale(
      int channels,
      MemorySegment in,
      long inOffset,
      float factor,
      MemorySegment out,
      long outOffset) {
    int c = 0;
    for (; c <= channels - COUNT; c += COUNT) {
      long lane = (long) c * Float.BYTES;
      FloatVector.fromMemorySegment(SPECIES, Memory.of(in), Memory.offset(inOffset + lane), NATIVE)
          .mul(factor)
          .intoMemorySegment(Memory.of(out), Memory.offset(outOffset + lane), NATIVE);
    }
    if (c < channels) {
      long lane = (long) c * Float.BYTES;
      VectorMask<Float> rest = SPECIES.indexInRange(c, channels);
      FloatVector.fromMemorySegment(
              SPECIES, Memory.of(in), Memory.offset(inOffset + lane), NATIVE, rest)
          .mul(factor)
          .intoMemorySegment(Memory.of(out), Memory.offset(outOffset + lane), NATIVE, rest);
    }
  }
}
