package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The sums of a block of output channels of which each lane has its own input: lane by lane
 * multiply-adds.
 *
 * <p>A register tile is two runs of output pixels that see the same taps. Weights are loaded once
 * for all of them. Register budget: 14 accumulators and one vector of weights; the input comes from
 * memory with each multiply-add. One loop runs over all products: around a second, inner loop the
 * accumulators would be spilled.
 */
final class GroupedMicrokernel {
  private GroupedMicrokernel() {}

  /**
   * Seven pixels from {@code a} on and seven from {@code b} on; the runs may overlap.
   *
   * @param count products of each sum, at least 0
   * @param table where input and weights of each product lie, as {@link GroupedTaps} writes it
   * @param shift product t is entry {@code t >> shift} and, within it,
   * @param mask input channel {@code t & mask}
   * @param in each product takes a vector of its own
   * @param a where the first pixel's window begins, in bytes; what the table does not name may lie
   *     outside the input
   * @param b the second run's
   * @param pixelStride from one pixel's window to the next one's, in bytes
   * @param sums one vector per pixel, without gaps
   * @param sumA of the first run, in bytes
   * @param sumB of the second run
   */
  static void pair7(
      int count,
      MemorySegment table,
      long tableOffset,
      int shift,
      int mask,
      MemorySegment in,
      long a,
      long b,
      long pixelStride,
      MemorySegment weights,
      long weightOffset,
      MemorySegment sums,
      long sumA,
      long sumB) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = FloatVector.zero(SPECIES);
    FloatVector a2 = FloatVector.zero(SPECIES);
    FloatVector a3 = FloatVector.zero(SPECIES);
    FloatVector a4 = FloatVector.zero(SPECIES);
    FloatVector a5 = FloatVector.zero(SPECIES);
    FloatVector a6 = FloatVector.zero(SPECIES);
    FloatVector b0 = FloatVector.zero(SPECIES);
    FloatVector b1 = FloatVector.zero(SPECIES);
    FloatVector b2 = FloatVector.zero(SPECIES);
    FloatVector b3 = FloatVector.zero(SPECIES);
    FloatVector b4 = FloatVector.zero(SPECIES);
    FloatVector b5 = FloatVector.zero(SPECIES);
    FloatVector b6 = FloatVector.zero(SPECIES);
    MemorySegment tm = Memory.of(table);
    MemorySegment im = Memory.of(in);
    MemorySegment wm = Memory.of(weights);
    MemorySegment sm = Memory.of(sums);
    long p1 = Memory.stride(pixelStride);
    long p2 = Memory.stride(2 * pixelStride);
    long p3 = Memory.stride(3 * pixelStride);
    long p4 = Memory.stride(4 * pixelStride);
    long aTo = Memory.offset(sumA);
    long bTo = Memory.offset(sumB);
    for (int t = 0; t < count; t++) {
      long entry = Memory.offset(tableOffset + (long) (t >> shift) * GroupedTaps.ENTRY_BYTES);
      int i = t & mask;
      long x = tm.get(JAVA_LONG_UNALIGNED, entry) + (long) i * BYTES;
      long w = tm.get(JAVA_LONG_UNALIGNED, entry + Long.BYTES) + (long) i * BYTES;
      FloatVector f =
          FloatVector.fromMemorySegment(SPECIES, wm, Memory.offset(weightOffset + w), NATIVE);
      long aAt = Memory.offset(a + x);
      a0 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt, NATIVE), a0);
      a1 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt + p1, NATIVE), a1);
      a2 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt + p2, NATIVE), a2);
      a3 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt + p3, NATIVE), a3);
      aAt += p4;
      a4 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt, NATIVE), a4);
      a5 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt + p1, NATIVE), a5);
      a6 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt + p2, NATIVE), a6);
      long bAt = Memory.offset(b + x);
      b0 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt, NATIVE), b0);
      b1 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt + p1, NATIVE), b1);
      b2 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt + p2, NATIVE), b2);
      b3 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt + p3, NATIVE), b3);
      bAt += p4;
      b4 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt, NATIVE), b4);
      b5 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt + p1, NATIVE), b5);
      b6 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt + p2, NATIVE), b6);
    }
    VECTOR.cast(a0).intoMemorySegment(sm, aTo, NATIVE);
    VECTOR.cast(a1).intoMemorySegment(sm, aTo + BYTES, NATIVE);
    VECTOR.cast(a2).intoMemorySegment(sm, aTo + 2 * BYTES, NATIVE);
    VECTOR.cast(a3).intoMemorySegment(sm, aTo + 3 * BYTES, NATIVE);
    VECTOR.cast(a4).intoMemorySegment(sm, aTo + 4 * BYTES, NATIVE);
    VECTOR.cast(a5).intoMemorySegment(sm, aTo + 5 * BYTES, NATIVE);
    VECTOR.cast(a6).intoMemorySegment(sm, aTo + 6 * BYTES, NATIVE);
    VECTOR.cast(b0).intoMemorySegment(sm, bTo, NATIVE);
    VECTOR.cast(b1).intoMemorySegment(sm, bTo + BYTES, NATIVE);
    VECTOR.cast(b2).intoMemorySegment(sm, bTo + 2 * BYTES, NATIVE);
    VECTOR.cast(b3).intoMemorySegment(sm, bTo + 3 * BYTES, NATIVE);
    VECTOR.cast(b4).intoMemorySegment(sm, bTo + 4 * BYTES, NATIVE);
    VECTOR.cast(b5).intoMemorySegment(sm, bTo + 5 * BYTES, NATIVE);
    VECTOR.cast(b6).intoMemorySegment(sm, bTo + 6 * BYTES, NATIVE);
  }

  /** As {@link #pair7}, with four pixels each: for machines of 16 registers and short runs. */
  static void pair4(
      int count,
      MemorySegment table,
      long tableOffset,
      int shift,
      int mask,
      MemorySegment in,
      long a,
      long b,
      long pixelStride,
      MemorySegment weights,
      long weightOffset,
      MemorySegment sums,
      long sumA,
      long sumB) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = FloatVector.zero(SPECIES);
    FloatVector a2 = FloatVector.zero(SPECIES);
    FloatVector a3 = FloatVector.zero(SPECIES);
    FloatVector b0 = FloatVector.zero(SPECIES);
    FloatVector b1 = FloatVector.zero(SPECIES);
    FloatVector b2 = FloatVector.zero(SPECIES);
    FloatVector b3 = FloatVector.zero(SPECIES);
    MemorySegment tm = Memory.of(table);
    MemorySegment im = Memory.of(in);
    MemorySegment wm = Memory.of(weights);
    MemorySegment sm = Memory.of(sums);
    long p1 = Memory.stride(pixelStride);
    long p2 = Memory.stride(2 * pixelStride);
    long p3 = Memory.stride(3 * pixelStride);
    long aTo = Memory.offset(sumA);
    long bTo = Memory.offset(sumB);
    for (int t = 0; t < count; t++) {
      long entry = Memory.offset(tableOffset + (long) (t >> shift) * GroupedTaps.ENTRY_BYTES);
      int i = t & mask;
      long x = tm.get(JAVA_LONG_UNALIGNED, entry) + (long) i * BYTES;
      long w = tm.get(JAVA_LONG_UNALIGNED, entry + Long.BYTES) + (long) i * BYTES;
      FloatVector f =
          FloatVector.fromMemorySegment(SPECIES, wm, Memory.offset(weightOffset + w), NATIVE);
      long aAt = Memory.offset(a + x);
      a0 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt, NATIVE), a0);
      a1 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt + p1, NATIVE), a1);
      a2 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt + p2, NATIVE), a2);
      a3 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt + p3, NATIVE), a3);
      long bAt = Memory.offset(b + x);
      b0 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt, NATIVE), b0);
      b1 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt + p1, NATIVE), b1);
      b2 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt + p2, NATIVE), b2);
      b3 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, bAt + p3, NATIVE), b3);
    }
    VECTOR.cast(a0).intoMemorySegment(sm, aTo, NATIVE);
    VECTOR.cast(a1).intoMemorySegment(sm, aTo + BYTES, NATIVE);
    VECTOR.cast(a2).intoMemorySegment(sm, aTo + 2 * BYTES, NATIVE);
    VECTOR.cast(a3).intoMemorySegment(sm, aTo + 3 * BYTES, NATIVE);
    VECTOR.cast(b0).intoMemorySegment(sm, bTo, NATIVE);
    VECTOR.cast(b1).intoMemorySegment(sm, bTo + BYTES, NATIVE);
    VECTOR.cast(b2).intoMemorySegment(sm, bTo + 2 * BYTES, NATIVE);
    VECTOR.cast(b3).intoMemorySegment(sm, bTo + 3 * BYTES, NATIVE);
  }

  /** As {@link #pair7}, for one pixel. */
  static void one(
      int count,
      MemorySegment table,
      long tableOffset,
      int shift,
      int mask,
      MemorySegment in,
      long a,
      MemorySegment weights,
      long weightOffset,
      MemorySegment sums,
      long sumA) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    MemorySegment tm = Memory.of(table);
    MemorySegment im = Memory.of(in);
    MemorySegment wm = Memory.of(weights);
    MemorySegment sm = Memory.of(sums);
    long aTo = Memory.offset(sumA);
    for (int t = 0; t < count; t++) {
      long entry = Memory.offset(tableOffset + (long) (t >> shift) * GroupedTaps.ENTRY_BYTES);
      int i = t & mask;
      long x = tm.get(JAVA_LONG_UNALIGNED, entry) + (long) i * BYTES;
      long w = tm.get(JAVA_LONG_UNALIGNED, entry + Long.BYTES) + (long) i * BYTES;
      FloatVector f =
          FloatVector.fromMemorySegment(SPECIES, wm, Memory.offset(weightOffset + w), NATIVE);
      long aAt = Memory.offset(a + x);
      a0 = f.fma(FloatVector.fromMemorySegment(SPECIES, im, aAt, NATIVE), a0);
    }
    VECTOR.cast(a0).intoMemorySegment(sm, aTo, NATIVE);
  }
}
