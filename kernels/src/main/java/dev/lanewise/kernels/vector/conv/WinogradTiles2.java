package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Input and output transforms of F(2x2, 3x3), one vector of channels at a time. */
final class WinogradTiles2 {
  private WinogradTiles2() {}

  /** {@code V = B' d B} of one 4x4 tile; parameters as in {@link WinogradTiles4#input}. */
  static void input(
      MemorySegment in,
      long from,
      long rowStride,
      long columnStride,
      MemorySegment half,
      long halfOffset,
      MemorySegment v,
      long to,
      long toStride) {
    for (int x = 0; x < 4; x++) {
      long at = from + x * columnStride;
      long h = halfOffset + (long) x * BYTES;
      FloatVector d0 = FloatVector.fromMemorySegment(SPECIES, in, at, NATIVE);
      FloatVector d1 = FloatVector.fromMemorySegment(SPECIES, in, at + rowStride, NATIVE);
      FloatVector d2 = FloatVector.fromMemorySegment(SPECIES, in, at + 2 * rowStride, NATIVE);
      FloatVector d3 = FloatVector.fromMemorySegment(SPECIES, in, at + 3 * rowStride, NATIVE);
      d2.sub(d0).intoMemorySegment(half, h, NATIVE);
      d2.add(d1).intoMemorySegment(half, h + 4 * BYTES, NATIVE);
      d2.sub(d1).intoMemorySegment(half, h + 8 * BYTES, NATIVE);
      d3.sub(d1).intoMemorySegment(half, h + 12 * BYTES, NATIVE);
    }
    for (int y = 0; y < 4; y++) {
      long h = halfOffset + (long) y * (4 * BYTES);
      long at = to + 4 * y * toStride;
      FloatVector d0 = FloatVector.fromMemorySegment(SPECIES, half, h, NATIVE);
      FloatVector d1 = FloatVector.fromMemorySegment(SPECIES, half, h + BYTES, NATIVE);
      FloatVector d2 = FloatVector.fromMemorySegment(SPECIES, half, h + 2 * BYTES, NATIVE);
      FloatVector d3 = FloatVector.fromMemorySegment(SPECIES, half, h + 3 * BYTES, NATIVE);
      d2.sub(d0).intoMemorySegment(v, at, NATIVE);
      d2.add(d1).intoMemorySegment(v, at + toStride, NATIVE);
      d2.sub(d1).intoMemorySegment(v, at + 2 * toStride, NATIVE);
      d3.sub(d1).intoMemorySegment(v, at + 3 * toStride, NATIVE);
    }
  }

  /** {@code Y = A' m A} of one transformed tile; parameters as in {@link WinogradTiles4#output}. */
  static void output(
      MemorySegment m,
      long from,
      long fromStride,
      MemorySegment half,
      long halfOffset,
      MemorySegment y,
      long to,
      long toStride) {
    for (int x = 0; x < 4; x++) {
      long at = from + x * fromStride;
      long h = halfOffset + (long) x * BYTES;
      FloatVector m0 = FloatVector.fromMemorySegment(SPECIES, m, at, NATIVE);
      FloatVector m1 = FloatVector.fromMemorySegment(SPECIES, m, at + 4 * fromStride, NATIVE);
      FloatVector m2 = FloatVector.fromMemorySegment(SPECIES, m, at + 8 * fromStride, NATIVE);
      FloatVector m3 = FloatVector.fromMemorySegment(SPECIES, m, at + 12 * fromStride, NATIVE);
      m0.add(m1).add(m2).intoMemorySegment(half, h, NATIVE);
      m1.sub(m2).add(m3).intoMemorySegment(half, h + 4 * BYTES, NATIVE);
    }
    for (int row = 0; row < 2; row++) {
      long h = halfOffset + (long) row * (4 * BYTES);
      long at = to + row * toStride;
      FloatVector m0 = FloatVector.fromMemorySegment(SPECIES, half, h, NATIVE);
      FloatVector m1 = FloatVector.fromMemorySegment(SPECIES, half, h + BYTES, NATIVE);
      FloatVector m2 = FloatVector.fromMemorySegment(SPECIES, half, h + 2 * BYTES, NATIVE);
      FloatVector m3 = FloatVector.fromMemorySegment(SPECIES, half, h + 3 * BYTES, NATIVE);
      m0.add(m1).add(m2).intoMemorySegment(y, at, NATIVE);
      m1.sub(m2).add(m3).intoMemorySegment(y, at + BYTES, NATIVE);
    }
  }
}
