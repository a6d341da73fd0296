package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The filters of {@link WinogradTransform#F5}, {@code G g G'}, in single precision.
 *
 * <p>Rows of G for the points p and -p are {@code (1, p, p²) / M'(p)} and {@code -(1, -p, p²) /
 * M'(p)}: an even half and an odd half, whose sum and difference they are.
 */
final class LeanWinograd5Filters {
  /** Positions that one call transforms to, the last one half as many: two lines of seven. */
  static final int POSITIONS = 14;

  private static final float A0 = WinogradTransform.F5.factor(0, 0);
  private static final float A1 = WinogradTransform.F5.factor(0, 1);
  private static final float A2 = WinogradTransform.F5.factor(0, 2);
  private static final float B0 = WinogradTransform.F5.factor(2, 0);
  private static final float B1 = WinogradTransform.F5.factor(2, 1);
  private static final float B2 = WinogradTransform.F5.factor(2, 2);
  private static final float C0 = WinogradTransform.F5.factor(4, 0);
  private static final float C1 = WinogradTransform.F5.factor(4, 1);
  private static final float C2 = WinogradTransform.F5.factor(4, 2);

  private LeanWinograd5Filters() {}

  /**
   * Transforms filters to two lines of positions, or to the last line.
   *
   * @param first the first position, a multiple of {@link #POSITIONS}
   * @param filters vectors of them, 1 to {@link Memory#MOST_SMALL}
   * @param g {@code [filters][3][3][lanes]}
   * @param u {@code [position][filters][lanes]}, positions {@code stride} bytes apart
   */
  static void run(
      int first,
      int filters,
      MemorySegment g,
      long gOffset,
      MemorySegment u,
      long uOffset,
      long stride) {
    switch (first / POSITIONS) {
      case 0 -> lines(filters, A0, A1, A2, g, gOffset, u, uOffset, stride);
      case 1 -> lines(filters, B0, B1, B2, g, gOffset, u, uOffset, stride);
      case 2 -> lines(filters, C0, C1, C2, g, gOffset, u, uOffset, stride);
      default -> lastLine(filters, g, gOffset, u, uOffset, stride);
    }
  }

  /** The lines of p and -p; {@code g0} to {@code g2} are the row of G for p. */
  private static void lines(
      int filters,
      float g0,
      float g1,
      float g2,
      MemorySegment g,
      long gOffset,
      MemorySegment u,
      long uOffset,
      long stride) {
    MemorySegment gm = Memory.of(g);
    MemorySegment um = Memory.of(u);
    long from = Memory.offset(gOffset);
    long to = Memory.offset(uOffset);
    long toSecond = Memory.offset(uOffset + 7 * stride);
    long step = Memory.stride(stride);
    FloatVector one = FloatVector.broadcast(SPECIES, g0);
    FloatVector point = FloatVector.broadcast(SPECIES, g1);
    FloatVector square = FloatVector.broadcast(SPECIES, g2);
    int count = Memory.small(filters);
    for (int i = 0; i < count; i++) {
      long at = from + (long) Memory.small(i) * (9 * BYTES);
      long first = to + (long) Memory.small(i) * BYTES;
      long second = toSecond + (long) Memory.small(i) * BYTES;
      FloatVector g00 = FloatVector.fromMemorySegment(SPECIES, gm, at, NATIVE);
      FloatVector g10 = FloatVector.fromMemorySegment(SPECIES, gm, at + 3 * BYTES, NATIVE);
      FloatVector g20 = FloatVector.fromMemorySegment(SPECIES, gm, at + 6 * BYTES, NATIVE);
      FloatVector even0 = g20.fma(square, g00.mul(one));
      FloatVector odd0 = g10.mul(point);
      FloatVector h0 = even0.add(odd0);
      FloatVector n0 = odd0.sub(even0);
      FloatVector g01 = FloatVector.fromMemorySegment(SPECIES, gm, at + BYTES, NATIVE);
      FloatVector g11 = FloatVector.fromMemorySegment(SPECIES, gm, at + 4 * BYTES, NATIVE);
      FloatVector g21 = FloatVector.fromMemorySegment(SPECIES, gm, at + 7 * BYTES, NATIVE);
      FloatVector even1 = g21.fma(square, g01.mul(one));
      FloatVector odd1 = g11.mul(point);
      FloatVector h1 = even1.add(odd1);
      FloatVector n1 = odd1.sub(even1);
      FloatVector g02 = FloatVector.fromMemorySegment(SPECIES, gm, at + 2 * BYTES, NATIVE);
      FloatVector g12 = FloatVector.fromMemorySegment(SPECIES, gm, at + 5 * BYTES, NATIVE);
      FloatVector g22 = FloatVector.fromMemorySegment(SPECIES, gm, at + 8 * BYTES, NATIVE);
      FloatVector even2 = g22.fma(square, g02.mul(one));
      FloatVector odd2 = g12.mul(point);
      FloatVector h2 = even2.add(odd2);
      FloatVector n2 = odd2.sub(even2);
      FloatVector hEvenA = h2.fma(FloatVector.broadcast(SPECIES, A2), h0.mul(A0));
      FloatVector hOddA = h1.mul(A1);
      hEvenA.add(hOddA).intoMemorySegment(um, first, NATIVE);
      hOddA.sub(hEvenA).intoMemorySegment(um, first + step, NATIVE);
      FloatVector hEvenB = h2.fma(FloatVector.broadcast(SPECIES, B2), h0.mul(B0));
      FloatVector hOddB = h1.mul(B1);
      hEvenB.add(hOddB).intoMemorySegment(um, first + 2 * step, NATIVE);
      hOddB.sub(hEvenB).intoMemorySegment(um, first + 3 * step, NATIVE);
      FloatVector hEvenC = h2.fma(FloatVector.broadcast(SPECIES, C2), h0.mul(C0));
      FloatVector hOddC = h1.mul(C1);
      hEvenC.add(hOddC).intoMemorySegment(um, first + 4 * step, NATIVE);
      hOddC.sub(hEvenC).intoMemorySegment(um, first + 5 * step, NATIVE);
      h2.intoMemorySegment(um, first + 6 * step, NATIVE);
      FloatVector nEvenA = n2.fma(FloatVector.broadcast(SPECIES, A2), n0.mul(A0));
      FloatVector nOddA = n1.mul(A1);
      nEvenA.add(nOddA).intoMemorySegment(um, second, NATIVE);
      nOddA.sub(nEvenA).intoMemorySegment(um, second + step, NATIVE);
      FloatVector nEvenB = n2.fma(FloatVector.broadcast(SPECIES, B2), n0.mul(B0));
      FloatVector nOddB = n1.mul(B1);
      nEvenB.add(nOddB).intoMemorySegment(um, second + 2 * step, NATIVE);
      nOddB.sub(nEvenB).intoMemorySegment(um, second + 3 * step, NATIVE);
      FloatVector nEvenC = n2.fma(FloatVector.broadcast(SPECIES, C2), n0.mul(C0));
      FloatVector nOddC = n1.mul(C1);
      nEvenC.add(nOddC).intoMemorySegment(um, second + 4 * step, NATIVE);
      nOddC.sub(nEvenC).intoMemorySegment(um, second + 5 * step, NATIVE);
      n2.intoMemorySegment(um, second + 6 * step, NATIVE);
    }
  }

  /** The line of ∞, which is the last row of filters. */
  private static void lastLine(
      int filters, MemorySegment g, long gOffset, MemorySegment u, long uOffset, long stride) {
    MemorySegment gm = Memory.of(g);
    MemorySegment um = Memory.of(u);
    long from = Memory.offset(gOffset + 6 * BYTES);
    long to = Memory.offset(uOffset);
    long step = Memory.stride(stride);
    int count = Memory.small(filters);
    for (int i = 0; i < count; i++) {
      long at = from + (long) Memory.small(i) * (9 * BYTES);
      long first = to + (long) Memory.small(i) * BYTES;
      FloatVector h0 = FloatVector.fromMemorySegment(SPECIES, gm, at, NATIVE);
      FloatVector h1 = FloatVector.fromMemorySegment(SPECIES, gm, at + BYTES, NATIVE);
      FloatVector h2 = FloatVector.fromMemorySegment(SPECIES, gm, at + 2 * BYTES, NATIVE);
      FloatVector hEvenA = h2.fma(FloatVector.broadcast(SPECIES, A2), h0.mul(A0));
      FloatVector hOddA = h1.mul(A1);
      hEvenA.add(hOddA).intoMemorySegment(um, first, NATIVE);
      hOddA.sub(hEvenA).intoMemorySegment(um, first + step, NATIVE);
      FloatVector hEvenB = h2.fma(FloatVector.broadcast(SPECIES, B2), h0.mul(B0));
      FloatVector hOddB = h1.mul(B1);
      hEvenB.add(hOddB).intoMemorySegment(um, first + 2 * step, NATIVE);
      hOddB.sub(hEvenB).intoMemorySegment(um, first + 3 * step, NATIVE);
      FloatVector hEvenC = h2.fma(FloatVector.broadcast(SPECIES, C2), h0.mul(C0));
      FloatVector hOddC = h1.mul(C1);
      hEvenC.add(hOddC).intoMemorySegment(um, first + 4 * step, NATIVE);
      hOddC.sub(hEvenC).intoMemorySegment(um, first + 5 * step, NATIVE);
      h2.intoMemorySegment(um, first + 6 * step, NATIVE);
    }
  }
}
