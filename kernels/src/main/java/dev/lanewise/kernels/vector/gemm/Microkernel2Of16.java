package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * GEMM microkernels for panels of two vectors on processors with 16 registers.
 *
 * <p>Register budget: 5 x 2 accumulators, 2 panel vectors and up to 4 broadcasts: 16 registers.
 *
 * <p>Counting weighs as much as the few multiplications that fit 16 registers, so two steps of K
 * share it. Left to itself the compiler unrolls the loop too, but reads the operands of all steps
 * first and spills the accumulators. So each step ends in a test that never holds: no read crosses
 * it.
 */
final class Microkernel2Of16 {
  /** The fewest rows of a call. */
  static final int MIN_ROWS = 4;

  /** The most rows of a call. */
  static final int MAX_ROWS = 5;

  /** Not final: from a constant the compiler would compute the second step's address row by row. */
  private static int one = 1;

  private Microkernel2Of16() {}

  /** {@link Microkernel2#run} for {@link #MIN_ROWS} or more rows, without reading ahead. */
  static void run(
      int rows,
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    if (rows == MAX_ROWS) {
      rows5(kc, a, aOffset, aStride, b, bOffset, c, cOffset, cStride);
    } else {
      rows4(kc, a, aOffset, aStride, b, bOffset, c, cOffset, cStride);
    }
  }

  private static void rows5(
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    FloatVector c40 = zero;
    FloatVector c41 = zero;
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long from3 = Memory.offset(aOffset + 3 * aStride);
    long from4 = Memory.offset(aOffset + 4 * aStride);
    long panel = Memory.offset(bOffset);
    long row0 = Memory.offset(cOffset);
    long step = Memory.stride(cStride);
    int length = Memory.small(kc);
    int even = Memory.small(length & ~1);
    int next = one;
    for (int k = 0; k < even; k += 2) {
      long bk = panel + (long) Memory.small(k) * (2 * BYTES);
      long ak0 = (long) Memory.small(k) * Float.BYTES;
      FloatVector b00 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector b01 = FloatVector.fromMemorySegment(SPECIES, bm, bk + BYTES, NATIVE);
      FloatVector a00 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak0));
      c00 = a00.fma(b00, c00);
      c01 = a00.fma(b01, c01);
      FloatVector a01 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak0));
      c10 = a01.fma(b00, c10);
      c11 = a01.fma(b01, c11);
      FloatVector a02 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak0));
      c20 = a02.fma(b00, c20);
      c21 = a02.fma(b01, c21);
      FloatVector a03 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak0));
      c30 = a03.fma(b00, c30);
      c31 = a03.fma(b01, c31);
      FloatVector a04 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from4 + ak0));
      c40 = a04.fma(b00, c40);
      c41 = a04.fma(b01, c41);
      if (k + next == even) { // never: an odd number
        break;
      }
      long ak1 = (long) Memory.small(k + next) * Float.BYTES;
      FloatVector b10 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 2 * BYTES, NATIVE);
      FloatVector b11 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 3 * BYTES, NATIVE);
      FloatVector a10 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak1));
      c00 = a10.fma(b10, c00);
      c01 = a10.fma(b11, c01);
      FloatVector a11 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak1));
      c10 = a11.fma(b10, c10);
      c11 = a11.fma(b11, c11);
      FloatVector a12 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak1));
      c20 = a12.fma(b10, c20);
      c21 = a12.fma(b11, c21);
      FloatVector a13 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak1));
      c30 = a13.fma(b10, c30);
      c31 = a13.fma(b11, c31);
      FloatVector a14 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from4 + ak1));
      c40 = a14.fma(b10, c40);
      c41 = a14.fma(b11, c41);
    }
    if (even < length) {
      long ak = (long) even * Float.BYTES;
      long bk = panel + (long) even * (2 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, bm, bk + BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from4 + ak));
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    VECTOR.cast(c01).intoMemorySegment(cm, row0 + BYTES, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    VECTOR.cast(c11).intoMemorySegment(cm, row1 + BYTES, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    VECTOR.cast(c21).intoMemorySegment(cm, row2 + BYTES, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    VECTOR.cast(c31).intoMemorySegment(cm, row3 + BYTES, NATIVE);
    long row4 = row0 + 4 * step;
    VECTOR.cast(c40).intoMemorySegment(cm, row4, NATIVE);
    VECTOR.cast(c41).intoMemorySegment(cm, row4 + BYTES, NATIVE);
  }

  private static void rows4(
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long from3 = Memory.offset(aOffset + 3 * aStride);
    long panel = Memory.offset(bOffset);
    long row0 = Memory.offset(cOffset);
    long step = Memory.stride(cStride);
    int length = Memory.small(kc);
    int even = Memory.small(length & ~1);
    int next = one;
    for (int k = 0; k < even; k += 2) {
      long bk = panel + (long) Memory.small(k) * (2 * BYTES);
      long ak0 = (long) Memory.small(k) * Float.BYTES;
      FloatVector b00 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector b01 = FloatVector.fromMemorySegment(SPECIES, bm, bk + BYTES, NATIVE);
      FloatVector a00 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak0));
      c00 = a00.fma(b00, c00);
      c01 = a00.fma(b01, c01);
      FloatVector a01 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak0));
      c10 = a01.fma(b00, c10);
      c11 = a01.fma(b01, c11);
      FloatVector a02 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak0));
      c20 = a02.fma(b00, c20);
      c21 = a02.fma(b01, c21);
      FloatVector a03 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak0));
      c30 = a03.fma(b00, c30);
      c31 = a03.fma(b01, c31);
      if (k + next == even) { // never: an odd number
        break;
      }
      long ak1 = (long) Memory.small(k + next) * Float.BYTES;
      FloatVector b10 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 2 * BYTES, NATIVE);
      FloatVector b11 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 3 * BYTES, NATIVE);
      FloatVector a10 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak1));
      c00 = a10.fma(b10, c00);
      c01 = a10.fma(b11, c01);
      FloatVector a11 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak1));
      c10 = a11.fma(b10, c10);
      c11 = a11.fma(b11, c11);
      FloatVector a12 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak1));
      c20 = a12.fma(b10, c20);
      c21 = a12.fma(b11, c21);
      FloatVector a13 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak1));
      c30 = a13.fma(b10, c30);
      c31 = a13.fma(b11, c31);
    }
    if (even < length) {
      long ak = (long) even * Float.BYTES;
      long bk = panel + (long) even * (2 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, bm, bk + BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    VECTOR.cast(c01).intoMemorySegment(cm, row0 + BYTES, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    VECTOR.cast(c11).intoMemorySegment(cm, row1 + BYTES, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    VECTOR.cast(c21).intoMemorySegment(cm, row2 + BYTES, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    VECTOR.cast(c31).intoMemorySegment(cm, row3 + BYTES, NATIVE);
  }
}
