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
 * As {@link FusedMicrokernel4}, for panels of one and two vectors and 8 rows.
 *
 * <p>Register budget: 8 x 2 accumulators, 2 panel vectors and up to 8 broadcasts: 26.
 */
final class FusedMicrokernel8 {
  /** The rows of each call. */
  static final int ROWS = 8;

  private FusedMicrokernel8() {}

  /** {@code out = clamp(A * B + bias)}; parameters as in {@link FusedMicrokernel4#run}. */
  static void vectors2(
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
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    FloatVector c40 = zero;
    FloatVector c41 = zero;
    FloatVector c50 = zero;
    FloatVector c51 = zero;
    FloatVector c60 = zero;
    FloatVector c61 = zero;
    FloatVector c70 = zero;
    FloatVector c71 = zero;
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment sm = Memory.of(bias);
    MemorySegment om = Memory.of(out);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long from3 = Memory.offset(aOffset + 3 * aStride);
    long from4 = Memory.offset(aOffset + 4 * aStride);
    long from5 = Memory.offset(aOffset + 5 * aStride);
    long from6 = Memory.offset(aOffset + 6 * aStride);
    long from7 = Memory.offset(aOffset + 7 * aStride);
    long panel = Memory.offset(bOffset);
    long shift = Memory.offset(biasOffset);
    long row0 = Memory.offset(outOffset);
    long step = Memory.stride(outStride);
    long row1 = row0 + step;
    long row2 = row0 + 2 * step;
    long row3 = row0 + 3 * step;
    long row4 = row0 + 4 * step;
    long row5 = row0 + 5 * step;
    long row6 = row0 + 6 * step;
    long row7 = row0 + 7 * step;
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long ak = (long) Memory.small(k) * Float.BYTES;
      long bk = panel + (long) Memory.small(k) * (2 * BYTES);
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
      FloatVector a5 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from5 + ak));
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      FloatVector a6 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from6 + ak));
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      FloatVector a7 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, from7 + ak));
      c70 = a7.fma(b0, c70);
      c71 = a7.fma(b1, c71);
    }
    FloatVector least = FloatVector.broadcast(SPECIES, low);
    FloatVector most = FloatVector.broadcast(SPECIES, high);
    FloatVector s0 = FloatVector.fromMemorySegment(SPECIES, sm, shift, NATIVE);
    FloatVector s1 = FloatVector.fromMemorySegment(SPECIES, sm, shift + BYTES, NATIVE);
    FloatVector y00 = VECTOR.cast(c00).add(s0);
    y00 = y00.blend(least, y00.compare(LT, least));
    y00.blend(most, y00.compare(GT, most)).intoMemorySegment(om, row0, NATIVE);
    FloatVector y01 = VECTOR.cast(c01).add(s1);
    y01 = y01.blend(least, y01.compare(LT, least));
    y01.blend(most, y01.compare(GT, most)).intoMemorySegment(om, row0 + BYTES, NATIVE);
    FloatVector y10 = VECTOR.cast(c10).add(s0);
    y10 = y10.blend(least, y10.compare(LT, least));
    y10.blend(most, y10.compare(GT, most)).intoMemorySegment(om, row1, NATIVE);
    FloatVector y11 = VECTOR.cast(c11).add(s1);
    y11 = y11.blend(least, y11.compare(LT, least));
    y11.blend(most, y11.compare(GT, most)).intoMemorySegment(om, row1 + BYTES, NATIVE);
    FloatVector y20 = VECTOR.cast(c20).add(s0);
    y20 = y20.blend(least, y20.compare(LT, least));
    y20.blend(most, y20.compare(GT, most)).intoMemorySegment(om, row2, NATIVE);
    FloatVector y21 = VECTOR.cast(c21).add(s1);
    y21 = y21.blend(least, y21.compare(LT, least));
    y21.blend(most, y21.compare(GT, most)).intoMemorySegment(om, row2 + BYTES, NATIVE);
    FloatVector y30 = VECTOR.cast(c30).add(s0);
    y30 = y30.blend(least, y30.compare(LT, least));
    y30.blend(most, y30.compare(GT, most)).intoMemorySegment(om, row3, NATIVE);
    FloatVector y31 = VECTOR.cast(c31).add(s1);
    y31 = y31.blend(least, y31.compare(LT, least));
    y31.blend(most, y31.compare(GT, most)).intoMemorySegment(om, row3 + BYTES, NATIVE);
    FloatVector y40 = VECTOR.cast(c40).add(s0);
    y40 = y40.blend(least, y40.compare(LT, least));
    y40.blend(most, y40.compare(GT, most)).intoMemorySegment(om, row4, NATIVE);
    FloatVector y41 = VECTOR.cast(c41).add(s1);
    y41 = y41.blend(least, y41.compare(LT, least));
    y41.blend(most, y41.compare(GT, most)).intoMemorySegment(om, row4 + BYTES, NATIVE);
    FloatVector y50 = VECTOR.cast(c50).add(s0);
    y50 = y50.blend(least, y50.compare(LT, least));
    y50.blend(most, y50.compare(GT, most)).intoMemorySegment(om, row5, NATIVE);
    FloatVector y51 = VECTOR.cast(c51).add(s1);
    y51 = y51.blend(least, y51.compare(LT, least));
    y51.blend(most, y51.compare(GT, most)).intoMemorySegment(om, row5 + BYTES, NATIVE);
    FloatVector y60 = VECTOR.cast(c60).add(s0);
    y60 = y60.blend(least, y60.compare(LT, least));
    y60.blend(most, y60.compare(GT, most)).intoMemorySegment(om, row6, NATIVE);
    FloatVector y61 = VECTOR.cast(c61).add(s1);
    y61 = y61.blend(least, y61.compare(LT, least));
    y61.blend(most, y61.compare(GT, most)).intoMemorySegment(om, row6 + BYTES, NATIVE);
    FloatVector y70 = VECTOR.cast(c70).add(s0);
    y70 = y70.blend(least, y70.compare(LT, least));
    y70.blend(most, y70.compare(GT, most)).intoMemorySegment(om, row7, NATIVE);
    FloatVector y71 = VECTOR.cast(c71).add(s1);
    y71 = y71.blend(least, y71.compare(LT, least));
    y71.blend(most, y71.compare(GT, most)).intoMemorySegment(om, row7 + BYTES, NATIVE);
  }

  /** The same for a panel of one vector. */
  static void vectors1(
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
    FloatVector c10 = zero;
    FloatVector c20 = zero;
    FloatVector c30 = zero;
    FloatVector c40 = zero;
    FloatVector c50 = zero;
    FloatVector c60 = zero;
    FloatVector c70 = zero;
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment sm = Memory.of(bias);
    MemorySegment om = Memory.of(out);
    long from0 = Memory.offset(aOffset);
    long from1 = Memory.offset(aOffset + aStride);
    long from2 = Memory.offset(aOffset + 2 * aStride);
    long from3 = Memory.offset(aOffset + 3 * aStride);
    long from4 = Memory.offset(aOffset + 4 * aStride);
    long from5 = Memory.offset(aOffset + 5 * aStride);
    long from6 = Memory.offset(aOffset + 6 * aStride);
    long from7 = Memory.offset(aOffset + 7 * aStride);
    long panel = Memory.offset(bOffset);
    long shift = Memory.offset(biasOffset);
    long row0 = Memory.offset(outOffset);
    long step = Memory.stride(outStride);
    long row1 = row0 + step;
    long row2 = row0 + 2 * step;
    long row3 = row0 + 3 * step;
    long row4 = row0 + 4 * step;
    long row5 = row0 + 5 * step;
    long row6 = row0 + 6 * step;
    long row7 = row0 + 7 * step;
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
    FloatVector least = FloatVector.broadcast(SPECIES, low);
    FloatVector most = FloatVector.broadcast(SPECIES, high);
    FloatVector s0 = FloatVector.fromMemorySegment(SPECIES, sm, shift, NATIVE);
    FloatVector y00 = VECTOR.cast(c00).add(s0);
    y00 = y00.blend(least, y00.compare(LT, least));
    y00.blend(most, y00.compare(GT, most)).intoMemorySegment(om, row0, NATIVE);
    FloatVector y10 = VECTOR.cast(c10).add(s0);
    y10 = y10.blend(least, y10.compare(LT, least));
    y10.blend(most, y10.compare(GT, most)).intoMemorySegment(om, row1, NATIVE);
    FloatVector y20 = VECTOR.cast(c20).add(s0);
    y20 = y20.blend(least, y20.compare(LT, least));
    y20.blend(most, y20.compare(GT, most)).intoMemorySegment(om, row2, NATIVE);
    FloatVector y30 = VECTOR.cast(c30).add(s0);
    y30 = y30.blend(least, y30.compare(LT, least));
    y30.blend(most, y30.compare(GT, most)).intoMemorySegment(om, row3, NATIVE);
    FloatVector y40 = VECTOR.cast(c40).add(s0);
    y40 = y40.blend(least, y40.compare(LT, least));
    y40.blend(most, y40.compare(GT, most)).intoMemorySegment(om, row4, NATIVE);
    FloatVector y50 = VECTOR.cast(c50).add(s0);
    y50 = y50.blend(least, y50.compare(LT, least));
    y50.blend(most, y50.compare(GT, most)).intoMemorySegment(om, row5, NATIVE);
    FloatVector y60 = VECTOR.cast(c60).add(s0);
    y60 = y60.blend(least, y60.compare(LT, least));
    y60.blend(most, y60.compare(GT, most)).intoMemorySegment(om, row6, NATIVE);
    FloatVector y70 = VECTOR.cast(c70).add(s0);
    y70 = y70.blend(least, y70.compare(LT, least));
    y70.blend(most, y70.compare(GT, most)).intoMemorySegment(om, row7, NATIVE);
  }
}
