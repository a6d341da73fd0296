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

/** As {@link GroupedRowMicrokernel}, with each input broadcast. */
final class GroupedBroadcastRowMicrokernel {
  private GroupedBroadcastRowMicrokernel() {}

  /**
   * Seven neighbouring pixels of a line. Twice as many would be too much for the first compiler,
   * which would then never hand the method on to the second.
   *
   * @param count kernel rows times input channels of a group
   * @param table every third entry is the first tap of a kernel row and channel
   * @param a where the first pixel's window begins, in bytes
   * @param pixelStride from one pixel, and from one tap, to the next, in bytes
   * @param tapBytes from one tap's weights to the next one's
   * @param sums one vector per pixel, without gaps
   * @param sum of the first pixel, in bytes
   */
  static void run7(
      int count,
      MemorySegment table,
      long tableOffset,
      MemorySegment in,
      long a,
      long pixelStride,
      MemorySegment weights,
      long weightOffset,
      long tapBytes,
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
    long w1 = Memory.stride(tapBytes);
    long p1 = Memory.stride(pixelStride);
    long p2 = Memory.stride(2 * pixelStride);
    long p3 = Memory.stride(3 * pixelStride);
    long aTo = Memory.offset(sum);
    for (int t = 0; t < count; t++) {
      long entry = Memory.offset(tableOffset + (long) t * (3 * GroupedTaps.ENTRY_BYTES));
      long x = tm.get(JAVA_LONG_UNALIGNED, entry);
      long w = Memory.offset(weightOffset + tm.get(JAVA_LONG_UNALIGNED, entry + Long.BYTES));
      FloatVector f0 = FloatVector.fromMemorySegment(SPECIES, wm, w, NATIVE);
      FloatVector f1 = FloatVector.fromMemorySegment(SPECIES, wm, w + w1, NATIVE);
      FloatVector f2 = FloatVector.fromMemorySegment(SPECIES, wm, w + 2 * w1, NATIVE);
      long aAt = Memory.offset(a + x);
      FloatVector ax0 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt));
      a0 = f0.fma(ax0, a0);
      FloatVector ax1 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p1));
      a0 = f1.fma(ax1, a0);
      a1 = f0.fma(ax1, a1);
      FloatVector ax2 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p2));
      a0 = f2.fma(ax2, a0);
      a1 = f1.fma(ax2, a1);
      a2 = f0.fma(ax2, a2);
      aAt += p3;
      FloatVector ax3 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt));
      a1 = f2.fma(ax3, a1);
      a2 = f1.fma(ax3, a2);
      a3 = f0.fma(ax3, a3);
      FloatVector ax4 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p1));
      a2 = f2.fma(ax4, a2);
      a3 = f1.fma(ax4, a3);
      a4 = f0.fma(ax4, a4);
      FloatVector ax5 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p2));
      a3 = f2.fma(ax5, a3);
      a4 = f1.fma(ax5, a4);
      a5 = f0.fma(ax5, a5);
      aAt += p3;
      FloatVector ax6 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt));
      a4 = f2.fma(ax6, a4);
      a5 = f1.fma(ax6, a5);
      a6 = f0.fma(ax6, a6);
      FloatVector ax7 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p1));
      a5 = f2.fma(ax7, a5);
      a6 = f1.fma(ax7, a6);
      FloatVector ax8 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p2));
      a6 = f2.fma(ax8, a6);
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
      MemorySegment in,
      long a,
      long b,
      long pixelStride,
      MemorySegment weights,
      long weightOffset,
      long tapBytes,
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
    long w1 = Memory.stride(tapBytes);
    long p1 = Memory.stride(pixelStride);
    long p2 = Memory.stride(2 * pixelStride);
    long p3 = Memory.stride(3 * pixelStride);
    long aTo = Memory.offset(sumA);
    long bTo = Memory.offset(sumB);
    for (int t = 0; t < count; t++) {
      long entry = Memory.offset(tableOffset + (long) t * (3 * GroupedTaps.ENTRY_BYTES));
      long x = tm.get(JAVA_LONG_UNALIGNED, entry);
      long w = Memory.offset(weightOffset + tm.get(JAVA_LONG_UNALIGNED, entry + Long.BYTES));
      FloatVector f0 = FloatVector.fromMemorySegment(SPECIES, wm, w, NATIVE);
      FloatVector f1 = FloatVector.fromMemorySegment(SPECIES, wm, w + w1, NATIVE);
      FloatVector f2 = FloatVector.fromMemorySegment(SPECIES, wm, w + 2 * w1, NATIVE);
      long aAt = Memory.offset(a + x);
      FloatVector ax0 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt));
      a0 = f0.fma(ax0, a0);
      FloatVector ax1 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p1));
      a0 = f1.fma(ax1, a0);
      a1 = f0.fma(ax1, a1);
      FloatVector ax2 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p2));
      a0 = f2.fma(ax2, a0);
      a1 = f1.fma(ax2, a1);
      a2 = f0.fma(ax2, a2);
      aAt += p3;
      FloatVector ax3 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt));
      a1 = f2.fma(ax3, a1);
      a2 = f1.fma(ax3, a2);
      a3 = f0.fma(ax3, a3);
      FloatVector ax4 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p1));
      a2 = f2.fma(ax4, a2);
      a3 = f1.fma(ax4, a3);
      FloatVector ax5 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, aAt + p2));
      a3 = f2.fma(ax5, a3);
      long bAt = Memory.offset(b + x);
      FloatVector bx0 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, bAt));
      b0 = f0.fma(bx0, b0);
      FloatVector bx1 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, bAt + p1));
      b0 = f1.fma(bx1, b0);
      b1 = f0.fma(bx1, b1);
      FloatVector bx2 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, bAt + p2));
      b0 = f2.fma(bx2, b0);
      b1 = f1.fma(bx2, b1);
      b2 = f0.fma(bx2, b2);
      bAt += p3;
      FloatVector bx3 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, bAt));
      b1 = f2.fma(bx3, b1);
      b2 = f1.fma(bx3, b2);
      b3 = f0.fma(bx3, b3);
      FloatVector bx4 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, bAt + p1));
      b2 = f2.fma(bx4, b2);
      b3 = f1.fma(bx4, b3);
      FloatVector bx5 = FloatVector.broadcast(SPECIES, im.get(JAVA_FLOAT_UNALIGNED, bAt + p2));
      b3 = f2.fma(bx5, b3);
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
}
