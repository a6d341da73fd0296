package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Input and output transforms of {@link WinogradTransform#F2S2}, one vector of channels at a time.
 */
final class WinogradTiles2Strided {
  private WinogradTiles2Strided() {}

  /**
   * Transforms one 5x5 tile.
   *
   * <p>The terms of a position follow one another; those of height change fastest.
   *
   * @param from pixel (0, 0) of the tile; rows and columns follow at the given strides in bytes
   * @param half scratch of 25 vectors
   * @param to position (0, 0) of the transformed tile; the next one follows after {@code toStride}
   * @param termBytes from one term of a position to the next
   */
  static void input(
      MemorySegment in,
      long from,
      long rowStride,
      long columnStride,
      MemorySegment half,
      long halfOffset,
      MemorySegment v,
      long to,
      long toStride,
      long termBytes) {
    inputHalf(in, from, rowStride, columnStride, half, halfOffset);
    long next = 3 * toStride;
    long last = to + 2 * next;
    inputLine(half, halfOffset, v, to, toStride, 2 * termBytes);
    inputLine(half, halfOffset + 5 * BYTES, v, to + termBytes, toStride, 2 * termBytes);
    inputLine(half, halfOffset + 10 * BYTES, v, to + next, toStride, termBytes);
    inputLine(half, halfOffset + 15 * BYTES, v, last, toStride, 2 * termBytes);
    inputLine(half, halfOffset + 20 * BYTES, v, last + termBytes, toStride, 2 * termBytes);
  }

  /** Transforms the columns of a tile; those of the result lie side by side. */
  private static void inputHalf(
      MemorySegment in, long from, long stride, long columnStride, MemorySegment out, long to) {
    MemorySegment source = Memory.of(in);
    MemorySegment target = Memory.of(out);
    long s = Memory.stride(stride);
    for (int column = 0; column < 5; column++) {
      long at = Memory.offset(from + column * columnStride);
      long toAt = Memory.offset(to + (long) column * BYTES);
      FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, source, at, NATIVE);
      FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, source, at + s, NATIVE);
      FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, source, at + 2 * s, NATIVE);
      FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, source, at + 3 * s, NATIVE);
      FloatVector x4 = FloatVector.fromMemorySegment(SPECIES, source, at + 4 * s, NATIVE);
      x0.sub(x2).intoMemorySegment(target, toAt, NATIVE);
      x1.intoMemorySegment(target, toAt + 5 * BYTES, NATIVE);
      x2.intoMemorySegment(target, toAt + 10 * BYTES, NATIVE);
      x3.intoMemorySegment(target, toAt + 15 * BYTES, NATIVE);
      x4.sub(x2).intoMemorySegment(target, toAt + 20 * BYTES, NATIVE);
    }
  }

  /** Transforms a line of five vectors into the terms of three positions. */
  private static void inputLine(
      MemorySegment half, long from, MemorySegment v, long to, long toStride, long termStride) {
    MemorySegment source = Memory.of(half);
    MemorySegment target = Memory.of(v);
    long at = Memory.offset(from);
    long toAt = Memory.offset(to);
    long t = Memory.stride(toStride);
    long term = Memory.stride(termStride);
    FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, source, at, NATIVE);
    FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, source, at + BYTES, NATIVE);
    FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, source, at + 2 * BYTES, NATIVE);
    FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, source, at + 3 * BYTES, NATIVE);
    FloatVector x4 = FloatVector.fromMemorySegment(SPECIES, source, at + 4 * BYTES, NATIVE);
    x0.sub(x2).intoMemorySegment(target, toAt, NATIVE);
    x1.intoMemorySegment(target, toAt + term, NATIVE);
    x2.intoMemorySegment(target, toAt + t, NATIVE);
    x3.intoMemorySegment(target, toAt + 2 * t, NATIVE);
    x4.sub(x2).intoMemorySegment(target, toAt + 2 * t + term, NATIVE);
  }

  /**
   * Transforms the products of one tile, 3x3 to 2x2.
   *
   * @param from position (0, 0); the next one follows after {@code fromStride} bytes
   * @param to output pixel (0, 0); its row's next pixel follows, the next row after {@code
   *     toStride} bytes
   */
  static void output(
      MemorySegment m, long from, long fromStride, MemorySegment y, long to, long toStride) {
    MemorySegment source = Memory.of(m);
    MemorySegment target = Memory.of(y);
    long at = Memory.offset(from);
    long s = Memory.stride(fromStride);
    long toAt = Memory.offset(to);
    long t = Memory.stride(toStride);
    FloatVector m00 = FloatVector.fromMemorySegment(SPECIES, source, at, NATIVE);
    FloatVector m01 = FloatVector.fromMemorySegment(SPECIES, source, at + s, NATIVE);
    FloatVector m02 = FloatVector.fromMemorySegment(SPECIES, source, at + 2 * s, NATIVE);
    FloatVector m10 = FloatVector.fromMemorySegment(SPECIES, source, at + 3 * s, NATIVE);
    FloatVector m11 = FloatVector.fromMemorySegment(SPECIES, source, at + 4 * s, NATIVE);
    FloatVector m12 = FloatVector.fromMemorySegment(SPECIES, source, at + 5 * s, NATIVE);
    FloatVector m20 = FloatVector.fromMemorySegment(SPECIES, source, at + 6 * s, NATIVE);
    FloatVector m21 = FloatVector.fromMemorySegment(SPECIES, source, at + 7 * s, NATIVE);
    FloatVector m22 = FloatVector.fromMemorySegment(SPECIES, source, at + 8 * s, NATIVE);
    FloatVector middle0 = m10.add(m11);
    FloatVector middle1 = m11.add(m12);
    m00.add(m01).add(middle0).intoMemorySegment(target, toAt, NATIVE);
    m01.add(m02).add(middle1).intoMemorySegment(target, toAt + BYTES, NATIVE);
    m20.add(m21).add(middle0).intoMemorySegment(target, toAt + t, NATIVE);
    m21.add(m22).add(middle1).intoMemorySegment(target, toAt + t + BYTES, NATIVE);
  }
}
