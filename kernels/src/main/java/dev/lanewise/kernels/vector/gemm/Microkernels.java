package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.REGISTERS;

import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.Processor;
import java.lang.foreign.MemorySegment;

/** The microkernels by panel width: how many rows one call takes, and the call. */
public final class Microkernels {
  private static final boolean FEW_REGISTERS = REGISTERS < 32;

  private Microkernels() {}

  /** The most rows of one call for a panel of this many vectors. */
  public static int maxRows(int vectors) {
    return switch (vectors) {
      case 4 -> Microkernel4.MAX_ROWS;
      case 2 -> FEW_REGISTERS ? Microkernel2Of16.MAX_ROWS : Microkernel2.MAX_ROWS;
      default -> Microkernel1.MAX_ROWS;
    };
  }

  /**
   * {@code C = A * B} for one register tile; see {@link Microkernel4#run}.
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

  /**
   * Of how many tiles one must read ahead: as many tiles as a panel has vectors read each of its
   * cache lines once.
   */
  public static int readingEvery(int vectors, int tiles) {
    return Math.max(1, tiles / vectors);
  }

  /**
   * Whether a tile takes {@link #resident}: another one reads ahead or none does, and the tile is
   * one of those that have a microkernel without. Where accesses are checked no such tile reads
   * ahead, since the check of that read would stay in the loop.
   *
   * @param tile its number among those of the panel
   * @param every of how many tiles one must read ahead
   */
  public static boolean rests(int tile, int every, int vectors, int rows) {
    if (tile % every == 0 && Processor.READS_AHEAD && !Memory.isChecked()) {
      return false;
    }
    return switch (vectors) {
      case 4 -> rows == Microkernel4.MAX_ROWS;
      case 2 -> FEW_REGISTERS ? rows >= Microkernel2Of16.MIN_ROWS : rows == Microkernel2.MAX_ROWS;
      default -> rows == Microkernel1.MAX_ROWS;
    };
  }

  /** {@link #run} without reading ahead, for a tile that {@link #rests}. */
  public static void resident(
      int vectors,
      int rows,
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
      case 2 -> {
        if (FEW_REGISTERS) {
          Microkernel2Of16.run(rows, kc, a, aOffset, aStride, b, bOffset, c, cOffset, cStride);
        } else {
          Microkernel2.resident(kc, a, aOffset, aStride, b, bOffset, c, cOffset, cStride);
        }
      }
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
    long panelEnd = bOffset + panelBytes;
    boolean readsAhead = ReadAhead.reads(panelEnd, panelBytes, bEnd);
    long next = readsAhead ? panelEnd : bOffset;
    int span = readsAhead ? ReadAhead.span(panelBytes) : 0;
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
      if (rests(tile, every, vectors, count)) {
        resident(vectors, count, kc, a, aAt, aStride, b, bOffset, c, cAt, cStride);
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
