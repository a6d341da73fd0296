package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The sums of a block of output channels that all belong to one group: each input is broadcast.
 *
 * <p>Tiles are those of {@link GroupedMicrokernel}, but the long run is computed alone.
 */
final class GroupedBroadcastMicrokernel {
  private GroupedBroadcastMicrokernel() {}

  /**
   * Seven pixels from {@code a} on. Twice as many would be too much for the first compiler, which
   * might then never hand the method on to the second.
   *
   * @param count products of each sum, at least 0
   * @param table where input and weights of each product lie, as {@link GroupedTaps} writes it
   * @param shift product t is entry {@code t >> shift} and, within it,
   * @param mask input channel {@code t & mask}
   * @param in each product takes one float, broadcast
   * @param a where the first pixel's window begins, in bytes; what the table does not name may lie
   *     outside the input
   * @param pixelStride from one pixel's window to the next one's, in bytes
   * @param sums one vector per pixel, without gaps
   * @param sum of the first pixel, in bytes
   */
  static void run7(
      int count,
      MemorySegment table,
      long tableOffset,
      int shift,
      int mask,
      MemorySegment in,
      long a,
      long pixelStride,
      MemorySegment weights,
      long weightOffset,
      MemorySegment sums,
      long sum) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = FloatVector.zero(SPECIES);
    FloatVector a2 = FloatVector.zero(SPECIES);
    FloatVector a3 = FloatVector.zero(SPECIES);
    FloatVector a4 = FloatVector.zero(SPECIES);
    FloatVector a5 = FloatVector.zero(SPECIES);
    FloatVector a6 = FloatVector.zero(SPECIES);
    MemorySegment tm = Memory.of(table);
    MemorySegment im = Memory.of(in);
    MemorySegment wm = Memory.of(weights);
    MemorySegment sm = Memory.of(sums);
    long p1 = Memory.stride(pixelStride);
    long p2 = Memory.stride(2 * pixelStride);
    long p3 = Memory.stride(3 * pixelStride);
    long p4 = Memory.stride(4 * pixelStride);
    long aTo = Memory.offset(sum);
    for (int t = 0; t < count; t++) {
      long entry = Memory.offset(tableOffset + (long) (t >> shift) * GroupedTaps.ENTRY_BYTES);
      int i = t & mask;
      long x = tm.get(JAVA_LONG_UNALIGNED, entry) + (long) i * Float.BYTES;
      long w = tm.get(JAVA_LONG_UNALIGNED, entry + Long.BYTES) + (long) i * BYTES;
      FloatVector f =
          FloatVector.fromMemorySegment(SPECIES, wm, Memory.offset(weightOffset + w), NATIVE);
      long aAt = Memory.offset(a + x);
      a0 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt)), a0);
      a1 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p1)), a1);
      a2 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p2)), a2);
      a3 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p3)), a3);
      aAt += p4;
      a4 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt)), a4);
      a5 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p1)), a5);
      a6 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p2)), a6);
    }
    VECTOR.cast(a0).intoMemorySegment(sm, aTo, NATIVE);
    VECTOR.cast(a1).intoMemorySegment(sm, aTo + BYTES, NATIVE);
    VECTOR.cast(a2).intoMemorySegment(sm, aTo + 2 * BYTES, NATIVE);
    VECTOR.cast(a3).intoMemorySegment(sm, aTo + 3 * BYTES, NATIVE);
    VECTOR.cast(a4).intoMemorySegment(sm, aTo + 4 * BYTES, NATIVE);
    VECTOR.cast(a5).intoMemorySegment(sm, aTo + 5 * BYTES, NATIVE);
    VECTOR.cast(a6).intoMemorySegment(sm, aTo + 6 * BYTES, NATIVE);
  }

  /**
   * As {@link #run7}, with four pixels from {@code a} on and four from {@code b} on: for machines
   * of 16 registers and short runs.
   */
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
      long x = tm.get(JAVA_LONG_UNALIGNED, entry) + (long) i * Float.BYTES;
      long w = tm.get(JAVA_LONG_UNALIGNED, entry + Long.BYTES) + (long) i * BYTES;
      FloatVector f =
          FloatVector.fromMemorySegment(SPECIES, wm, Memory.offset(weightOffset + w), NATIVE);
      long aAt = Memory.offset(a + x);
      a0 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt)), a0);
      a1 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p1)), a1);
      a2 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p2)), a2);
      a3 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p3)), a3);
      long bAt = Memory.offset(b + x);
      b0 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, bAt)), b0);
      b1 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, bAt + p1)), b1);
      b2 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, bAt + p2)), b2);
      b3 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, bAt + p3)), b3);
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

  /** As {@link #run7}, for one pixel. */
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
      long x = tm.get(JAVA_LONG_UNALIGNED, entry) + (long) i * Float.BYTES;
      long w = tm.get(JAVA_LONG_UNALIGNED, entry + Long.BYTES) + (long) i * BYTES;
      FloatVector f =
          FloatVector.fromMemorySegment(SPECIES, wm, Memory.offset(weightOffset + w), NATIVE);
      long aAt = Memory.offset(a + x);
      a0 = f.fma(FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt)), a0);
    }
    VECTOR.cast(a0).intoMemorySegment(sm, aTo, NATIVE);
  }
}
