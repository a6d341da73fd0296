package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * GEMM microkernels for panels of four vectors, 1 to 5 rows of A.
 *
 * <p>Register budget: 5 x 4 accumulators, 4 panel vectors and up to 4 broadcasts: 32 registers.
 */
final class Microkernel4 {
  /** The most rows that one call takes. */
  static final int MAX_ROWS = 5;

  private Microkernel4() {}

  /**
   * {@code C = A * B} for {@code rows} rows; C is overwritten.
   *
   * @param rows 1 to {@link #MAX_ROWS}
   * @param kc length of the sums, 1 to {@link Memory#MOST_SMALL}
   * @param a the left rows, each {@code kc} floats without gaps
   * @param aStride distance of the rows of A, in bytes; not negative
   * @param b panel, {@code kc} rows of four vectors without gaps
   * @param next memory of B that will be needed soon: {@code kc} ints of it are read, which brings
   *     it into the cache while the sums are computed
   * @param span how many bytes of it an int may begin in; with 0 the first int is read each time
   * @param at where the first int is read; see {@link ReadAhead}
   * @param pace from there to the next one
   * @param cStride distance of the rows of C, in bytes
   * @return a number without meaning, to be stored somewhere so that the reads are not optimised
   *     away
   */
  static int run(
      int rows,
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      long next,
      int span,
      int at,
      int pace,
      MemorySegment c,
      long cOffset,
      long cStride) {
    return switch (rows) {
      case 1 ->
          rows1(kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      case 2 ->
          rows2(kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      case 3 ->
          rows3(kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      case 4 ->
          rows4(kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      case 5 ->
          rows5(kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      default -> throw new IllegalArgumentException("rows " + rows + ", wanted 1 to " + MAX_ROWS);
    };
  }

  /**
   * The same for {@link #MAX_ROWS} rows without reading ahead, which takes a seventh of the
   * instructions.
   */
  static void resident(
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c03 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c13 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    FloatVector c23 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c32 = FloatVector.zero(SPECIES);
    FloatVector c33 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c42 = FloatVector.zero(SPECIES);
    FloatVector c43 = FloatVector.zero(SPECIES);
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
    for (int k = 0; k < length; k++) {
      long ak = (long) Memory.small(k) * Float.BYTES;
      long bk = panel + (long) Memory.small(k) * (4 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, bm, bk + BYTES, NATIVE);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 2 * BYTES, NATIVE);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 3 * BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
      FloatVector a4 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from4 + ak));
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      c42 = a4.fma(b2, c42);
      c43 = a4.fma(b3, c43);
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    VECTOR.cast(c01).intoMemorySegment(cm, row0 + BYTES, NATIVE);
    VECTOR.cast(c02).intoMemorySegment(cm, row0 + 2 * BYTES, NATIVE);
    VECTOR.cast(c03).intoMemorySegment(cm, row0 + 3 * BYTES, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    VECTOR.cast(c11).intoMemorySegment(cm, row1 + BYTES, NATIVE);
    VECTOR.cast(c12).intoMemorySegment(cm, row1 + 2 * BYTES, NATIVE);
    VECTOR.cast(c13).intoMemorySegment(cm, row1 + 3 * BYTES, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    VECTOR.cast(c21).intoMemorySegment(cm, row2 + BYTES, NATIVE);
    VECTOR.cast(c22).intoMemorySegment(cm, row2 + 2 * BYTES, NATIVE);
    VECTOR.cast(c23).intoMemorySegment(cm, row2 + 3 * BYTES, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    VECTOR.cast(c31).intoMemorySegment(cm, row3 + BYTES, NATIVE);
    VECTOR.cast(c32).intoMemorySegment(cm, row3 + 2 * BYTES, NATIVE);
    VECTOR.cast(c33).intoMemorySegment(cm, row3 + 3 * BYTES, NATIVE);
    long row4 = row0 + 4 * step;
    VECTOR.cast(c40).intoMemorySegment(cm, row4, NATIVE);
    VECTOR.cast(c41).intoMemorySegment(cm, row4 + BYTES, NATIVE);
    VECTOR.cast(c42).intoMemorySegment(cm, row4 + 2 * BYTES, NATIVE);
    VECTOR.cast(c43).intoMemorySegment(cm, row4 + 3 * BYTES, NATIVE);
  }

  private static int rows5(
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      long next,
      int span,
      int at,
      int pace,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c03 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c13 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    FloatVector c23 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c32 = FloatVector.zero(SPECIES);
    FloatVector c33 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c42 = FloatVector.zero(SPECIES);
    FloatVector c43 = FloatVector.zero(SPECIES);
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
    long ahead = Memory.offset(next);
    long bytes = Memory.index(span);
    int place = at;
    int touched = 0;
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long ak = (long) Memory.small(k) * Float.BYTES;
      long bk = panel + (long) Memory.small(k) * (4 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, bm, bk + BYTES, NATIVE);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 2 * BYTES, NATIVE);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 3 * BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
      FloatVector a4 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from4 + ak));
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      c42 = a4.fma(b2, c42);
      c43 = a4.fma(b3, c43);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    VECTOR.cast(c01).intoMemorySegment(cm, row0 + BYTES, NATIVE);
    VECTOR.cast(c02).intoMemorySegment(cm, row0 + 2 * BYTES, NATIVE);
    VECTOR.cast(c03).intoMemorySegment(cm, row0 + 3 * BYTES, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    VECTOR.cast(c11).intoMemorySegment(cm, row1 + BYTES, NATIVE);
    VECTOR.cast(c12).intoMemorySegment(cm, row1 + 2 * BYTES, NATIVE);
    VECTOR.cast(c13).intoMemorySegment(cm, row1 + 3 * BYTES, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    VECTOR.cast(c21).intoMemorySegment(cm, row2 + BYTES, NATIVE);
    VECTOR.cast(c22).intoMemorySegment(cm, row2 + 2 * BYTES, NATIVE);
    VECTOR.cast(c23).intoMemorySegment(cm, row2 + 3 * BYTES, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    VECTOR.cast(c31).intoMemorySegment(cm, row3 + BYTES, NATIVE);
    VECTOR.cast(c32).intoMemorySegment(cm, row3 + 2 * BYTES, NATIVE);
    VECTOR.cast(c33).intoMemorySegment(cm, row3 + 3 * BYTES, NATIVE);
    long row4 = row0 + 4 * step;
    VECTOR.cast(c40).intoMemorySegment(cm, row4, NATIVE);
    VECTOR.cast(c41).intoMemorySegment(cm, row4 + BYTES, NATIVE);
    VECTOR.cast(c42).intoMemorySegment(cm, row4 + 2 * BYTES, NATIVE);
    VECTOR.cast(c43).intoMemorySegment(cm, row4 + 3 * BYTES, NATIVE);
    return touched;
  }

  private static int rows4(
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      long next,
      int span,
      int at,
      int pace,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c03 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c13 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    FloatVector c23 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c32 = FloatVector.zero(SPECIES);
    FloatVector c33 = FloatVector.zero(SPECIES);
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
    long ahead = Memory.offset(next);
    long bytes = Memory.index(span);
    int place = at;
    int touched = 0;
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long ak = (long) Memory.small(k) * Float.BYTES;
      long bk = panel + (long) Memory.small(k) * (4 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, bm, bk + BYTES, NATIVE);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 2 * BYTES, NATIVE);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 3 * BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    VECTOR.cast(c01).intoMemorySegment(cm, row0 + BYTES, NATIVE);
    VECTOR.cast(c02).intoMemorySegment(cm, row0 + 2 * BYTES, NATIVE);
    VECTOR.cast(c03).intoMemorySegment(cm, row0 + 3 * BYTES, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    VECTOR.cast(c11).intoMemorySegment(cm, row1 + BYTES, NATIVE);
    VECTOR.cast(c12).intoMemorySegment(cm, row1 + 2 * BYTES, NATIVE);
    VECTOR.cast(c13).intoMemorySegment(cm, row1 + 3 * BYTES, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    VECTOR.cast(c21).intoMemorySegment(cm, row2 + BYTES, NATIVE);
    VECTOR.cast(c22).intoMemorySegment(cm, row2 + 2 * BYTES, NATIVE);
    VECTOR.cast(c23).intoMemorySegment(cm, row2 + 3 * BYTES, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    VECTOR.cast(c31).intoMemorySegment(cm, row3 + BYTES, NATIVE);
    VECTOR.cast(c32).intoMemorySegment(cm, row3 + 2 * BYTES, NATIVE);
    VECTOR.cast(c33).intoMemorySegment(cm, row3 + 3 * BYTES, NATIVE);
    return touched;
  }

  private static int rows3(
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      long next,
      int span,
      int at,
      int pace,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c03 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c13 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    FloatVector c23 = FloatVector.zero(SPECIES);
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long panel = Memory.offset(bOffset);
    long row0 = Memory.offset(cOffset);
    long step = Memory.stride(cStride);
    long ahead = Memory.offset(next);
    long bytes = Memory.index(span);
    int place = at;
    int touched = 0;
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long ak = (long) Memory.small(k) * Float.BYTES;
      long bk = panel + (long) Memory.small(k) * (4 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, bm, bk + BYTES, NATIVE);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 2 * BYTES, NATIVE);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 3 * BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    VECTOR.cast(c01).intoMemorySegment(cm, row0 + BYTES, NATIVE);
    VECTOR.cast(c02).intoMemorySegment(cm, row0 + 2 * BYTES, NATIVE);
    VECTOR.cast(c03).intoMemorySegment(cm, row0 + 3 * BYTES, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    VECTOR.cast(c11).intoMemorySegment(cm, row1 + BYTES, NATIVE);
    VECTOR.cast(c12).intoMemorySegment(cm, row1 + 2 * BYTES, NATIVE);
    VECTOR.cast(c13).intoMemorySegment(cm, row1 + 3 * BYTES, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    VECTOR.cast(c21).intoMemorySegment(cm, row2 + BYTES, NATIVE);
    VECTOR.cast(c22).intoMemorySegment(cm, row2 + 2 * BYTES, NATIVE);
    VECTOR.cast(c23).intoMemorySegment(cm, row2 + 3 * BYTES, NATIVE);
    return touched;
  }

  private static int rows2(
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      long next,
      int span,
      int at,
      int pace,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c03 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c13 = FloatVector.zero(SPECIES);
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long panel = Memory.offset(bOffset);
    long row0 = Memory.offset(cOffset);
    long step = Memory.stride(cStride);
    long ahead = Memory.offset(next);
    long bytes = Memory.index(span);
    int place = at;
    int touched = 0;
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long ak = (long) Memory.small(k) * Float.BYTES;
      long bk = panel + (long) Memory.small(k) * (4 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, bm, bk + BYTES, NATIVE);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 2 * BYTES, NATIVE);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 3 * BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    VECTOR.cast(c01).intoMemorySegment(cm, row0 + BYTES, NATIVE);
    VECTOR.cast(c02).intoMemorySegment(cm, row0 + 2 * BYTES, NATIVE);
    VECTOR.cast(c03).intoMemorySegment(cm, row0 + 3 * BYTES, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    VECTOR.cast(c11).intoMemorySegment(cm, row1 + BYTES, NATIVE);
    VECTOR.cast(c12).intoMemorySegment(cm, row1 + 2 * BYTES, NATIVE);
    VECTOR.cast(c13).intoMemorySegment(cm, row1 + 3 * BYTES, NATIVE);
    return touched;
  }

  private static int rows1(
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      long next,
      int span,
      int at,
      int pace,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c03 = FloatVector.zero(SPECIES);
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long from0 = Memory.offset(aOffset);
    long panel = Memory.offset(bOffset);
    long row0 = Memory.offset(cOffset);
    long ahead = Memory.offset(next);
    long bytes = Memory.index(span);
    int place = at;
    int touched = 0;
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long ak = (long) Memory.small(k) * Float.BYTES;
      long bk = panel + (long) Memory.small(k) * (4 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, bm, bk + BYTES, NATIVE);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 2 * BYTES, NATIVE);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, bm, bk + 3 * BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    VECTOR.cast(c01).intoMemorySegment(cm, row0 + BYTES, NATIVE);
    VECTOR.cast(c02).intoMemorySegment(cm, row0 + 2 * BYTES, NATIVE);
    VECTOR.cast(c03).intoMemorySegment(cm, row0 + 3 * BYTES, NATIVE);
    return touched;
  }
}
