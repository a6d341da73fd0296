package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * GEMM microkernels for panels of four vectors that give finished sums bias and limits in their
 * registers and write the output themselves.
 *
 * <p>The numbers are those of {@link Microkernel4} and {@link Epilogue4}, bit for bit. There is
 * none for residuals, nor for 5 rows with two limits: the JVM's first compiler would run out of its
 * virtual registers.
 */
final class FusedMicrokernel4 {
  /** The fewest rows of one call. */
  static final int LEAST_ROWS = 4;

  private FusedMicrokernel4() {}

  /** The most rows of one call: fewer where sums are limited from above, too. */
  static int mostRows(float high) {
    return high == Float.POSITIVE_INFINITY ? 5 : 4;
  }

  /**
   * {@code out = clamp(A * B + bias)} for some rows, each of four whole vectors.
   *
   * @param rows {@link #LEAST_ROWS} to {@link #mostRows}
   * @param kc length of the sums, 1 to {@link Memory#MOST_SMALL}
   * @param a the left rows, each {@code kc} floats without gaps
   * @param aStride distance of the rows of A, in bytes; not negative
   * @param b panel, {@code kc} rows of four vectors without gaps
   * @param bias four vectors
   * @param low what is less becomes this; minus infinity for none
   * @param high what is greater becomes this; infinity for none
   * @param outStride distance of the rows of the output, in bytes
   */
  static void run(
      int rows,
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      MemorySegment bias,
      long biasOffset,
      float low,
      float high,
      MemorySegment out,
      long outOffset,
      long outStride) {
    if (rows == 5) {
      rows5(kc, a, aOffset, aStride, b, bOffset, bias, biasOffset, low, out, outOffset, outStride);
    } else {
      rows4(
          kc,
          a,
          aOffset,
          aStride,
          b,
          bOffset,
          bias,
          biasOffset,
          low,
          high,
          out,
          outOffset,
          outStride);
    }
  }

  private static void rows5(
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      MemorySegment bias,
      long biasOffset,
      float low,
      MemorySegment out,
      long outOffset,
      long outStride) {
    // One zero: with 20 the JVM's first compiler runs out of its virtual registers.
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c02 = zero;
    FloatVector c03 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c12 = zero;
    FloatVector c13 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c22 = zero;
    FloatVector c23 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    FloatVector c32 = zero;
    FloatVector c33 = zero;
    FloatVector c40 = zero;
    FloatVector c41 = zero;
    FloatVector c42 = zero;
    FloatVector c43 = zero;
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment sm = Memory.of(bias);
    MemorySegment om = Memory.of(out);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long from3 = Memory.offset(aOffset + 3 * aStride);
    long from4 = Memory.offset(aOffset + 4 * aStride);
    long panel = Memory.offset(bOffset);
    long shift = Memory.offset(biasOffset);
    long row0 = Memory.offset(outOffset);
    long step = Memory.stride(outStride);
    long row1 = row0 + step;
    long row2 = row0 + 2 * step;
    long row3 = row0 + 3 * step;
    long row4 = row0 + 4 * step;
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
    FloatVector least = FloatVector.broadcast(SPECIES, low);
    FloatVector s0 = FloatVector.fromMemorySegment(SPECIES, sm, shift, NATIVE);
    FloatVector s1 = FloatVector.fromMemorySegment(SPECIES, sm, shift + BYTES, NATIVE);
    FloatVector s2 = FloatVector.fromMemorySegment(SPECIES, sm, shift + 2 * BYTES, NATIVE);
    FloatVector s3 = FloatVector.fromMemorySegment(SPECIES, sm, shift + 3 * BYTES, NATIVE);
    FloatVector y00 = VECTOR.cast(c00).add(s0);
    y00.blend(least, y00.compare(LT, least)).intoMemorySegment(om, row0, NATIVE);
    FloatVector y01 = VECTOR.cast(c01).add(s1);
    y01.blend(least, y01.compare(LT, least)).intoMemorySegment(om, row0 + BYTES, NATIVE);
    FloatVector y02 = VECTOR.cast(c02).add(s2);
    y02.blend(least, y02.compare(LT, least)).intoMemorySegment(om, row0 + 2 * BYTES, NATIVE);
    FloatVector y03 = VECTOR.cast(c03).add(s3);
    y03.blend(least, y03.compare(LT, least)).intoMemorySegment(om, row0 + 3 * BYTES, NATIVE);
    FloatVector y10 = VECTOR.cast(c10).add(s0);
    y10.blend(least, y10.compare(LT, least)).intoMemorySegment(om, row1, NATIVE);
    FloatVector y11 = VECTOR.cast(c11).add(s1);
    y11.blend(least, y11.compare(LT, least)).intoMemorySegment(om, row1 + BYTES, NATIVE);
    FloatVector y12 = VECTOR.cast(c12).add(s2);
    y12.blend(least, y12.compare(LT, least)).intoMemorySegment(om, row1 + 2 * BYTES, NATIVE);
    FloatVector y13 = VECTOR.cast(c13).add(s3);
    y13.blend(least, y13.compare(LT, least)).intoMemorySegment(om, row1 + 3 * BYTES, NATIVE);
    FloatVector y20 = VECTOR.cast(c20).add(s0);
    y20.blend(least, y20.compare(LT, least)).intoMemorySegment(om, row2, NATIVE);
    FloatVector y21 = VECTOR.cast(c21).add(s1);
    y21.blend(least, y21.compare(LT, least)).intoMemorySegment(om, row2 + BYTES, NATIVE);
    FloatVector y22 = VECTOR.cast(c22).add(s2);
    y22.blend(least, y22.compare(LT, least)).intoMemorySegment(om, row2 + 2 * BYTES, NATIVE);
    FloatVector y23 = VECTOR.cast(c23).add(s3);
    y23.blend(least, y23.compare(LT, least)).intoMemorySegment(om, row2 + 3 * BYTES, NATIVE);
    FloatVector y30 = VECTOR.cast(c30).add(s0);
    y30.blend(least, y30.compare(LT, least)).intoMemorySegment(om, row3, NATIVE);
    FloatVector y31 = VECTOR.cast(c31).add(s1);
    y31.blend(least, y31.compare(LT, least)).intoMemorySegment(om, row3 + BYTES, NATIVE);
    FloatVector y32 = VECTOR.cast(c32).add(s2);
    y32.blend(least, y32.compare(LT, least)).intoMemorySegment(om, row3 + 2 * BYTES, NATIVE);
    FloatVector y33 = VECTOR.cast(c33).add(s3);
    y33.blend(least, y33.compare(LT, least)).intoMemorySegment(om, row3 + 3 * BYTES, NATIVE);
    FloatVector y40 = VECTOR.cast(c40).add(s0);
    y40.blend(least, y40.compare(LT, least)).intoMemorySegment(om, row4, NATIVE);
    FloatVector y41 = VECTOR.cast(c41).add(s1);
    y41.blend(least, y41.compare(LT, least)).intoMemorySegment(om, row4 + BYTES, NATIVE);
    FloatVector y42 = VECTOR.cast(c42).add(s2);
    y42.blend(least, y42.compare(LT, least)).intoMemorySegment(om, row4 + 2 * BYTES, NATIVE);
    FloatVector y43 = VECTOR.cast(c43).add(s3);
    y43.blend(least, y43.compare(LT, least)).intoMemorySegment(om, row4 + 3 * BYTES, NATIVE);
  }

  private static void rows4(
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      MemorySegment bias,
      long biasOffset,
      float low,
      float high,
      MemorySegment out,
      long outOffset,
      long outStride) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c02 = zero;
    FloatVector c03 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c12 = zero;
    FloatVector c13 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c22 = zero;
    FloatVector c23 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    FloatVector c32 = zero;
    FloatVector c33 = zero;
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment sm = Memory.of(bias);
    MemorySegment om = Memory.of(out);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long from3 = Memory.offset(aOffset + 3 * aStride);
    long panel = Memory.offset(bOffset);
    long shift = Memory.offset(biasOffset);
    long row0 = Memory.offset(outOffset);
    long step = Memory.stride(outStride);
    long row1 = row0 + step;
    long row2 = row0 + 2 * step;
    long row3 = row0 + 3 * step;
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
    }
    FloatVector least = FloatVector.broadcast(SPECIES, low);
    FloatVector most = FloatVector.broadcast(SPECIES, high);
    FloatVector s0 = FloatVector.fromMemorySegment(SPECIES, sm, shift, NATIVE);
    FloatVector s1 = FloatVector.fromMemorySegment(SPECIES, sm, shift + BYTES, NATIVE);
    FloatVector s2 = FloatVector.fromMemorySegment(SPECIES, sm, shift + 2 * BYTES, NATIVE);
    FloatVector s3 = FloatVector.fromMemorySegment(SPECIES, sm, shift + 3 * BYTES, NATIVE);
    FloatVector y00 = VECTOR.cast(c00).add(s0);
    y00 = y00.blend(least, y00.compare(LT, least));
    y00.blend(most, y00.compare(GT, most)).intoMemorySegment(om, row0, NATIVE);
    FloatVector y01 = VECTOR.cast(c01).add(s1);
    y01 = y01.blend(least, y01.compare(LT, least));
    y01.blend(most, y01.compare(GT, most)).intoMemorySegment(om, row0 + BYTES, NATIVE);
    FloatVector y02 = VECTOR.cast(c02).add(s2);
    y02 = y02.blend(least, y02.compare(LT, least));
    y02.blend(most, y02.compare(GT, most)).intoMemorySegment(om, row0 + 2 * BYTES, NATIVE);
    FloatVector y03 = VECTOR.cast(c03).add(s3);
    y03 = y03.blend(least, y03.compare(LT, least));
    y03.blend(most, y03.compare(GT, most)).intoMemorySegment(om, row0 + 3 * BYTES, NATIVE);
    FloatVector y10 = VECTOR.cast(c10).add(s0);
    y10 = y10.blend(least, y10.compare(LT, least));
    y10.blend(most, y10.compare(GT, most)).intoMemorySegment(om, row1, NATIVE);
    FloatVector y11 = VECTOR.cast(c11).add(s1);
    y11 = y11.blend(least, y11.compare(LT, least));
    y11.blend(most, y11.compare(GT, most)).intoMemorySegment(om, row1 + BYTES, NATIVE);
    FloatVector y12 = VECTOR.cast(c12).add(s2);
    y12 = y12.blend(least, y12.compare(LT, least));
    y12.blend(most, y12.compare(GT, most)).intoMemorySegment(om, row1 + 2 * BYTES, NATIVE);
    FloatVector y13 = VECTOR.cast(c13).add(s3);
    y13 = y13.blend(least, y13.compare(LT, least));
    y13.blend(most, y13.compare(GT, most)).intoMemorySegment(om, row1 + 3 * BYTES, NATIVE);
    FloatVector y20 = VECTOR.cast(c20).add(s0);
    y20 = y20.blend(least, y20.compare(LT, least));
    y20.blend(most, y20.compare(GT, most)).intoMemorySegment(om, row2, NATIVE);
    FloatVector y21 = VECTOR.cast(c21).add(s1);
    y21 = y21.blend(least, y21.compare(LT, least));
    y21.blend(most, y21.compare(GT, most)).intoMemorySegment(om, row2 + BYTES, NATIVE);
    FloatVector y22 = VECTOR.cast(c22).add(s2);
    y22 = y22.blend(least, y22.compare(LT, least));
    y22.blend(most, y22.compare(GT, most)).intoMemorySegment(om, row2 + 2 * BYTES, NATIVE);
    FloatVector y23 = VECTOR.cast(c23).add(s3);
    y23 = y23.blend(least, y23.compare(LT, least));
    y23.blend(most, y23.compare(GT, most)).intoMemorySegment(om, row2 + 3 * BYTES, NATIVE);
    FloatVector y30 = VECTOR.cast(c30).add(s0);
    y30 = y30.blend(least, y30.compare(LT, least));
    y30.blend(most, y30.compare(GT, most)).intoMemorySegment(om, row3, NATIVE);
    FloatVector y31 = VECTOR.cast(c31).add(s1);
    y31 = y31.blend(least, y31.compare(LT, least));
    y31.blend(most, y31.compare(GT, most)).intoMemorySegment(om, row3 + BYTES, NATIVE);
    FloatVector y32 = VECTOR.cast(c32).add(s2);
    y32 = y32.blend(least, y32.compare(LT, least));
    y32.blend(most, y32.compare(GT, most)).intoMemorySegment(om, row3 + 2 * BYTES, NATIVE);
    FloatVector y33 = VECTOR.cast(c33).add(s3);
    y33 = y33.blend(least, y33.compare(LT, least));
    y33.blend(most, y33.compare(GT, most)).intoMemorySegment(om, row3 + 3 * BYTES, NATIVE);
  }
}
