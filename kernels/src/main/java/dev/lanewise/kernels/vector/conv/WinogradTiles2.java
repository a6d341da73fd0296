package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
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
    inputHalf(in, from, rowStride, columnStride, half, halfOffset, BYTES, 4 * BYTES);
    inputHalf(half, halfOffset, BYTES, 4 * BYTES, v, to, 4 * toStride, toStride);
  }

  /** Transforms four lines of four vectors each; strides go along a line and from line to line. */
  private static void inputHalf(
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
    for (int line = 0; line < 4; line++) {
      long at = Memory.offset(from + line * lineStride);
      FloatVector d0 = FloatVector.fromMemorySegment(SPECIES, source, at, NATIVE);
      FloatVector d1 = FloatVector.fromMemorySegment(SPECIES, source, at + s, NATIVE);
      FloatVector d2 = FloatVector.fromMemorySegment(SPECIES, source, at + 2 * s, NATIVE);
      FloatVector d3 = FloatVector.fromMemorySegment(SPECIES, source, at + 3 * s, NATIVE);
      long toAt = Memory.offset(to + line * toLineStride);
      d2.sub(d0).intoMemorySegment(target, toAt, NATIVE);
      d2.add(d1).intoMemorySegment(target, toAt + t, NATIVE);
      d2.sub(d1).intoMemorySegment(target, toAt + 2 * t, NATIVE);
      d3.sub(d1).intoMemorySegment(target, toAt + 3 * t, NATIVE);
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
    outputHalf(4, m, from, 4 * fromStride, fromStride, half, halfOffset, BYTES, 4 * BYTES);
    outputHalf(2, half, halfOffset, BYTES, 4 * BYTES, y, to, toStride, BYTES);
  }

  /** Transforms lines of four vectors to two; strides go along a line and from line to line. */
  private static void outputHalf(
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
      long toAt = Memory.offset(to + line * toLineStride);
      m0.add(m1).add(m2).intoMemorySegment(target, toAt, NATIVE);
      m1.sub(m2).add(m3).intoMemorySegment(target, toAt + t, NATIVE);
    }
  }
}
