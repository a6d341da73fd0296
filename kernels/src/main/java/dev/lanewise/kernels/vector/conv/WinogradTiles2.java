package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;

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
    for (int x = 0; x < 4; x++) {
      long at = from + x * columnStride;
      long h = halfOffset + (long) x * BYTES;
      FloatVector d0 = Memory.load(in, at);
      FloatVector d1 = Memory.load(in, at + rowStride);
      FloatVector d2 = Memory.load(in, at + 2 * rowStride);
      FloatVector d3 = Memory.load(in, at + 3 * rowStride);
      Memory.store(d2.sub(d0), half, h);
      Memory.store(d2.add(d1), half, h + 4 * BYTES);
      Memory.store(d2.sub(d1), half, h + 8 * BYTES);
      Memory.store(d3.sub(d1), half, h + 12 * BYTES);
    }
    for (int y = 0; y < 4; y++) {
      long h = halfOffset + (long) y * (4 * BYTES);
      long at = to + 4 * y * toStride;
      FloatVector d0 = Memory.load(half, h);
      FloatVector d1 = Memory.load(half, h + BYTES);
      FloatVector d2 = Memory.load(half, h + 2 * BYTES);
      FloatVector d3 = Memory.load(half, h + 3 * BYTES);
      Memory.store(d2.sub(d0), v, at);
      Memory.store(d2.add(d1), v, at + toStride);
      Memory.store(d2.sub(d1), v, at + 2 * toStride);
      Memory.store(d3.sub(d1), v, at + 3 * toStride);
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
      FloatVector m0 = Memory.load(m, at);
      FloatVector m1 = Memory.load(m, at + 4 * fromStride);
      FloatVector m2 = Memory.load(m, at + 8 * fromStride);
      FloatVector m3 = Memory.load(m, at + 12 * fromStride);
      Memory.store(m0.add(m1).add(m2), half, h);
      Memory.store(m1.sub(m2).add(m3), half, h + 4 * BYTES);
    }
    for (int row = 0; row < 2; row++) {
      long h = halfOffset + (long) row * (4 * BYTES);
      long at = to + row * toStride;
      FloatVector m0 = Memory.load(half, h);
      FloatVector m1 = Memory.load(half, h + BYTES);
      FloatVector m2 = Memory.load(half, h + 2 * BYTES);
      FloatVector m3 = Memory.load(half, h + 3 * BYTES);
      Memory.store(m0.add(m1).add(m2), y, at);
      Memory.store(m1.sub(m2).add(m3), y, at + BYTES);
    }
  }
}
