package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
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
    FloatVector s0 = Memory.load(sums, sumOffset);
    FloatVector s1 = Memory.load(sums, sumOffset + BYTES);
    FloatVector s2 = Memory.load(sums, sumOffset + 2 * BYTES);
    FloatVector s3 = Memory.load(sums, sumOffset + 3 * BYTES);
    FloatVector s4 = Memory.load(sums, sumOffset + 4 * BYTES);
    FloatVector s5 = Memory.load(sums, sumOffset + 5 * BYTES);
    for (int tap = 0; tap < taps; tap++) {
      long at = from + tap * tapStride;
      FloatVector w = Memory.load(weights, weightOffset + (long) tap * BYTES);
      s0 =
          FloatVector.fromMemorySegment(SPECIES, Memory.of(in), Memory.offset(at), NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s0);
      s1 =
          FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(in), Memory.offset(at + pixelStride), NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s1);
      s2 =
          FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(in), Memory.offset(at + 2 * pixelStride), NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s2);
      s3 =
          FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(in), Memory.offset(at + 3 * pixelStride), NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s3);
      s4 =
          FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(in), Memory.offset(at + 4 * pixelStride), NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s4);
      s5 =
          FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(in), Memory.offset(at + 5 * pixelStride), NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s5);
    }
    s0.intoMemorySegment(Memory.of(sums), Memory.offset(sumOffset), NATIVE);
    s1.intoMemorySegment(Memory.of(sums), Memory.offset(sumOffset + BYTES), NATIVE);
    s2.intoMemorySegment(Memory.of(sums), Memory.offset(sumOffset + 2 * BYTES), NATIVE);
    s3.intoMemorySegment(Memory.of(sums), Memory.offset(sumOffset + 3 * BYTES), NATIVE);
    s4.intoMemorySegment(Memory.of(sums), Memory.offset(sumOffset + 4 * BYTES), NATIVE);
    s5.intoMemorySegment(Memory.of(sums), Memory.offset(sumOffset + 5 * BYTES), NATIVE);
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
    FloatVector s = Memory.load(sums, sumOffset);
    for (int tap = 0; tap < taps; tap++) {
      FloatVector w = Memory.load(weights, weightOffset + (long) tap * BYTES);
      s =
          FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(in), Memory.offset(from + tap * tapStride), NATIVE, lanes)
              .rearrange(spread)
              .fma(w, s);
    }
    s.intoMemorySegment(Memory.of(sums), Memory.offset(sumOffset), NATIVE);
  }
}
