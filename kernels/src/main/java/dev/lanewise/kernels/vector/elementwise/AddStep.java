package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@code out = clamp(a + b)}. */
public final class AddStep extends PixelRange {
  private final View a;
  private final View b;
  private final View out;
  private final float low;
  private final float high;

  public AddStep(long pixels, int channels, View a, View b, Clamp clamp, View out) {
    super(pixels, channels);
    this.a = Memory.of(a);
    this.b = Memory.of(b);
    this.out = Memory.of(out);
    this.low = clamp.low();
    this.high = clamp.high();
  }

  @Override
  void pixels(long from, long to, MemorySegment scratch) {
    for (long p = from; p < to; p++) {
      add(
          channels,
          a.segment(),
          a.offset() + p * a.pixelStride() * Float.BYTES,
          b.segment(),
          b.offset() + p * b.pixelStride() * Float.BYTES,
          low,
          high,
          out.segment(),
          out.offset() + p * out.pixelStride() * Float.BYTES);
    }
  }

  private static void add(
      int channels,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      float low,
      float high,
      MemorySegment out,
      long outOffset) {
    int c = 0;
    for (; c <= channels - COUNT; c += COUNT) {
      long lane = (long) c * Float.BYTES;
      FloatVector x =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(a), Memory.offset(aOffset + lane), NATIVE);
      FloatVector v =
          x.add(
              FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(b), Memory.offset(bOffset + lane), NATIVE));
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      v.intoMemorySegment(Memory.of(out), Memory.offset(outOffset + lane), NATIVE);
    }
    if (c < channels) {
      long lane = (long) c * Float.BYTES;
      VectorMask<Float> rest = SPECIES.indexInRange(c, channels);
      FloatVector x =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(a), Memory.offset(aOffset + lane), NATIVE, rest);
      FloatVector v =
          x.add(
              FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(b), Memory.offset(bOffset + lane), NATIVE, rest));
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      v.intoMemorySegment(Memory.of(out), Memory.offset(outOffset + lane), NATIVE, rest);
    }
  }
}
