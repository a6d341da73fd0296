package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Transforms of tiles of 7x7 inputs with the points ±a, ±b, ±c and ∞, one vector of channels at a
 * time: those of {@link WinogradTransform#F5}, and of {@link WinogradTransform#F4S2}, each half of
 * which is that of F(4, 4). Both have the same input transform.
 *
 * <p>Row p of B' is {@code (x + p) Q(x²)}, where Q is the product over the other two squares: an
 * even and an odd half that two points share.
 */
final class WinogradTiles7 {
  /** The points, exact in any precision. */
  static final float A = 0.3125f;

  static final float B = 0.875f;
  static final float C = 1.75f;

  private WinogradTiles7() {}

  /** {@code V = B' d B} of one 7x7 tile; parameters as in {@link WinogradTiles4#input}. */
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
    inputHalf(in, from, rowStride, columnStride, half, halfOffset, BYTES, 7 * BYTES);
    inputHalf(half, halfOffset, BYTES, 7 * BYTES, v, to, 7 * toStride, toStride);
  }

  /** Transforms seven lines of seven vectors; strides go along a line and from line to line. */
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
    for (int line = 0; line < 7; line++) {
      long at = Memory.offset(from + line * lineStride);
      long toAt = Memory.offset(to + line * toLineStride);
      FloatVector d0 = FloatVector.fromMemorySegment(SPECIES, source, at, NATIVE);
      FloatVector d1 = FloatVector.fromMemorySegment(SPECIES, source, at + s, NATIVE);
      FloatVector d2 = FloatVector.fromMemorySegment(SPECIES, source, at + 2 * s, NATIVE);
      FloatVector d3 = FloatVector.fromMemorySegment(SPECIES, source, at + 3 * s, NATIVE);
      FloatVector d4 = FloatVector.fromMemorySegment(SPECIES, source, at + 4 * s, NATIVE);
      FloatVector d5 = FloatVector.fromMemorySegment(SPECIES, source, at + 5 * s, NATIVE);
      FloatVector d6 = FloatVector.fromMemorySegment(SPECIES, source, at + 6 * s, NATIVE);
      FloatVector evenA =
          d0.fma(
              FloatVector.broadcast(SPECIES, B * B * C * C),
              d2.fma(FloatVector.broadcast(SPECIES, -B * B - C * C), d4));
      FloatVector oddA =
          d1.fma(
              FloatVector.broadcast(SPECIES, B * B * C * C),
              d3.fma(FloatVector.broadcast(SPECIES, -B * B - C * C), d5));
      FloatVector evenB =
          d0.fma(
              FloatVector.broadcast(SPECIES, A * A * C * C),
              d2.fma(FloatVector.broadcast(SPECIES, -A * A - C * C), d4));
      FloatVector oddB =
          d1.fma(
              FloatVector.broadcast(SPECIES, A * A * C * C),
              d3.fma(FloatVector.broadcast(SPECIES, -A * A - C * C), d5));
      FloatVector evenC =
          d0.fma(
              FloatVector.broadcast(SPECIES, A * A * B * B),
              d2.fma(FloatVector.broadcast(SPECIES, -A * A - B * B), d4));
      FloatVector oddC =
          d1.fma(
              FloatVector.broadcast(SPECIES, A * A * B * B),
              d3.fma(FloatVector.broadcast(SPECIES, -A * A - B * B), d5));
      FloatVector last =
          d0.fma(
              FloatVector.broadcast(SPECIES, -A * A * B * B * C * C),
              d2.fma(
                  FloatVector.broadcast(SPECIES, A * A * B * B + A * A * C * C + B * B * C * C),
                  d4.fma(FloatVector.broadcast(SPECIES, -A * A - B * B - C * C), d6)));
      evenA.fma(FloatVector.broadcast(SPECIES, A), oddA).intoMemorySegment(target, toAt, NATIVE);
      evenA
          .fma(FloatVector.broadcast(SPECIES, -A), oddA)
          .intoMemorySegment(target, toAt + t, NATIVE);
      evenB
          .fma(FloatVector.broadcast(SPECIES, B), oddB)
          .intoMemorySegment(target, toAt + 2 * t, NATIVE);
      evenB
          .fma(FloatVector.broadcast(SPECIES, -B), oddB)
          .intoMemorySegment(target, toAt + 3 * t, NATIVE);
      evenC
          .fma(FloatVector.broadcast(SPECIES, C), oddC)
          .intoMemorySegment(target, toAt + 4 * t, NATIVE);
      evenC
          .fma(FloatVector.broadcast(SPECIES, -C), oddC)
          .intoMemorySegment(target, toAt + 5 * t, NATIVE);
      last.intoMemorySegment(target, toAt + 6 * t, NATIVE);
    }
  }

  /**
   * {@code Y = A' m A} of one transformed tile, 4x4 outputs; parameters as in {@link
   * WinogradTiles4#output}.
   */
  static void output4(
      MemorySegment m,
      long from,
      long fromStride,
      MemorySegment half,
      long halfOffset,
      MemorySegment y,
      long to,
      long toStride) {
    half4(7, m, from, 7 * fromStride, fromStride, half, halfOffset, BYTES, 7 * BYTES);
    half4(4, half, halfOffset, BYTES, 7 * BYTES, y, to, toStride, BYTES);
  }

  /** Transforms lines of seven vectors to four; strides go along a line and from line to line. */
  private static void half4(
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
      long toAt = Memory.offset(to + line * toLineStride);
      FloatVector m0 = FloatVector.fromMemorySegment(SPECIES, source, at, NATIVE);
      FloatVector m1 = FloatVector.fromMemorySegment(SPECIES, source, at + s, NATIVE);
      FloatVector m2 = FloatVector.fromMemorySegment(SPECIES, source, at + 2 * s, NATIVE);
      FloatVector m3 = FloatVector.fromMemorySegment(SPECIES, source, at + 3 * s, NATIVE);
      FloatVector m4 = FloatVector.fromMemorySegment(SPECIES, source, at + 4 * s, NATIVE);
      FloatVector m5 = FloatVector.fromMemorySegment(SPECIES, source, at + 5 * s, NATIVE);
      FloatVector m6 = FloatVector.fromMemorySegment(SPECIES, source, at + 6 * s, NATIVE);
      FloatVector sumA = m0.add(m1);
      FloatVector sumB = m2.add(m3);
      FloatVector sumC = m4.add(m5);
      FloatVector differenceA = m0.sub(m1);
      FloatVector differenceB = m2.sub(m3);
      FloatVector differenceC = m4.sub(m5);
      sumA.add(sumB).add(sumC).intoMemorySegment(target, toAt, NATIVE);
      differenceA
          .fma(
              FloatVector.broadcast(SPECIES, A),
              differenceB.fma(FloatVector.broadcast(SPECIES, B), differenceC.mul(C)))
          .intoMemorySegment(target, toAt + t, NATIVE);
      sumA.fma(
              FloatVector.broadcast(SPECIES, A * A),
              sumB.fma(FloatVector.broadcast(SPECIES, B * B), sumC.mul(C * C)))
          .intoMemorySegment(target, toAt + 2 * t, NATIVE);
      differenceA
          .fma(
              FloatVector.broadcast(SPECIES, A * A * A),
              differenceB.fma(
                  FloatVector.broadcast(SPECIES, B * B * B),
                  differenceC.fma(FloatVector.broadcast(SPECIES, C * C * C), m6)))
          .intoMemorySegment(target, toAt + 3 * t, NATIVE);
    }
  }

  /**
   * {@code Y = A' m A} of one transformed tile, 5x5 outputs; parameters as in {@link
   * WinogradTiles4#output}.
   */
  static void output5(
      MemorySegment m,
      long from,
      long fromStride,
      MemorySegment half,
      long halfOffset,
      MemorySegment y,
      long to,
      long toStride) {
    half5(7, m, from, 7 * fromStride, fromStride, half, halfOffset, BYTES, 7 * BYTES);
    half5(5, half, halfOffset, BYTES, 7 * BYTES, y, to, toStride, BYTES);
  }

  /** Transforms lines of seven vectors to five; strides go along a line and from line to line. */
  private static void half5(
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
      long toAt = Memory.offset(to + line * toLineStride);
      FloatVector m0 = FloatVector.fromMemorySegment(SPECIES, source, at, NATIVE);
      FloatVector m1 = FloatVector.fromMemorySegment(SPECIES, source, at + s, NATIVE);
      FloatVector m2 = FloatVector.fromMemorySegment(SPECIES, source, at + 2 * s, NATIVE);
      FloatVector m3 = FloatVector.fromMemorySegment(SPECIES, source, at + 3 * s, NATIVE);
      FloatVector m4 = FloatVector.fromMemorySegment(SPECIES, source, at + 4 * s, NATIVE);
      FloatVector m5 = FloatVector.fromMemorySegment(SPECIES, source, at + 5 * s, NATIVE);
      FloatVector m6 = FloatVector.fromMemorySegment(SPECIES, source, at + 6 * s, NATIVE);
      FloatVector sumA = m0.add(m1);
      FloatVector sumB = m2.add(m3);
      FloatVector sumC = m4.add(m5);
      FloatVector differenceA = m0.sub(m1);
      FloatVector differenceB = m2.sub(m3);
      FloatVector differenceC = m4.sub(m5);
      sumA.add(sumB).add(sumC).intoMemorySegment(target, toAt, NATIVE);
      differenceA
          .fma(
              FloatVector.broadcast(SPECIES, A),
              differenceB.fma(FloatVector.broadcast(SPECIES, B), differenceC.mul(C)))
          .intoMemorySegment(target, toAt + t, NATIVE);
      sumA.fma(
              FloatVector.broadcast(SPECIES, A * A),
              sumB.fma(FloatVector.broadcast(SPECIES, B * B), sumC.mul(C * C)))
          .intoMemorySegment(target, toAt + 2 * t, NATIVE);
      differenceA
          .fma(
              FloatVector.broadcast(SPECIES, A * A * A),
              differenceB.fma(
                  FloatVector.broadcast(SPECIES, B * B * B), differenceC.mul(C * C * C)))
          .intoMemorySegment(target, toAt + 3 * t, NATIVE);
      sumA.fma(
              FloatVector.broadcast(SPECIES, A * A * A * A),
              sumB.fma(
                  FloatVector.broadcast(SPECIES, B * B * B * B),
                  sumC.fma(FloatVector.broadcast(SPECIES, C * C * C * C), m6)))
          .intoMemorySegment(target, toAt + 4 * t, NATIVE);
    }
  }
}
