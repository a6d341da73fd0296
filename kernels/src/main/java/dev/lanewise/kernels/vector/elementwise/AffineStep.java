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

/** {@code out = clamp(in * scale + shift)}, scale and shift by channel. */
public final class AffineStep extends PixelRange {
  private static final MemorySegment ONES = Memory.repeat(1f);

  /** Of the two zeros this one leaves the other as it is. */
  private static final MemorySegment NEGATIVE_ZEROS = Memory.repeat(-0f);

  private final View in;
  private final MemorySegment scale;
  private final MemorySegment shift;
  private final long scaleBase;
  private final long shiftBase;
  private final int scaleStep;
  private final int shiftStep;
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
    this.scale = scale == null ? ONES : scale;
    this.shift = shift == null ? NEGATIVE_ZEROS : shift;
    this.scaleBase = Memory.base(this.scale);
    this.shiftBase = Memory.base(this.shift);
    this.scaleStep = scale == null ? 0 : Float.BYTES;
    this.shiftStep = shift == null ? 0 : Float.BYTES;
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
    long scaleAt = Memory.offset(scaleBase + (long) c * scaleStep);
    long shiftAt = Memory.offset(shiftBase + (long) c * shiftStep);
    VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
    FloatVector v =
        FloatVector.fromMemorySegment(
                SPECIES, Memory.of(in.segment()), Memory.offset(inOffset + lane), NATIVE, mask)
            .mul(FloatVector.fromMemorySegment(SPECIES, Memory.of(scale), scaleAt, NATIVE, mask))
            .add(FloatVector.fromMemorySegment(SPECIES, Memory.of(shift), shiftAt, NATIVE, mask));
    v = v.blend(low, v.compare(VectorOperators.LT, low));
    v = v.blend(high, v.compare(VectorOperators.GT, high));
    v.intoMemorySegment(Memory.of(out.segment()), Memory.offset(outOffset + lane), NATIVE, mask);
  }
}
