package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Input and output transforms of F(4x4, 3x3), one vector of channels at a time; each half of one is
 * that of F(4, 3).
 *
 * <p>Each half is a method with its segments in locals: in one method with all calls the compiler
 * would give up inlining halfway.
 */
final class WinogradTiles4 {
  private static final float A = (float) Math.sqrt(0.5);
  private static final float B = (float) Math.sqrt(2);
  private static final float A3 = (float) (0.5 * Math.sqrt(0.5));
  private static final float B3 = (float) (2 * Math.sqrt(2));

  private WinogradTiles4() {}

  /**
   * {@code V = B' d B} of one 6x6 tile.
   *
   * @param from pixel (0, 0) of the tile; rows and columns follow at the given strides in bytes
   * @param half scratch of 36 vectors
   * @param to position (0, 0) of the transformed tile; the next one follows after {@code toStride}
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
      long toStride) {
    inputHalf(6, in, from, rowStride, columnStride, half, halfOffset, BYTES, 6 * BYTES);
    inputHalf(6, half, halfOffset, BYTES, 6 * BYTES, v, to, 6 * toStride, toStride);
  }

  /**
   * {@code B' d} of lines of six vectors each; strides go along a line and from line to line, in
   * bytes.
   */
  static void inputHalf(
      int lines,
      MemorySegment in,
      long from,
      long stride,
      long lineStride,
      MemorySegment out,
      long to,
      long toLineStride,
      long toStride) {
    MemorySegment source = Memory.of(in);
    MemorySegment target = Memory.of(out);
    long s = Memory.stride(stride);
    long t = Memory.stride(toStride);
    for (int line = 0; line < lines; line++) {
      long at = Memory.offset(from + line * lineStride);
      FloatVector d0 = FloatVector.fromMemorySegment(SPECIES, source, at, NATIVE);
      FloatVector d1 = FloatVector.fromMemorySegment(SPECIES, source, at + s, NATIVE);
      FloatVector d2 = FloatVector.fromMemorySegment(SPECIES, source, at + 2 * s, NATIVE);
      FloatVector d3 = FloatVector.fromMemorySegment(SPECIES, source, at + 3 * s, NATIVE);
      FloatVector d4 = FloatVector.fromMemorySegment(SPECIES, source, at + 4 * s, NATIVE);
      FloatVector d5 = FloatVector.fromMemorySegment(SPECIES, source, at + 5 * s, NATIVE);
      FloatVector even1 = d2.fma(FloatVector.broadcast(SPECIES, -2f), d4);
      FloatVector even2 = d2.fma(FloatVector.broadcast(SPECIES, -0.5f), d4);
      FloatVector odd1 = d1.fma(FloatVector.broadcast(SPECIES, -2f), d3);
      FloatVector odd2 = d1.fma(FloatVector.broadcast(SPECIES, -0.5f), d3);
      FloatVector r0 = d2.fma(FloatVector.broadcast(SPECIES, -2.5f), d0.add(d4));
      FloatVector r5 = d3.fma(FloatVector.broadcast(SPECIES, -2.5f), d1.add(d5));
      FloatVector r1 = odd1.fma(FloatVector.broadcast(SPECIES, A), even1);
      FloatVector r2 = odd1.fma(FloatVector.broadcast(SPECIES, -A), even1);
      FloatVector r3 = odd2.fma(FloatVector.broadcast(SPECIES, B), even2);
      FloatVector r4 = odd2.fma(FloatVector.broadcast(SPECIES, -B), even2);
      long toAt = Memory.offset(to + line * toLineStride);
      r0.intoMemorySegment(target, toAt, NATIVE);
      r1.intoMemorySegment(target, toAt + t, NATIVE);
      r2.intoMemorySegment(target, toAt + 2 * t, NATIVE);
      r3.intoMemorySegment(target, toAt + 3 * t, NATIVE);
      r4.intoMemorySegment(target, toAt + 4 * t, NATIVE);
      r5.intoMemorySegment(target, toAt + 5 * t, NATIVE);
    }
  }

  /**
   * {@code Y = A' m A} of one transformed tile.
   *
   * @param from position (0, 0); the next one follows after {@code fromStride} bytes
   * @param half scratch of 24 vectors
   * @param to output pixel (0, 0); its row's next pixels follow, the next row after {@code
   *     toStride} bytes
   */
  static void output(
      MemorySegment m,
      long from,
      long fromStride,
      MemorySegment half,
      long halfOffset,
      MemorySegment y,
      long to,
      long toStride) {
    outputHalf(6, m, from, 6 * fromStride, fromStride, half, halfOffset, BYTES, 6 * BYTES);
    outputHalf(4, half, halfOffset, BYTES, 6 * BYTES, y, to, toStride, BYTES);
  }

  /**
   * {@code A' m} of lines of six vectors, four each; strides go along a line and from line to line,
   * in bytes.
   */
  static void outputHalf(
      int lines,
      MemorySegment m,
      long from,
      long stride,
      long lineStride,
      MemorySegment out,
      long to,
      long toLineStride,
      long toStride) {
    MemorySegment source = Memory.of(m);
    MemorySegment target = Memory.of(out);
    long s = Memory.stride(stride);
    long t = Memory.stride(toStride);
    for (int line = 0; line < lines; line++) {
      long at = Memory.offset(from + line * lineStride);
      FloatVector m0 = FloatVector.fromMemorySegment(SPECIES, source, at, NATIVE);
      FloatVector m1 = FloatVector.fromMemorySegment(SPECIES, source, at + s, NATIVE);
      FloatVector m2 = FloatVector.fromMemorySegment(SPECIES, source, at + 2 * s, NATIVE);
      FloatVector m3 = FloatVector.fromMemorySegment(SPECIES, source, at + 3 * s, NATIVE);
      FloatVector m4 = FloatVector.fromMemorySegment(SPECIES, source, at + 4 * s, NATIVE);
      FloatVector m5 = FloatVector.fromMemorySegment(SPECIES, source, at + 5 * s, NATIVE);
      FloatVector sum1 = m1.add(m2);
      FloatVector sum2 = m3.add(m4);
      FloatVector difference1 = m1.sub(m2);
      FloatVector difference2 = m3.sub(m4);
      long toAt = Memory.offset(to + line * toLineStride);
      m0.add(sum1).add(sum2).intoMemorySegment(target, toAt, NATIVE);
      difference1.mul(A).add(difference2.mul(B)).intoMemorySegment(target, toAt + t, NATIVE);
      sum1.mul(0.5f).add(sum2.mul(2f)).intoMemorySegment(target, toAt + 2 * t, NATIVE);
      difference1
          .fma(
              FloatVector.broadcast(SPECIES, A3),
              difference2.fma(FloatVector.broadcast(SPECIES, B3), m5))
          .intoMemorySegment(target, toAt + 3 * t, NATIVE);
    }
  }
}
