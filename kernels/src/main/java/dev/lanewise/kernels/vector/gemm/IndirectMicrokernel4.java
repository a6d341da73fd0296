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
 * GEMM microkernel for 5 rows of A that lie anywhere, and a panel of four vectors.
 *
 * <p>Tables say where a row begins and how far from there its columns lie (indirect convolution, M.
 * Dukhan, 2019, with a table of columns besides): rows of the im2col matrix are read where they lie
 * in the input, and overlap there.
 */
final class IndirectMicrokernel4 {
  /** The rows of each call. */
  static final int ROWS = 5;

  private IndirectMicrokernel4() {}

  /**
   * {@code C = A * B} for {@link #ROWS} rows; C is overwritten.
   *
   * @param kc length of the sums, 1 to {@link Memory#MOST_SMALL}
   * @param a the memory of the rows
   * @param a0Offset where the first row begins, and so on
   * @param columns at {@code columnsOffset}, {@code kc} ints: the distance of each column from the
   *     row's beginning, in bytes; not negative
   * @param b panel, {@code kc} rows of four vectors without gaps
   * @param c rows of four vectors without gaps
   */
  static void run(
      int kc,
      MemorySegment a,
      long a0Offset,
      long a1Offset,
      long a2Offset,
      long a3Offset,
      long a4Offset,
      MemorySegment columns,
      long columnsOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset) {
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
    MemorySegment tm = Memory.of(columns);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long distances = Memory.offset(columnsOffset);
    long from0 = Memory.offset(a0Offset);
    long from1 = Memory.offset(a1Offset);
    long from2 = Memory.offset(a2Offset);
    long from3 = Memory.offset(a3Offset);
    long from4 = Memory.offset(a4Offset);
    long panel = Memory.offset(bOffset);
    long row0 = Memory.offset(cOffset);
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long ak =
          Memory.index(
              tm.get(JAVA_INT_UNALIGNED, distances + (long) Memory.small(k) * Integer.BYTES));
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
    long row1 = row0 + 4 * BYTES;
    VECTOR.cast(c10).intoMemorySegment(cm, row1, NATIVE);
    VECTOR.cast(c11).intoMemorySegment(cm, row1 + BYTES, NATIVE);
    VECTOR.cast(c12).intoMemorySegment(cm, row1 + 2 * BYTES, NATIVE);
    VECTOR.cast(c13).intoMemorySegment(cm, row1 + 3 * BYTES, NATIVE);
    long row2 = row0 + 8 * BYTES;
    VECTOR.cast(c20).intoMemorySegment(cm, row2, NATIVE);
    VECTOR.cast(c21).intoMemorySegment(cm, row2 + BYTES, NATIVE);
    VECTOR.cast(c22).intoMemorySegment(cm, row2 + 2 * BYTES, NATIVE);
    VECTOR.cast(c23).intoMemorySegment(cm, row2 + 3 * BYTES, NATIVE);
    long row3 = row0 + 12 * BYTES;
    VECTOR.cast(c30).intoMemorySegment(cm, row3, NATIVE);
    VECTOR.cast(c31).intoMemorySegment(cm, row3 + BYTES, NATIVE);
    VECTOR.cast(c32).intoMemorySegment(cm, row3 + 2 * BYTES, NATIVE);
    VECTOR.cast(c33).intoMemorySegment(cm, row3 + 3 * BYTES, NATIVE);
    long row4 = row0 + 16 * BYTES;
    VECTOR.cast(c40).intoMemorySegment(cm, row4, NATIVE);
    VECTOR.cast(c41).intoMemorySegment(cm, row4 + BYTES, NATIVE);
    VECTOR.cast(c42).intoMemorySegment(cm, row4 + 2 * BYTES, NATIVE);
    VECTOR.cast(c43).intoMemorySegment(cm, row4 + 3 * BYTES, NATIVE);
  }
}
