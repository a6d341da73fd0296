package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * The sums of a block of groups whose output channels share one vector.
 *
 * <p>For input channel i of every group, a shuffle brings to each lane the input of that lane's
 * group; the lane's weight multiplies it. So no lane works for another group, and an infinity or
 * NaN stays in its group.
 */
final class GroupedMicrokernel {
  /** Output pixels of one call of {@link #many}. */
  static final int PIXELS = 6;

  private GroupedMicrokernel() {}

  /**
   * Adds the products of one input channel over the taps of one kernel row to {@link #PIXELS} sums.
   *
   * @param from first tap of the first pixel, in bytes
   * @param tapStride bytes from one tap to the next
   * @param pixelStride bytes from one output pixel's input to the next one's
   * @param channels input channels of the block, at most one vector
   * @param spread for each lane, which of them it takes
   * @param weights one vector per tap
   * @param sums {@link #PIXELS} vectors, read and written
   */
  static void many(
      int taps,
      MemorySegment in,
      long from,
      long tapStride,
      long pixelStride,
      int channels,
      VectorShuffle<Float> spread,
      MemorySegment weights,
      long weightOffset,
      MemorySegment sums,
      long sumOffset) {
    VectorMask<Float> lanes = SPECIES.indexInRange(0, channels);
    FloatVector s0 = FloatVector.fromMemorySegment(SPECIES, sums, sumOffset, NATIVE);
    FloatVector s1 = FloatVector.fromMemorySegment(SPECIES, sums, sumOffset + BYTES, NATIVE);
    FloatVector s2 = FloatVector.fromMemorySegment(SPECIES, sums, sumOffset + 2 * BYTES, NATIVE);
    FloatVector s3 = FloatVector.fromMemorySegment(SPECIES, sums, sumOffset + 3 * BYTES, NATIVE);
    FloatVector s4 = FloatVector.fromMemorySegment(SPECIES, sums, sumOffset + 4 * BYTES, NATIVE);
    FloatVector s5 = FloatVector.fromMemorySegment(SPECIES, sums, sumOffset + 5 * BYTES, NATIVE);
    for (int tap = 0; tap < taps; tap++) {
      long at = from + tap * tapStride;
      FloatVector w =
          FloatVector.fromMemorySegment(
              SPECIES, weights, weightOffset + (long) tap * BYTES, NATIVE);
      s0 =
          FloatVector.fromMemorySegment(SPECIES, in, at, NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s0);
      s1 =
          FloatVector.fromMemorySegment(SPECIES, in, at + pixelStride, NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s1);
      s2 =
          FloatVector.fromMemorySegment(SPECIES, in, at + 2 * pixelStride, NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s2);
      s3 =
          FloatVector.fromMemorySegment(SPECIES, in, at + 3 * pixelStride, NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s3);
      s4 =
          FloatVector.fromMemorySegment(SPECIES, in, at + 4 * pixelStride, NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s4);
      s5 =
          FloatVector.fromMemorySegment(SPECIES, in, at + 5 * pixelStride, NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s5);
    }
    s0.intoMemorySegment(sums, sumOffset, NATIVE);
    s1.intoMemorySegment(sums, sumOffset + BYTES, NATIVE);
    s2.intoMemorySegment(sums, sumOffset + 2 * BYTES, NATIVE);
    s3.intoMemorySegment(sums, sumOffset + 3 * BYTES, NATIVE);
    s4.intoMemorySegment(sums, sumOffset + 4 * BYTES, NATIVE);
    s5.intoMemorySegment(sums, sumOffset + 5 * BYTES, NATIVE);
  }

  /** As {@link #many}, for one pixel. */
  static void one(
      int taps,
      MemorySegment in,
      long from,
      long tapStride,
      int channels,
      VectorShuffle<Float> spread,
      MemorySegment weights,
      long weightOffset,
      MemorySegment sums,
      long sumOffset) {
    VectorMask<Float> lanes = SPECIES.indexInRange(0, channels);
    FloatVector s = FloatVector.fromMemorySegment(SPECIES, sums, sumOffset, NATIVE);
    for (int tap = 0; tap < taps; tap++) {
      FloatVector w =
          FloatVector.fromMemorySegment(
              SPECIES, weights, weightOffset + (long) tap * BYTES, NATIVE);
      s =
          FloatVector.fromMemorySegment(SPECIES, in, from + tap * tapStride, NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s);
    }
    s.intoMemorySegment(sums, sumOffset, NATIVE);
  }
}
