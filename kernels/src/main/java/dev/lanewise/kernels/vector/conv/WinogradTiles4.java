package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Input and output transforms of F(4x4, 3x3), one vector of channels at a time. */
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
    for (int x = 0; x < 6; x++) {
      long at = from + x * columnStride;
      long h = halfOffset + (long) x * BYTES;
      FloatVector d0 = Memory.load(in, at);
      FloatVector d1 = Memory.load(in, at + rowStride);
      FloatVector d2 = Memory.load(in, at + 2 * rowStride);
      FloatVector d3 = Memory.load(in, at + 3 * rowStride);
      FloatVector d4 = Memory.load(in, at + 4 * rowStride);
      FloatVector d5 = Memory.load(in, at + 5 * rowStride);
      FloatVector even1 = d2.fma(FloatVector.broadcast(SPECIES, -2f), d4);
      FloatVector even2 = d2.fma(FloatVector.broadcast(SPECIES, -0.5f), d4);
      FloatVector odd1 = d1.fma(FloatVector.broadcast(SPECIES, -2f), d3);
      FloatVector odd2 = d1.fma(FloatVector.broadcast(SPECIES, -0.5f), d3);
      FloatVector r0 = d2.fma(FloatVector.broadcast(SPECIES, -2.5f), d0.add(d4));
      FloatVector r5 = d3.fma(FloatVector.broadcast(SPECIES, -2.5f), d1.add(d5));
      r0.intoMemorySegment(Memory.of(half), Memory.offset(h), NATIVE);
      odd1.fma(FloatVector.broadcast(SPECIES, A), even1)
          .intoMemorySegment(Memory.of(half), Memory.offset(h + 6 * BYTES), NATIVE);
      odd1.fma(FloatVector.broadcast(SPECIES, -A), even1)
          .intoMemorySegment(Memory.of(half), Memory.offset(h + 12 * BYTES), NATIVE);
      odd2.fma(FloatVector.broadcast(SPECIES, B), even2)
          .intoMemorySegment(Memory.of(half), Memory.offset(h + 18 * BYTES), NATIVE);
      odd2.fma(FloatVector.broadcast(SPECIES, -B), even2)
          .intoMemorySegment(Memory.of(half), Memory.offset(h + 24 * BYTES), NATIVE);
      r5.intoMemorySegment(Memory.of(half), Memory.offset(h + 30 * BYTES), NATIVE);
    }
    for (int y = 0; y < 6; y++) {
      long h = halfOffset + (long) y * (6 * BYTES);
      long at = to + 6 * y * toStride;
      FloatVector d0 = Memory.load(half, h);
      FloatVector d1 = Memory.load(half, h + BYTES);
      FloatVector d2 = Memory.load(half, h + 2 * BYTES);
      FloatVector d3 = Memory.load(half, h + 3 * BYTES);
      FloatVector d4 = Memory.load(half, h + 4 * BYTES);
      FloatVector d5 = Memory.load(half, h + 5 * BYTES);
      FloatVector even1 = d2.fma(FloatVector.broadcast(SPECIES, -2f), d4);
      FloatVector even2 = d2.fma(FloatVector.broadcast(SPECIES, -0.5f), d4);
      FloatVector odd1 = d1.fma(FloatVector.broadcast(SPECIES, -2f), d3);
      FloatVector odd2 = d1.fma(FloatVector.broadcast(SPECIES, -0.5f), d3);
      FloatVector r0 = d2.fma(FloatVector.broadcast(SPECIES, -2.5f), d0.add(d4));
      FloatVector r5 = d3.fma(FloatVector.broadcast(SPECIES, -2.5f), d1.add(d5));
      r0.intoMemorySegment(Memory.of(v), Memory.offset(at), NATIVE);
      odd1.fma(FloatVector.broadcast(SPECIES, A), even1)
          .intoMemorySegment(Memory.of(v), Memory.offset(at + toStride), NATIVE);
      odd1.fma(FloatVector.broadcast(SPECIES, -A), even1)
          .intoMemorySegment(Memory.of(v), Memory.offset(at + 2 * toStride), NATIVE);
      odd2.fma(FloatVector.broadcast(SPECIES, B), even2)
          .intoMemorySegment(Memory.of(v), Memory.offset(at + 3 * toStride), NATIVE);
      odd2.fma(FloatVector.broadcast(SPECIES, -B), even2)
          .intoMemorySegment(Memory.of(v), Memory.offset(at + 4 * toStride), NATIVE);
      r5.intoMemorySegment(Memory.of(v), Memory.offset(at + 5 * toStride), NATIVE);
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
    for (int x = 0; x < 6; x++) {
      long at = from + x * fromStride;
      long h = halfOffset + (long) x * BYTES;
      FloatVector m0 = Memory.load(m, at);
      FloatVector m1 = Memory.load(m, at + 6 * fromStride);
      FloatVector m2 = Memory.load(m, at + 12 * fromStride);
      FloatVector m3 = Memory.load(m, at + 18 * fromStride);
      FloatVector m4 = Memory.load(m, at + 24 * fromStride);
      FloatVector m5 = Memory.load(m, at + 30 * fromStride);
      FloatVector sum1 = m1.add(m2);
      FloatVector sum2 = m3.add(m4);
      FloatVector difference1 = m1.sub(m2);
      FloatVector difference2 = m3.sub(m4);
      m0.add(sum1).add(sum2).intoMemorySegment(Memory.of(half), Memory.offset(h), NATIVE);
      difference1
          .mul(A)
          .add(difference2.mul(B))
          .intoMemorySegment(Memory.of(half), Memory.offset(h + 6 * BYTES), NATIVE);
      sum1.mul(0.5f)
          .add(sum2.mul(2f))
          .intoMemorySegment(Memory.of(half), Memory.offset(h + 12 * BYTES), NATIVE);
      difference1
          .fma(
              FloatVector.broadcast(SPECIES, A3),
              difference2.fma(FloatVector.broadcast(SPECIES, B3), m5))
          .intoMemorySegment(Memory.of(half), Memory.offset(h + 18 * BYTES), NATIVE);
    }
    for (int row = 0; row < 4; row++) {
      long h = halfOffset + (long) row * (6 * BYTES);
      long at = to + row * toStride;
      FloatVector m0 = Memory.load(half, h);
      FloatVector m1 = Memory.load(half, h + BYTES);
      FloatVector m2 = Memory.load(half, h + 2 * BYTES);
      FloatVector m3 = Memory.load(half, h + 3 * BYTES);
      FloatVector m4 = Memory.load(half, h + 4 * BYTES);
      FloatVector m5 = Memory.load(half, h + 5 * BYTES);
      FloatVector sum1 = m1.add(m2);
      FloatVector sum2 = m3.add(m4);
      FloatVector difference1 = m1.sub(m2);
      FloatVector difference2 = m3.sub(m4);
      m0.add(sum1).add(sum2).intoMemorySegment(Memory.of(y), Memory.offset(at), NATIVE);
      difference1
          .mul(A)
          .add(difference2.mul(B))
          .intoMemorySegment(Memory.of(y), Memory.offset(at + BYTES), NATIVE);
      sum1.mul(0.5f)
          .add(sum2.mul(2f))
          .intoMemorySegment(Memory.of(y), Memory.offset(at + 2 * BYTES), NATIVE);
      difference1
          .fma(
              FloatVector.broadcast(SPECIES, A3),
              difference2.fma(FloatVector.broadcast(SPECIES, B3), m5))
          .intoMemorySegment(Memory.of(y), Memory.offset(at + 3 * BYTES), NATIVE);
    }
  }
}
