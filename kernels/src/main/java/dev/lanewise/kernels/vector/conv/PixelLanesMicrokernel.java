package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The products of filters with pixels in the lanes: of seven filters and three vectors of pixels,
 * or of one pixel alone, whose lanes are then input channels.
 *
 * <p>Register budget: 7 x 3 accumulators, 3 vectors of pixels and up to 7 broadcasts: 32 registers.
 * More filters the JVM's first compiler would not manage.
 */
final class PixelLanesMicrokernel {
  /** Filters of one call. */
  static final int FILTERS = 7;

  /** Vectors of pixels of one call. */
  static final int VECTORS = 3;

  private PixelLanesMicrokernel() {}

  /**
   * Sums over a chunk of {@code im2col} rows, for each filter and pixel.
   *
   * @param kc rows of the chunk, 1 to {@link Memory#MOST_SMALL}
   * @param filters seven runs of {@code kc} floats, {@code filterStride} bytes apart
   * @param pixels {@code [kc][3 vectors]}
   * @param sums for each filter three vectors, {@code sumsStride} bytes apart; overwritten
   */
  static void run(
      int kc,
      MemorySegment filters,
      long filtersOffset,
      long filterStride,
      MemorySegment pixels,
      long pixelsOffset,
      MemorySegment sums,
      long sumsOffset,
      long sumsStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c32 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c42 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c52 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c62 = FloatVector.zero(SPECIES);
    MemorySegment fm = Memory.of(filters);
    MemorySegment pm = Memory.of(pixels);
    MemorySegment sm = Memory.of(sums);
    long from0 = Memory.offset(filtersOffset);
    long from1 = Memory.offset(filtersOffset + filterStride);
    long from2 = Memory.offset(filtersOffset + 2 * filterStride);
    long from3 = Memory.offset(filtersOffset + 3 * filterStride);
    long from4 = Memory.offset(filtersOffset + 4 * filterStride);
    long from5 = Memory.offset(filtersOffset + 5 * filterStride);
    long from6 = Memory.offset(filtersOffset + 6 * filterStride);
    long panel = Memory.offset(pixelsOffset);
    long to = Memory.offset(sumsOffset);
    long step = Memory.stride(sumsStride);
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long fk = (long) Memory.small(k) * Float.BYTES;
      long pk = panel + (long) Memory.small(k) * (VECTORS * BYTES);
      FloatVector p0 = FloatVector.fromMemorySegment(SPECIES, pm, pk, NATIVE);
      FloatVector p1 = FloatVector.fromMemorySegment(SPECIES, pm, pk + BYTES, NATIVE);
      FloatVector p2 = FloatVector.fromMemorySegment(SPECIES, pm, pk + 2 * BYTES, NATIVE);
      FloatVector f0 = FloatVector.broadcast(SPECIES, fm.get(JAVA_FLOAT_UNALIGNED, from0 + fk));
      c00 = f0.fma(p0, c00);
      c01 = f0.fma(p1, c01);
      c02 = f0.fma(p2, c02);
      FloatVector f1 = FloatVector.broadcast(SPECIES, fm.get(JAVA_FLOAT_UNALIGNED, from1 + fk));
      c10 = f1.fma(p0, c10);
      c11 = f1.fma(p1, c11);
      c12 = f1.fma(p2, c12);
      FloatVector f2 = FloatVector.broadcast(SPECIES, fm.get(JAVA_FLOAT_UNALIGNED, from2 + fk));
      c20 = f2.fma(p0, c20);
      c21 = f2.fma(p1, c21);
      c22 = f2.fma(p2, c22);
      FloatVector f3 = FloatVector.broadcast(SPECIES, fm.get(JAVA_FLOAT_UNALIGNED, from3 + fk));
      c30 = f3.fma(p0, c30);
      c31 = f3.fma(p1, c31);
      c32 = f3.fma(p2, c32);
      FloatVector f4 = FloatVector.broadcast(SPECIES, fm.get(JAVA_FLOAT_UNALIGNED, from4 + fk));
      c40 = f4.fma(p0, c40);
      c41 = f4.fma(p1, c41);
      c42 = f4.fma(p2, c42);
      FloatVector f5 = FloatVector.broadcast(SPECIES, fm.get(JAVA_FLOAT_UNALIGNED, from5 + fk));
      c50 = f5.fma(p0, c50);
      c51 = f5.fma(p1, c51);
      c52 = f5.fma(p2, c52);
      FloatVector f6 = FloatVector.broadcast(SPECIES, fm.get(JAVA_FLOAT_UNALIGNED, from6 + fk));
      c60 = f6.fma(p0, c60);
      c61 = f6.fma(p1, c61);
      c62 = f6.fma(p2, c62);
    }
    VECTOR.cast(c00).intoMemorySegment(sm, to, NATIVE);
    VECTOR.cast(c01).intoMemorySegment(sm, to + BYTES, NATIVE);
    VECTOR.cast(c02).intoMemorySegment(sm, to + 2 * BYTES, NATIVE);
    long row1 = to + step;
    VECTOR.cast(c10).intoMemorySegment(sm, row1, NATIVE);
    VECTOR.cast(c11).intoMemorySegment(sm, row1 + BYTES, NATIVE);
    VECTOR.cast(c12).intoMemorySegment(sm, row1 + 2 * BYTES, NATIVE);
    long row2 = to + 2 * step;
    VECTOR.cast(c20).intoMemorySegment(sm, row2, NATIVE);
    VECTOR.cast(c21).intoMemorySegment(sm, row2 + BYTES, NATIVE);
    VECTOR.cast(c22).intoMemorySegment(sm, row2 + 2 * BYTES, NATIVE);
    long row3 = to + 3 * step;
    VECTOR.cast(c30).intoMemorySegment(sm, row3, NATIVE);
    VECTOR.cast(c31).intoMemorySegment(sm, row3 + BYTES, NATIVE);
    VECTOR.cast(c32).intoMemorySegment(sm, row3 + 2 * BYTES, NATIVE);
    long row4 = to + 4 * step;
    VECTOR.cast(c40).intoMemorySegment(sm, row4, NATIVE);
    VECTOR.cast(c41).intoMemorySegment(sm, row4 + BYTES, NATIVE);
    VECTOR.cast(c42).intoMemorySegment(sm, row4 + 2 * BYTES, NATIVE);
    long row5 = to + 5 * step;
    VECTOR.cast(c50).intoMemorySegment(sm, row5, NATIVE);
    VECTOR.cast(c51).intoMemorySegment(sm, row5 + BYTES, NATIVE);
    VECTOR.cast(c52).intoMemorySegment(sm, row5 + 2 * BYTES, NATIVE);
    long row6 = to + 6 * step;
    VECTOR.cast(c60).intoMemorySegment(sm, row6, NATIVE);
    VECTOR.cast(c61).intoMemorySegment(sm, row6 + BYTES, NATIVE);
    VECTOR.cast(c62).intoMemorySegment(sm, row6 + 2 * BYTES, NATIVE);
  }

  /**
   * Sums of one pixel over a chunk of {@code im2col} rows, in as many parts as a vector has lanes.
   *
   * @param kc rows of the chunk, a multiple of {@link dev.lanewise.kernels.vector.Lanes#COUNT}
   * @param filters as in {@link #run}
   * @param pixel {@code kc} floats
   * @param sums for each filter one vector, {@code sumsStride} bytes apart; overwritten
   */
  static void single(
      int kc,
      MemorySegment filters,
      long filtersOffset,
      long filterStride,
      MemorySegment pixel,
      long pixelOffset,
      MemorySegment sums,
      long sumsOffset,
      long sumsStride) {
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = FloatVector.zero(SPECIES);
    FloatVector c2 = FloatVector.zero(SPECIES);
    FloatVector c3 = FloatVector.zero(SPECIES);
    FloatVector c4 = FloatVector.zero(SPECIES);
    FloatVector c5 = FloatVector.zero(SPECIES);
    FloatVector c6 = FloatVector.zero(SPECIES);
    MemorySegment fm = Memory.of(filters);
    MemorySegment pm = Memory.of(pixel);
    MemorySegment sm = Memory.of(sums);
    long from0 = Memory.offset(filtersOffset);
    long from1 = Memory.offset(filtersOffset + filterStride);
    long from2 = Memory.offset(filtersOffset + 2 * filterStride);
    long from3 = Memory.offset(filtersOffset + 3 * filterStride);
    long from4 = Memory.offset(filtersOffset + 4 * filterStride);
    long from5 = Memory.offset(filtersOffset + 5 * filterStride);
    long from6 = Memory.offset(filtersOffset + 6 * filterStride);
    long from = Memory.offset(pixelOffset);
    long to = Memory.offset(sumsOffset);
    long step = Memory.stride(sumsStride);
    int vectors = Memory.small(kc / COUNT);
    for (int i = 0; i < vectors; i++) {
      long at = (long) Memory.small(i) * BYTES;
      FloatVector p = FloatVector.fromMemorySegment(SPECIES, pm, from + at, NATIVE);
      FloatVector f0 = FloatVector.fromMemorySegment(SPECIES, fm, from0 + at, NATIVE);
      c0 = f0.fma(p, c0);
      FloatVector f1 = FloatVector.fromMemorySegment(SPECIES, fm, from1 + at, NATIVE);
      c1 = f1.fma(p, c1);
      FloatVector f2 = FloatVector.fromMemorySegment(SPECIES, fm, from2 + at, NATIVE);
      c2 = f2.fma(p, c2);
      FloatVector f3 = FloatVector.fromMemorySegment(SPECIES, fm, from3 + at, NATIVE);
      c3 = f3.fma(p, c3);
      FloatVector f4 = FloatVector.fromMemorySegment(SPECIES, fm, from4 + at, NATIVE);
      c4 = f4.fma(p, c4);
      FloatVector f5 = FloatVector.fromMemorySegment(SPECIES, fm, from5 + at, NATIVE);
      c5 = f5.fma(p, c5);
      FloatVector f6 = FloatVector.fromMemorySegment(SPECIES, fm, from6 + at, NATIVE);
      c6 = f6.fma(p, c6);
    }
    VECTOR.cast(c0).intoMemorySegment(sm, to, NATIVE);
    VECTOR.cast(c1).intoMemorySegment(sm, to + step, NATIVE);
    VECTOR.cast(c2).intoMemorySegment(sm, to + 2 * step, NATIVE);
    VECTOR.cast(c3).intoMemorySegment(sm, to + 3 * step, NATIVE);
    VECTOR.cast(c4).intoMemorySegment(sm, to + 4 * step, NATIVE);
    VECTOR.cast(c5).intoMemorySegment(sm, to + 5 * step, NATIVE);
    VECTOR.cast(c6).intoMemorySegment(sm, to + 6 * step, NATIVE);
  }

  /**
   * Adds rows of vectors to others.
   *
   * @param first the first row that is added, of {@link #FILTERS}
   * @param from the rows, without gaps
   * @param toStride from one row to the next, in bytes
   */
  static void add(
      int first,
      int vectors,
      MemorySegment from,
      long fromOffset,
      MemorySegment to,
      long toOffset,
      long toStride) {
    MemorySegment fm = Memory.of(from);
    MemorySegment tm = Memory.of(to);
    for (int row = first; row < FILTERS; row++) {
      for (int i = 0; i < vectors; i++) {
        long at = Memory.offset(toOffset + row * toStride + (long) i * BYTES);
        long x = Memory.offset(fromOffset + ((long) row * vectors + i) * BYTES);
        FloatVector.fromMemorySegment(SPECIES, fm, x, NATIVE)
            .add(FloatVector.fromMemorySegment(SPECIES, tm, at, NATIVE))
            .intoMemorySegment(tm, at, NATIVE);
      }
    }
  }

  /** The sum of as many vectors as one has lanes, which lie without gaps. */
  static void sum(MemorySegment from, long fromOffset, MemorySegment to, long toOffset) {
    MemorySegment fm = Memory.of(from);
    MemorySegment tm = Memory.of(to);
    long begin = Memory.offset(fromOffset);
    long end = Memory.offset(toOffset);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < COUNT; i++) {
      sum = sum.add(FloatVector.fromMemorySegment(SPECIES, fm, begin + (long) i * BYTES, NATIVE));
    }
    VECTOR.cast(sum).intoMemorySegment(tm, end, NATIVE);
  }
}
