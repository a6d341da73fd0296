package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The products of F(4x4, 3x3) with filters that are transformed on the way, for two vectors of
 * output channels and four tiles.
 *
 * <p>Filters come as {@link LeanWinogradWeights} keeps them, scaled so that their transforms to the
 * points ±√½ and ±√2 are but sums: {@code (g0 + g2) ± g1} and {@code (g0 + 4 g2) ± 2 g1}. {@link
 * #half} transforms columns to the four lines of positions at those points, in memory; {@link #run}
 * transforms rows in registers and multiplies, for two positions of a line. What 1 / M'(p) and the
 * scales of the filters come to goes into the finished sums, in {@link #finish}.
 *
 * <p>Register budget: 2 positions, 4 tiles and 2 vectors are 16 accumulators; with 6 half and 4
 * wholly transformed filters, and broadcasts, 32. More accumulators would do with fewer loads for
 * each, but the JVM's first compiler runs out of its virtual registers.
 */
final class LeanWinogradMicrokernel {
  /** Tiles of one call. */
  static final int TILES = 4;

  /** Vectors of output channels of one call. */
  static final int VECTORS = 2;

  /** Positions of a line come in pairs: at 0 and ∞, at ±√½, at ±√2. */
  static final int PAIRS = 3;

  /** Bytes of one input channel of a pair of positions of {@link #TILES} transformed tiles. */
  static final int ROW_BYTES = 2 * TILES * Float.BYTES;

  /** Bytes of the sums of one position. */
  static final int POSITION_BYTES = TILES * VECTORS * BYTES;

  private static final int LINE = 6;

  /** 1 / M'(p) of each point, and 2 for ∞, since the filters' last numbers were halved. */
  private static final double[] SCALES = {1, -2.0 / 3, -2.0 / 3, 1.0 / 6, 1.0 / 6, 2};

  private LeanWinogradMicrokernel() {}

  /** Which position of a line the first or second one of a pair is. */
  static int position(int pair, int second) {
    return pair == 0 ? second * (LINE - 1) : 2 * pair - 1 + second;
  }

  /**
   * Transforms the columns of filters to the lines of positions at ±√½ and ±√2.
   *
   * @param filters vectors of them, 1 to {@link Memory#MOST_SMALL}
   * @param g {@code [filters][3][3][lanes]}
   * @param half {@code [4 lines][filters][3][lanes]}, lines {@code lineBytes} apart
   */
  static void half(
      int filters,
      MemorySegment g,
      long gOffset,
      MemorySegment half,
      long halfOffset,
      long lineBytes) {
    MemorySegment gm = Memory.of(g);
    MemorySegment hm = Memory.of(half);
    FloatVector four = FloatVector.broadcast(SPECIES, 4f);
    long from = Memory.offset(gOffset);
    long to1 = Memory.offset(halfOffset);
    long to2 = Memory.offset(halfOffset + lineBytes);
    long to3 = Memory.offset(halfOffset + 2 * lineBytes);
    long to4 = Memory.offset(halfOffset + 3 * lineBytes);
    int count = Memory.small(filters);
    for (int i = 0; i < count; i++) {
      long at = from + (long) Memory.small(i) * (9 * BYTES);
      long row = (long) Memory.small(i) * (3 * BYTES);
      FloatVector g00 = FloatVector.fromMemorySegment(SPECIES, gm, at, NATIVE);
      FloatVector g10 = FloatVector.fromMemorySegment(SPECIES, gm, at + 3 * BYTES, NATIVE);
      FloatVector g20 = FloatVector.fromMemorySegment(SPECIES, gm, at + 6 * BYTES, NATIVE);
      FloatVector near0 = g00.add(g20);
      FloatVector far0 = g20.fma(four, g00);
      FloatVector odd0 = g10.add(g10);
      near0.add(g10).intoMemorySegment(hm, to1 + row, NATIVE);
      near0.sub(g10).intoMemorySegment(hm, to2 + row, NATIVE);
      far0.add(odd0).intoMemorySegment(hm, to3 + row, NATIVE);
      far0.sub(odd0).intoMemorySegment(hm, to4 + row, NATIVE);
      FloatVector g01 = FloatVector.fromMemorySegment(SPECIES, gm, at + BYTES, NATIVE);
      FloatVector g11 = FloatVector.fromMemorySegment(SPECIES, gm, at + 4 * BYTES, NATIVE);
      FloatVector g21 = FloatVector.fromMemorySegment(SPECIES, gm, at + 7 * BYTES, NATIVE);
      FloatVector near1 = g01.add(g21);
      FloatVector far1 = g21.fma(four, g01);
      FloatVector odd1 = g11.add(g11);
      near1.add(g11).intoMemorySegment(hm, to1 + row + BYTES, NATIVE);
      near1.sub(g11).intoMemorySegment(hm, to2 + row + BYTES, NATIVE);
      far1.add(odd1).intoMemorySegment(hm, to3 + row + BYTES, NATIVE);
      far1.sub(odd1).intoMemorySegment(hm, to4 + row + BYTES, NATIVE);
      FloatVector g02 = FloatVector.fromMemorySegment(SPECIES, gm, at + 2 * BYTES, NATIVE);
      FloatVector g12 = FloatVector.fromMemorySegment(SPECIES, gm, at + 5 * BYTES, NATIVE);
      FloatVector g22 = FloatVector.fromMemorySegment(SPECIES, gm, at + 8 * BYTES, NATIVE);
      FloatVector near2 = g02.add(g22);
      FloatVector far2 = g22.fma(four, g02);
      FloatVector odd2 = g12.add(g12);
      near2.add(g12).intoMemorySegment(hm, to1 + row + 2 * BYTES, NATIVE);
      near2.sub(g12).intoMemorySegment(hm, to2 + row + 2 * BYTES, NATIVE);
      far2.add(odd2).intoMemorySegment(hm, to3 + row + 2 * BYTES, NATIVE);
      far2.sub(odd2).intoMemorySegment(hm, to4 + row + 2 * BYTES, NATIVE);
    }
  }

  /**
   * {@code (G g G') V} without its scale, summed over input channels, for two positions.
   *
   * @param pair of positions, 0 to 2
   * @param kc input channels, 1 to {@link Memory#MOST_SMALL}
   * @param v the pair of positions of four transformed tiles, {@code [kc][2][4]}
   * @param g filters transformed to this line, {@code [kc][2 vectors][3 of this line]}
   * @param gStride from one input channel to the next, in bytes, twice that between the vectors
   * @param sums {@code [2][4][2 vectors]}
   */
  static void run(
      int pair,
      int kc,
      MemorySegment v,
      long vOffset,
      MemorySegment g,
      long gOffset,
      long gStride,
      MemorySegment sums,
      long sumsOffset) {
    switch (pair) {
      case 0 -> ends(kc, v, vOffset, g, gOffset, gStride, sums, sumsOffset);
      case 1 -> near(kc, v, vOffset, g, gOffset, gStride, sums, sumsOffset);
      default -> far(kc, v, vOffset, g, gOffset, gStride, sums, sumsOffset);
    }
  }

  /** At 0 and ∞: filters as they are. */
  private static void ends(
      int kc,
      MemorySegment v,
      long vOffset,
      MemorySegment g,
      long gOffset,
      long gStride,
      MemorySegment sums,
      long sumsOffset) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s000 = zero;
    FloatVector s001 = zero;
    FloatVector s010 = zero;
    FloatVector s011 = zero;
    FloatVector s020 = zero;
    FloatVector s021 = zero;
    FloatVector s030 = zero;
    FloatVector s031 = zero;
    FloatVector s100 = zero;
    FloatVector s101 = zero;
    FloatVector s110 = zero;
    FloatVector s111 = zero;
    FloatVector s120 = zero;
    FloatVector s121 = zero;
    FloatVector s130 = zero;
    FloatVector s131 = zero;
    MemorySegment vm = Memory.of(v);
    MemorySegment gm = Memory.of(g);
    MemorySegment sm = Memory.of(sums);
    long rows = Memory.offset(vOffset);
    long filters = Memory.offset(gOffset);
    long step = Memory.stride(gStride);
    long second = step / 2;
    long to = Memory.offset(sumsOffset);
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long vk = rows + (long) Memory.small(k) * ROW_BYTES;
      long gk = filters + Memory.small(k) * step;
      long hk = gk + second;
      FloatVector h00 = FloatVector.fromMemorySegment(SPECIES, gm, gk, NATIVE);
      FloatVector h20 = FloatVector.fromMemorySegment(SPECIES, gm, gk + 2 * BYTES, NATIVE);
      FloatVector h01 = FloatVector.fromMemorySegment(SPECIES, gm, hk, NATIVE);
      FloatVector h21 = FloatVector.fromMemorySegment(SPECIES, gm, hk + 2 * BYTES, NATIVE);
      FloatVector v00 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk));
      s000 = v00.fma(h00, s000);
      s001 = v00.fma(h01, s001);
      FloatVector v01 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + Float.BYTES));
      s010 = v01.fma(h00, s010);
      s011 = v01.fma(h01, s011);
      FloatVector v02 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 2 * Float.BYTES));
      s020 = v02.fma(h00, s020);
      s021 = v02.fma(h01, s021);
      FloatVector v03 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 3 * Float.BYTES));
      s030 = v03.fma(h00, s030);
      s031 = v03.fma(h01, s031);
      FloatVector v10 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 4 * Float.BYTES));
      s100 = v10.fma(h20, s100);
      s101 = v10.fma(h21, s101);
      FloatVector v11 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 5 * Float.BYTES));
      s110 = v11.fma(h20, s110);
      s111 = v11.fma(h21, s111);
      FloatVector v12 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 6 * Float.BYTES));
      s120 = v12.fma(h20, s120);
      s121 = v12.fma(h21, s121);
      FloatVector v13 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 7 * Float.BYTES));
      s130 = v13.fma(h20, s130);
      s131 = v13.fma(h21, s131);
    }
    VECTOR.cast(s000).intoMemorySegment(sm, to, NATIVE);
    VECTOR.cast(s001).intoMemorySegment(sm, to + BYTES, NATIVE);
    VECTOR.cast(s010).intoMemorySegment(sm, to + 2 * BYTES, NATIVE);
    VECTOR.cast(s011).intoMemorySegment(sm, to + 3 * BYTES, NATIVE);
    VECTOR.cast(s020).intoMemorySegment(sm, to + 4 * BYTES, NATIVE);
    VECTOR.cast(s021).intoMemorySegment(sm, to + 5 * BYTES, NATIVE);
    VECTOR.cast(s030).intoMemorySegment(sm, to + 6 * BYTES, NATIVE);
    VECTOR.cast(s031).intoMemorySegment(sm, to + 7 * BYTES, NATIVE);
    VECTOR.cast(s100).intoMemorySegment(sm, to + 8 * BYTES, NATIVE);
    VECTOR.cast(s101).intoMemorySegment(sm, to + 9 * BYTES, NATIVE);
    VECTOR.cast(s110).intoMemorySegment(sm, to + 10 * BYTES, NATIVE);
    VECTOR.cast(s111).intoMemorySegment(sm, to + 11 * BYTES, NATIVE);
    VECTOR.cast(s120).intoMemorySegment(sm, to + 12 * BYTES, NATIVE);
    VECTOR.cast(s121).intoMemorySegment(sm, to + 13 * BYTES, NATIVE);
    VECTOR.cast(s130).intoMemorySegment(sm, to + 14 * BYTES, NATIVE);
    VECTOR.cast(s131).intoMemorySegment(sm, to + 15 * BYTES, NATIVE);
  }

  /** At ±√½. */
  private static void near(
      int kc,
      MemorySegment v,
      long vOffset,
      MemorySegment g,
      long gOffset,
      long gStride,
      MemorySegment sums,
      long sumsOffset) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s000 = zero;
    FloatVector s001 = zero;
    FloatVector s010 = zero;
    FloatVector s011 = zero;
    FloatVector s020 = zero;
    FloatVector s021 = zero;
    FloatVector s030 = zero;
    FloatVector s031 = zero;
    FloatVector s100 = zero;
    FloatVector s101 = zero;
    FloatVector s110 = zero;
    FloatVector s111 = zero;
    FloatVector s120 = zero;
    FloatVector s121 = zero;
    FloatVector s130 = zero;
    FloatVector s131 = zero;
    MemorySegment vm = Memory.of(v);
    MemorySegment gm = Memory.of(g);
    MemorySegment sm = Memory.of(sums);
    long rows = Memory.offset(vOffset);
    long filters = Memory.offset(gOffset);
    long step = Memory.stride(gStride);
    long second = step / 2;
    long to = Memory.offset(sumsOffset);
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long vk = rows + (long) Memory.small(k) * ROW_BYTES;
      long gk = filters + Memory.small(k) * step;
      long hk = gk + second;
      FloatVector h00 = FloatVector.fromMemorySegment(SPECIES, gm, gk, NATIVE);
      FloatVector h10 = FloatVector.fromMemorySegment(SPECIES, gm, gk + BYTES, NATIVE);
      FloatVector h20 = FloatVector.fromMemorySegment(SPECIES, gm, gk + 2 * BYTES, NATIVE);
      FloatVector h01 = FloatVector.fromMemorySegment(SPECIES, gm, hk, NATIVE);
      FloatVector h11 = FloatVector.fromMemorySegment(SPECIES, gm, hk + BYTES, NATIVE);
      FloatVector h21 = FloatVector.fromMemorySegment(SPECIES, gm, hk + 2 * BYTES, NATIVE);
      FloatVector even0 = h00.add(h20);
      FloatVector u00 = even0.add(h10);
      FloatVector u10 = even0.sub(h10);
      FloatVector even1 = h01.add(h21);
      FloatVector u01 = even1.add(h11);
      FloatVector u11 = even1.sub(h11);
      FloatVector v00 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk));
      s000 = v00.fma(u00, s000);
      s001 = v00.fma(u01, s001);
      FloatVector v01 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + Float.BYTES));
      s010 = v01.fma(u00, s010);
      s011 = v01.fma(u01, s011);
      FloatVector v02 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 2 * Float.BYTES));
      s020 = v02.fma(u00, s020);
      s021 = v02.fma(u01, s021);
      FloatVector v03 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 3 * Float.BYTES));
      s030 = v03.fma(u00, s030);
      s031 = v03.fma(u01, s031);
      FloatVector v10 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 4 * Float.BYTES));
      s100 = v10.fma(u10, s100);
      s101 = v10.fma(u11, s101);
      FloatVector v11 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 5 * Float.BYTES));
      s110 = v11.fma(u10, s110);
      s111 = v11.fma(u11, s111);
      FloatVector v12 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 6 * Float.BYTES));
      s120 = v12.fma(u10, s120);
      s121 = v12.fma(u11, s121);
      FloatVector v13 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 7 * Float.BYTES));
      s130 = v13.fma(u10, s130);
      s131 = v13.fma(u11, s131);
    }
    VECTOR.cast(s000).intoMemorySegment(sm, to, NATIVE);
    VECTOR.cast(s001).intoMemorySegment(sm, to + BYTES, NATIVE);
    VECTOR.cast(s010).intoMemorySegment(sm, to + 2 * BYTES, NATIVE);
    VECTOR.cast(s011).intoMemorySegment(sm, to + 3 * BYTES, NATIVE);
    VECTOR.cast(s020).intoMemorySegment(sm, to + 4 * BYTES, NATIVE);
    VECTOR.cast(s021).intoMemorySegment(sm, to + 5 * BYTES, NATIVE);
    VECTOR.cast(s030).intoMemorySegment(sm, to + 6 * BYTES, NATIVE);
    VECTOR.cast(s031).intoMemorySegment(sm, to + 7 * BYTES, NATIVE);
    VECTOR.cast(s100).intoMemorySegment(sm, to + 8 * BYTES, NATIVE);
    VECTOR.cast(s101).intoMemorySegment(sm, to + 9 * BYTES, NATIVE);
    VECTOR.cast(s110).intoMemorySegment(sm, to + 10 * BYTES, NATIVE);
    VECTOR.cast(s111).intoMemorySegment(sm, to + 11 * BYTES, NATIVE);
    VECTOR.cast(s120).intoMemorySegment(sm, to + 12 * BYTES, NATIVE);
    VECTOR.cast(s121).intoMemorySegment(sm, to + 13 * BYTES, NATIVE);
    VECTOR.cast(s130).intoMemorySegment(sm, to + 14 * BYTES, NATIVE);
    VECTOR.cast(s131).intoMemorySegment(sm, to + 15 * BYTES, NATIVE);
  }

  /** At ±√2. */
  private static void far(
      int kc,
      MemorySegment v,
      long vOffset,
      MemorySegment g,
      long gOffset,
      long gStride,
      MemorySegment sums,
      long sumsOffset) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s000 = zero;
    FloatVector s001 = zero;
    FloatVector s010 = zero;
    FloatVector s011 = zero;
    FloatVector s020 = zero;
    FloatVector s021 = zero;
    FloatVector s030 = zero;
    FloatVector s031 = zero;
    FloatVector s100 = zero;
    FloatVector s101 = zero;
    FloatVector s110 = zero;
    FloatVector s111 = zero;
    FloatVector s120 = zero;
    FloatVector s121 = zero;
    FloatVector s130 = zero;
    FloatVector s131 = zero;
    MemorySegment vm = Memory.of(v);
    MemorySegment gm = Memory.of(g);
    MemorySegment sm = Memory.of(sums);
    long rows = Memory.offset(vOffset);
    long filters = Memory.offset(gOffset);
    long step = Memory.stride(gStride);
    long second = step / 2;
    long to = Memory.offset(sumsOffset);
    int length = Memory.small(kc);
    for (int k = 0; k < length; k++) {
      long vk = rows + (long) Memory.small(k) * ROW_BYTES;
      long gk = filters + Memory.small(k) * step;
      long hk = gk + second;
      FloatVector h00 = FloatVector.fromMemorySegment(SPECIES, gm, gk, NATIVE);
      FloatVector h10 = FloatVector.fromMemorySegment(SPECIES, gm, gk + BYTES, NATIVE);
      FloatVector h20 = FloatVector.fromMemorySegment(SPECIES, gm, gk + 2 * BYTES, NATIVE);
      FloatVector h01 = FloatVector.fromMemorySegment(SPECIES, gm, hk, NATIVE);
      FloatVector h11 = FloatVector.fromMemorySegment(SPECIES, gm, hk + BYTES, NATIVE);
      FloatVector h21 = FloatVector.fromMemorySegment(SPECIES, gm, hk + 2 * BYTES, NATIVE);
      FloatVector four = FloatVector.broadcast(SPECIES, 4f);
      FloatVector even0 = h20.fma(four, h00);
      FloatVector odd0 = h10.add(h10);
      FloatVector u00 = even0.add(odd0);
      FloatVector u10 = even0.sub(odd0);
      FloatVector even1 = h21.fma(four, h01);
      FloatVector odd1 = h11.add(h11);
      FloatVector u01 = even1.add(odd1);
      FloatVector u11 = even1.sub(odd1);
      FloatVector v00 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk));
      s000 = v00.fma(u00, s000);
      s001 = v00.fma(u01, s001);
      FloatVector v01 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + Float.BYTES));
      s010 = v01.fma(u00, s010);
      s011 = v01.fma(u01, s011);
      FloatVector v02 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 2 * Float.BYTES));
      s020 = v02.fma(u00, s020);
      s021 = v02.fma(u01, s021);
      FloatVector v03 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 3 * Float.BYTES));
      s030 = v03.fma(u00, s030);
      s031 = v03.fma(u01, s031);
      FloatVector v10 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 4 * Float.BYTES));
      s100 = v10.fma(u10, s100);
      s101 = v10.fma(u11, s101);
      FloatVector v11 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 5 * Float.BYTES));
      s110 = v11.fma(u10, s110);
      s111 = v11.fma(u11, s111);
      FloatVector v12 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 6 * Float.BYTES));
      s120 = v12.fma(u10, s120);
      s121 = v12.fma(u11, s121);
      FloatVector v13 =
          FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, vk + 7 * Float.BYTES));
      s130 = v13.fma(u10, s130);
      s131 = v13.fma(u11, s131);
    }
    VECTOR.cast(s000).intoMemorySegment(sm, to, NATIVE);
    VECTOR.cast(s001).intoMemorySegment(sm, to + BYTES, NATIVE);
    VECTOR.cast(s010).intoMemorySegment(sm, to + 2 * BYTES, NATIVE);
    VECTOR.cast(s011).intoMemorySegment(sm, to + 3 * BYTES, NATIVE);
    VECTOR.cast(s020).intoMemorySegment(sm, to + 4 * BYTES, NATIVE);
    VECTOR.cast(s021).intoMemorySegment(sm, to + 5 * BYTES, NATIVE);
    VECTOR.cast(s030).intoMemorySegment(sm, to + 6 * BYTES, NATIVE);
    VECTOR.cast(s031).intoMemorySegment(sm, to + 7 * BYTES, NATIVE);
    VECTOR.cast(s100).intoMemorySegment(sm, to + 8 * BYTES, NATIVE);
    VECTOR.cast(s101).intoMemorySegment(sm, to + 9 * BYTES, NATIVE);
    VECTOR.cast(s110).intoMemorySegment(sm, to + 10 * BYTES, NATIVE);
    VECTOR.cast(s111).intoMemorySegment(sm, to + 11 * BYTES, NATIVE);
    VECTOR.cast(s120).intoMemorySegment(sm, to + 12 * BYTES, NATIVE);
    VECTOR.cast(s121).intoMemorySegment(sm, to + 13 * BYTES, NATIVE);
    VECTOR.cast(s130).intoMemorySegment(sm, to + 14 * BYTES, NATIVE);
    VECTOR.cast(s131).intoMemorySegment(sm, to + 15 * BYTES, NATIVE);
  }

  /**
   * {@code m = scale * sums} for two positions.
   *
   * @param line of the positions, 0 to 5
   * @param m all positions, {@code [6][6][4][2 vectors]}
   */
  static void finish(
      int line, int pair, MemorySegment sums, long sumsOffset, MemorySegment m, long mOffset) {
    MemorySegment sm = Memory.of(sums);
    MemorySegment mm = Memory.of(m);
    for (int second = 0; second < 2; second++) {
      int column = position(pair, second);
      long from = sumsOffset + second * (long) POSITION_BYTES;
      long to = mOffset + (line * LINE + column) * (long) POSITION_BYTES;
      float scale = (float) (SCALES[line] * SCALES[column]);
      for (int at = 0; at < POSITION_BYTES; at += BYTES) {
        FloatVector sum =
            FloatVector.fromMemorySegment(SPECIES, sm, Memory.offset(from + at), NATIVE);
        sum.mul(scale).intoMemorySegment(mm, Memory.offset(to + at), NATIVE);
      }
    }
  }

  /**
   * {@code m = base + scale * sums} for two positions.
   *
   * @param base all positions, as {@code m}; may be {@code m}
   */
  static void finishOnto(
      int line,
      int pair,
      MemorySegment sums,
      long sumsOffset,
      MemorySegment base,
      long baseOffset,
      MemorySegment m,
      long mOffset) {
    MemorySegment sm = Memory.of(sums);
    MemorySegment bm = Memory.of(base);
    MemorySegment mm = Memory.of(m);
    for (int second = 0; second < 2; second++) {
      int column = position(pair, second);
      long from = sumsOffset + second * (long) POSITION_BYTES;
      long position = (line * LINE + column) * (long) POSITION_BYTES;
      FloatVector scale = FloatVector.broadcast(SPECIES, (float) (SCALES[line] * SCALES[column]));
      for (int at = 0; at < POSITION_BYTES; at += BYTES) {
        FloatVector sum =
            FloatVector.fromMemorySegment(SPECIES, sm, Memory.offset(from + at), NATIVE);
        FloatVector before =
            FloatVector.fromMemorySegment(
                SPECIES, bm, Memory.offset(baseOffset + position + at), NATIVE);
        sum.fma(scale, before)
            .intoMemorySegment(mm, Memory.offset(mOffset + position + at), NATIVE);
      }
    }
  }
}
