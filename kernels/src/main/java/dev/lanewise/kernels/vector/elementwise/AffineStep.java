package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@code out = clamp(in * scale + shift)}, scale and shift by channel. */
public final class AffineStep extends PixelRange {
  private final View in;
  private final MemorySegment scale;
  private final MemorySegment shift;
  private final long scaleBase;
  private final long shiftBase;
  private final View out;
  private final float low;
  private final float high;

  /**
   * @param scale one float per channel, or null for ones
   * @param shift one float per channel, or null for zeros
   */
  public AffineStep(
      long pixels,
      int channels,
      View in,
      MemorySegment scale,
      MemorySegment shift,
      Clamp clamp,
      View out) {
    super(pixels, channels);
    this.in = Memory.of(in);
    this.scale = scale;
    this.shift = shift;
    this.scaleBase = Memory.base(scale);
    this.shiftBase = Memory.base(shift);
    this.out = Memory.of(out);
    this.low = clamp.low();
    this.high = clamp.high();
  }

  @Override
  void pixels(long from, long to, MemorySegment scratch) {
    for (long p = from; p < to; p++) {
      long inOffset = in.offset() + p * in.pixelStride() * Float.BYTES;
      long outOffset = out.offset() + p * out.pixelStride() * Float.BYTES;
      for (int c = 0; c < channels; c += COUNT) {
        lanes(c, inOffset, outOffset);
      }
    }
  }

  private void lanes(int c, long inOffset, long outOffset) {
    long lane = (long) c * Float.BYTES;
    VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
    FloatVector v = Memory.load(in.segment(), inOffset + lane, mask);
    if (scale != null) {
      v = v.mul(Memory.load(scale, scaleBase + lane, mask));
    }
    if (shift != null) {
      v = VECTOR.cast(v).add(Memory.load(shift, shiftBase + lane, mask));
    }
    v = VECTOR.cast(v);
    v = v.blend(low, v.compare(VectorOperators.LT, low));
    v = v.blend(high, v.compare(VectorOperators.GT, high));
    Memory.store(v, out.segment(), outOffset + lane, mask);
  }
}
