package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.gemm.LeftPanel.ROW_BYTES;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * GEMM microkernels for panels of two vectors, 1 to 8 rows of A.
 *
 * <p>Register budget: 8 x 2 accumulators, 2 panel vectors and broadcasts fit 32 registers; 4 x 2
 * fit 16.
 */
final class Microkernel2 {
  /** The most rows that one call takes. */
  static final int MAX_ROWS = 8;

  private Microkernel2() {}

  /**
   * {@code C = A * B} for {@code rows} rows; C is overwritten.
   *
   * @param rows 1 to {@link #MAX_ROWS}
   * @param kc length of the sums, at least 1
   * @param a left panel, see {@link LeftPanel}
   * @param b panel, {@code kc} rows of two vectors without gaps
   * @param cStride distance of the rows of C, in bytes
   */
  static void run(
      int rows,
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    switch (rows) {
      case 1 -> rows1(kc, a, aOffset, b, bOffset, c, cOffset, cStride);
      case 2 -> rows2(kc, a, aOffset, b, bOffset, c, cOffset, cStride);
      case 3 -> rows3(kc, a, aOffset, b, bOffset, c, cOffset, cStride);
      case 4 -> rows4(kc, a, aOffset, b, bOffset, c, cOffset, cStride);
      case 5 -> rows5(kc, a, aOffset, b, bOffset, c, cOffset, cStride);
      case 6 -> rows6(kc, a, aOffset, b, bOffset, c, cOffset, cStride);
      case 7 -> rows7(kc, a, aOffset, b, bOffset, c, cOffset, cStride);
      case 8 -> rows8(kc, a, aOffset, b, bOffset, c, cOffset, cStride);
      default -> throw new IllegalArgumentException("rows " + rows + ", wanted 1 to " + MAX_ROWS);
    }
  }

  private static void rows8(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    for (int k = 0; k < kc; k++) {
      long ak = aOffset + (long) k * Float.BYTES;
      long bk = bOffset + (long) k * (2 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bk + BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + ROW_BYTES));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 2 * ROW_BYTES));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 3 * ROW_BYTES));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 4 * ROW_BYTES));
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 5 * ROW_BYTES));
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      FloatVector a6 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 6 * ROW_BYTES));
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      FloatVector a7 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 7 * ROW_BYTES));
      c70 = a7.fma(b0, c70);
      c71 = a7.fma(b1, c71);
    }
    c00.intoMemorySegment(c, cOffset, NATIVE);
    c01.intoMemorySegment(c, cOffset + BYTES, NATIVE);
    c10.intoMemorySegment(c, cOffset + cStride, NATIVE);
    c11.intoMemorySegment(c, cOffset + cStride + BYTES, NATIVE);
    c20.intoMemorySegment(c, cOffset + 2 * cStride, NATIVE);
    c21.intoMemorySegment(c, cOffset + 2 * cStride + BYTES, NATIVE);
    c30.intoMemorySegment(c, cOffset + 3 * cStride, NATIVE);
    c31.intoMemorySegment(c, cOffset + 3 * cStride + BYTES, NATIVE);
    c40.intoMemorySegment(c, cOffset + 4 * cStride, NATIVE);
    c41.intoMemorySegment(c, cOffset + 4 * cStride + BYTES, NATIVE);
    c50.intoMemorySegment(c, cOffset + 5 * cStride, NATIVE);
    c51.intoMemorySegment(c, cOffset + 5 * cStride + BYTES, NATIVE);
    c60.intoMemorySegment(c, cOffset + 6 * cStride, NATIVE);
    c61.intoMemorySegment(c, cOffset + 6 * cStride + BYTES, NATIVE);
    c70.intoMemorySegment(c, cOffset + 7 * cStride, NATIVE);
    c71.intoMemorySegment(c, cOffset + 7 * cStride + BYTES, NATIVE);
  }

  private static void rows7(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    for (int k = 0; k < kc; k++) {
      long ak = aOffset + (long) k * Float.BYTES;
      long bk = bOffset + (long) k * (2 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bk + BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + ROW_BYTES));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 2 * ROW_BYTES));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 3 * ROW_BYTES));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 4 * ROW_BYTES));
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 5 * ROW_BYTES));
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      FloatVector a6 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 6 * ROW_BYTES));
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
    }
    c00.intoMemorySegment(c, cOffset, NATIVE);
    c01.intoMemorySegment(c, cOffset + BYTES, NATIVE);
    c10.intoMemorySegment(c, cOffset + cStride, NATIVE);
    c11.intoMemorySegment(c, cOffset + cStride + BYTES, NATIVE);
    c20.intoMemorySegment(c, cOffset + 2 * cStride, NATIVE);
    c21.intoMemorySegment(c, cOffset + 2 * cStride + BYTES, NATIVE);
    c30.intoMemorySegment(c, cOffset + 3 * cStride, NATIVE);
    c31.intoMemorySegment(c, cOffset + 3 * cStride + BYTES, NATIVE);
    c40.intoMemorySegment(c, cOffset + 4 * cStride, NATIVE);
    c41.intoMemorySegment(c, cOffset + 4 * cStride + BYTES, NATIVE);
    c50.intoMemorySegment(c, cOffset + 5 * cStride, NATIVE);
    c51.intoMemorySegment(c, cOffset + 5 * cStride + BYTES, NATIVE);
    c60.intoMemorySegment(c, cOffset + 6 * cStride, NATIVE);
    c61.intoMemorySegment(c, cOffset + 6 * cStride + BYTES, NATIVE);
  }

  private static void rows6(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    for (int k = 0; k < kc; k++) {
      long ak = aOffset + (long) k * Float.BYTES;
      long bk = bOffset + (long) k * (2 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bk + BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + ROW_BYTES));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 2 * ROW_BYTES));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 3 * ROW_BYTES));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 4 * ROW_BYTES));
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 5 * ROW_BYTES));
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
    }
    c00.intoMemorySegment(c, cOffset, NATIVE);
    c01.intoMemorySegment(c, cOffset + BYTES, NATIVE);
    c10.intoMemorySegment(c, cOffset + cStride, NATIVE);
    c11.intoMemorySegment(c, cOffset + cStride + BYTES, NATIVE);
    c20.intoMemorySegment(c, cOffset + 2 * cStride, NATIVE);
    c21.intoMemorySegment(c, cOffset + 2 * cStride + BYTES, NATIVE);
    c30.intoMemorySegment(c, cOffset + 3 * cStride, NATIVE);
    c31.intoMemorySegment(c, cOffset + 3 * cStride + BYTES, NATIVE);
    c40.intoMemorySegment(c, cOffset + 4 * cStride, NATIVE);
    c41.intoMemorySegment(c, cOffset + 4 * cStride + BYTES, NATIVE);
    c50.intoMemorySegment(c, cOffset + 5 * cStride, NATIVE);
    c51.intoMemorySegment(c, cOffset + 5 * cStride + BYTES, NATIVE);
  }

  private static void rows5(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    for (int k = 0; k < kc; k++) {
      long ak = aOffset + (long) k * Float.BYTES;
      long bk = bOffset + (long) k * (2 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bk + BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + ROW_BYTES));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 2 * ROW_BYTES));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 3 * ROW_BYTES));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 4 * ROW_BYTES));
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
    }
    c00.intoMemorySegment(c, cOffset, NATIVE);
    c01.intoMemorySegment(c, cOffset + BYTES, NATIVE);
    c10.intoMemorySegment(c, cOffset + cStride, NATIVE);
    c11.intoMemorySegment(c, cOffset + cStride + BYTES, NATIVE);
    c20.intoMemorySegment(c, cOffset + 2 * cStride, NATIVE);
    c21.intoMemorySegment(c, cOffset + 2 * cStride + BYTES, NATIVE);
    c30.intoMemorySegment(c, cOffset + 3 * cStride, NATIVE);
    c31.intoMemorySegment(c, cOffset + 3 * cStride + BYTES, NATIVE);
    c40.intoMemorySegment(c, cOffset + 4 * cStride, NATIVE);
    c41.intoMemorySegment(c, cOffset + 4 * cStride + BYTES, NATIVE);
  }

  private static void rows4(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    for (int k = 0; k < kc; k++) {
      long ak = aOffset + (long) k * Float.BYTES;
      long bk = bOffset + (long) k * (2 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bk + BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + ROW_BYTES));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 2 * ROW_BYTES));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 3 * ROW_BYTES));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
    }
    c00.intoMemorySegment(c, cOffset, NATIVE);
    c01.intoMemorySegment(c, cOffset + BYTES, NATIVE);
    c10.intoMemorySegment(c, cOffset + cStride, NATIVE);
    c11.intoMemorySegment(c, cOffset + cStride + BYTES, NATIVE);
    c20.intoMemorySegment(c, cOffset + 2 * cStride, NATIVE);
    c21.intoMemorySegment(c, cOffset + 2 * cStride + BYTES, NATIVE);
    c30.intoMemorySegment(c, cOffset + 3 * cStride, NATIVE);
    c31.intoMemorySegment(c, cOffset + 3 * cStride + BYTES, NATIVE);
  }

  private static void rows3(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    for (int k = 0; k < kc; k++) {
      long ak = aOffset + (long) k * Float.BYTES;
      long bk = bOffset + (long) k * (2 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bk + BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + ROW_BYTES));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 =
          FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + 2 * ROW_BYTES));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
    }
    c00.intoMemorySegment(c, cOffset, NATIVE);
    c01.intoMemorySegment(c, cOffset + BYTES, NATIVE);
    c10.intoMemorySegment(c, cOffset + cStride, NATIVE);
    c11.intoMemorySegment(c, cOffset + cStride + BYTES, NATIVE);
    c20.intoMemorySegment(c, cOffset + 2 * cStride, NATIVE);
    c21.intoMemorySegment(c, cOffset + 2 * cStride + BYTES, NATIVE);
  }

  private static void rows2(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    for (int k = 0; k < kc; k++) {
      long ak = aOffset + (long) k * Float.BYTES;
      long bk = bOffset + (long) k * (2 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bk + BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak + ROW_BYTES));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
    }
    c00.intoMemorySegment(c, cOffset, NATIVE);
    c01.intoMemorySegment(c, cOffset + BYTES, NATIVE);
    c10.intoMemorySegment(c, cOffset + cStride, NATIVE);
    c11.intoMemorySegment(c, cOffset + cStride + BYTES, NATIVE);
  }

  private static void rows1(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    for (int k = 0; k < kc; k++) {
      long ak = aOffset + (long) k * Float.BYTES;
      long bk = bOffset + (long) k * (2 * BYTES);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bk, NATIVE);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bk + BYTES, NATIVE);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, ak));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
    }
    c00.intoMemorySegment(c, cOffset, NATIVE);
    c01.intoMemorySegment(c, cOffset + BYTES, NATIVE);
  }
}
