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
 * GEMM microkernels for panels of one vector, 1 to 8 rows of A.
 *
 * <p>Register budget: 8 accumulators, 1 panel vector and broadcasts fit 16 registers; 8 independent
 * sums hide the latency of two FMA units.
 */
final class Microkernel1 {
  /** The most rows that one call takes. */
  static final int MAX_ROWS = 8;

  private Microkernel1() {}

  /**
   * {@code C = A * B} for {@code rows} rows; C is overwritten.
   *
   * @param rows 1 to {@link #MAX_ROWS}
   * @param kc length of the sums, 1 to {@link Memory#MOST_SMALL}
   * @param a the left rows, each {@code kc} floats without gaps
   * @param aStride distance of the rows of A, in bytes; not negative
   * @param b panel, {@code kc} rows of one vector without gaps
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
      case 6 ->
          rows6(kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      case 7 ->
          rows7(kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      case 8 ->
          rows8(kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
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
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long from3 = Memory.offset(aOffset + 3 * aStride);
    long from4 = Memory.offset(aOffset + 4 * aStride);
    long from5 = Memory.offset(aOffset + 5 * aStride);
    long from6 = Memory.offset(aOffset + 6 * aStride);
    long from7 = Memory.offset(aOffset + 7 * aStride);
    long panel = Memory.offset(bOffset);
    long row0 = Memory.offset(cOffset);
    long step = Memory.stride(cStride);
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long ak = (long) Memory.small(k) * Float.BYTES;
      long bk = panel + (long) Memory.small(k) * BYTES;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      FloatVector a4 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from4 + ak));
      c40 = a4.fma(b0, c40);
      FloatVector a5 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from5 + ak));
      c50 = a5.fma(b0, c50);
      FloatVector a6 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from6 + ak));
      c60 = a6.fma(b0, c60);
      FloatVector a7 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from7 + ak));
      c70 = a7.fma(b0, c70);
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    long row4 = row0 + 4 * step;
    VECTOR.cast(c40).intoMemorySegment(cm, row4, NATIVE);
    long row5 = row0 + 5 * step;
    VECTOR.cast(c50).intoMemorySegment(cm, row5, NATIVE);
    long row6 = row0 + 6 * step;
    VECTOR.cast(c60).intoMemorySegment(cm, row6, NATIVE);
    long row7 = row0 + 7 * step;
    VECTOR.cast(c70).intoMemorySegment(cm, row7, NATIVE);
  }

  private static int rows8(
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
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long from3 = Memory.offset(aOffset + 3 * aStride);
    long from4 = Memory.offset(aOffset + 4 * aStride);
    long from5 = Memory.offset(aOffset + 5 * aStride);
    long from6 = Memory.offset(aOffset + 6 * aStride);
    long from7 = Memory.offset(aOffset + 7 * aStride);
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
      long bk = panel + (long) Memory.small(k) * BYTES;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      FloatVector a4 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from4 + ak));
      c40 = a4.fma(b0, c40);
      FloatVector a5 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from5 + ak));
      c50 = a5.fma(b0, c50);
      FloatVector a6 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from6 + ak));
      c60 = a6.fma(b0, c60);
      FloatVector a7 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from7 + ak));
      c70 = a7.fma(b0, c70);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    long row4 = row0 + 4 * step;
    VECTOR.cast(c40).intoMemorySegment(cm, row4, NATIVE);
    long row5 = row0 + 5 * step;
    VECTOR.cast(c50).intoMemorySegment(cm, row5, NATIVE);
    long row6 = row0 + 6 * step;
    VECTOR.cast(c60).intoMemorySegment(cm, row6, NATIVE);
    long row7 = row0 + 7 * step;
    VECTOR.cast(c70).intoMemorySegment(cm, row7, NATIVE);
    return touched;
  }

  private static int rows7(
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
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long from3 = Memory.offset(aOffset + 3 * aStride);
    long from4 = Memory.offset(aOffset + 4 * aStride);
    long from5 = Memory.offset(aOffset + 5 * aStride);
    long from6 = Memory.offset(aOffset + 6 * aStride);
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
      long bk = panel + (long) Memory.small(k) * BYTES;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      FloatVector a4 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from4 + ak));
      c40 = a4.fma(b0, c40);
      FloatVector a5 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from5 + ak));
      c50 = a5.fma(b0, c50);
      FloatVector a6 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from6 + ak));
      c60 = a6.fma(b0, c60);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    long row4 = row0 + 4 * step;
    VECTOR.cast(c40).intoMemorySegment(cm, row4, NATIVE);
    long row5 = row0 + 5 * step;
    VECTOR.cast(c50).intoMemorySegment(cm, row5, NATIVE);
    long row6 = row0 + 6 * step;
    VECTOR.cast(c60).intoMemorySegment(cm, row6, NATIVE);
    return touched;
  }

  private static int rows6(
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
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long from3 = Memory.offset(aOffset + 3 * aStride);
    long from4 = Memory.offset(aOffset + 4 * aStride);
    long from5 = Memory.offset(aOffset + 5 * aStride);
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
      long bk = panel + (long) Memory.small(k) * BYTES;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      FloatVector a4 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from4 + ak));
      c40 = a4.fma(b0, c40);
      FloatVector a5 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from5 + ak));
      c50 = a5.fma(b0, c50);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    long row4 = row0 + 4 * step;
    VECTOR.cast(c40).intoMemorySegment(cm, row4, NATIVE);
    long row5 = row0 + 5 * step;
    VECTOR.cast(c50).intoMemorySegment(cm, row5, NATIVE);
    return touched;
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
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
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
      long bk = panel + (long) Memory.small(k) * BYTES;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      FloatVector a4 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from4 + ak));
      c40 = a4.fma(b0, c40);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    long row4 = row0 + 4 * step;
    VECTOR.cast(c40).intoMemorySegment(cm, row4, NATIVE);
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
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
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
      long bk = panel + (long) Memory.small(k) * BYTES;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from3 + ak));
      c30 = a3.fma(b0, c30);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    long row3 = row0 + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
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
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
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
      long bk = panel + (long) Memory.small(k) * BYTES;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from2 + ak));
      c20 = a2.fma(b0, c20);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    long row2 = row0 + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
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
    FloatVector c10 = FloatVector.zero(SPECIES);
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
      long bk = panel + (long) Memory.small(k) * BYTES;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from1 + ak));
      c10 = a1.fma(b0, c10);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    long row1 = row0 + step;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
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
      long bk = panel + (long) Memory.small(k) * BYTES;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, bm, bk, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from0 + ak));
      c00 = a0.fma(b0, c00);
      touched += bm.get(JAVA_INT_UNALIGNED, ahead + ReadAhead.offset(place, bytes));
      place += pace;
    }
    VECTOR.cast(c00).intoMemorySegment(cm, row0, NATIVE);
    return touched;
  }
}
