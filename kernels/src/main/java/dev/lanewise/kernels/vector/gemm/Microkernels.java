package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.REGISTERS;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/** The microkernels by panel width: how many rows one call takes, and the call. */
public final class Microkernels {
  private static final int ROWS_OF_2 = REGISTERS >= 32 ? Microkernel2.MAX_ROWS : 4;

  private Microkernels() {}

  /** The most rows of one call for a panel of this many vectors. */
  public static int maxRows(int vectors) {
    return switch (vectors) {
      case 4 -> Microkernel4.MAX_ROWS;
      case 2 -> ROWS_OF_2;
      default -> Microkernel1.MAX_ROWS;
    };
  }

  /**
   * {@code C = A * B} for one register tile; see {@link Microkernel4#run}. Where accesses are
   * checked a whole tile does not read ahead, since the check of that read would stay in the loop.
   *
   * @param vectors width of the panel B, 4, 2 or 1 vectors
   */
  public static int run(
      int vectors,
      int rows,
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      long next,
      int span,
      int at,
      int pace,
      MemorySegment c,
      long cOffset,
      long cStride) {
    if (Memory.isChecked() && isWhole(vectors, rows)) {
      resident(vectors, kc, a, aOffset, aStride, b, bOffset, c, cOffset, cStride);
      return 0;
    }
    return switch (vectors) {
      case 4 ->
          Microkernel4.run(
              rows, kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      case 2 ->
          Microkernel2.run(
              rows, kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      default ->
          Microkernel1.run(
              rows, kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
    };
  }

  /** Whether {@link #resident} takes a tile of so many rows. */
  static boolean isWhole(int vectors, int rows) {
    return rows
        == switch (vectors) {
          case 4 -> Microkernel4.MAX_ROWS;
          case 2 -> Microkernel2.MAX_ROWS;
          default -> Microkernel1.MAX_ROWS;
        };
  }

  /**
   * Of how many tiles one must read ahead: as many tiles as a panel has vectors read each of its
   * cache lines once.
   */
  static int readingEvery(int vectors, int tiles) {
    return Math.max(1, tiles / vectors);
  }

  /** {@link #run} for a whole tile of rows, without reading ahead. */
  static void resident(
      int vectors,
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      MemorySegment c,
      long cOffset,
      long cStride) {
    switch (vectors) {
      case 4 -> Microkernel4.resident(kc, a, aOffset, aStride, b, bOffset, c, cOffset, cStride);
      case 2 -> Microkernel2.resident(kc, a, aOffset, aStride, b, bOffset, c, cOffset, cStride);
      default -> Microkernel1.resident(kc, a, aOffset, aStride, b, bOffset, c, cOffset, cStride);
    }
  }

  /**
   * {@code C = A * B} for many rows, in register tiles of nearly equal size.
   *
   * @param vectors width of the panel B, 4, 2 or 1 vectors
   * @param rows at least 1
   * @param bEnd where the memory of B ends; what lies there behind this panel is read ahead
   * @return a number without meaning, see {@link Microkernel4#run}
   */
  public static int rows(
      int vectors,
      int rows,
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      long bEnd,
      MemorySegment c,
      long cOffset,
      long cStride) {
    long panelBytes = (long) kc * vectors * BYTES;
    boolean isLast = bOffset + 2 * panelBytes > bEnd;
    long next = isLast ? bOffset : bOffset + panelBytes;
    int span = isLast ? 0 : ReadAhead.span(panelBytes);
    int tiles = Math.ceilDiv(rows, maxRows(vectors));
    int every = readingEvery(vectors, tiles);
    int pace = ReadAhead.pace((long) Math.ceilDiv(tiles, every) * kc);
    int at = 0;
    int touched = 0;
    for (int tile = 0; tile < tiles; tile++) {
      int row = (int) ((long) rows * tile / tiles);
      int count = (int) ((long) rows * (tile + 1) / tiles) - row;
      long aAt = aOffset + row * aStride;
      long cAt = cOffset + row * cStride;
      if (tile % every != 0 && isWhole(vectors, count)) {
        resident(vectors, kc, a, aAt, aStride, b, bOffset, c, cAt, cStride);
        continue;
      }
      touched +=
          run(
              vectors, count, kc, a, aAt, aStride, b, bOffset, next, span, at, pace, c, cAt,
              cStride);
      at += kc * pace;
    }
    return touched;
  }
}
