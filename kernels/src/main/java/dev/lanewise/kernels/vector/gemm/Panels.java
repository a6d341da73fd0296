package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.REGISTERS;

import dev.lanewise.kernels.vector.Processor;

/**
 * The packed layout of the right-hand matrix B {@code [K, N]} and the blocking that follows from
 * it.
 *
 * <p>K is cut into blocks of nearly equal length, N into panels of four vectors and, for the rest,
 * one of two and one of one vector. One block of one panel is contiguous:
 *
 * <pre>
 *   block 0:  panel 0 | panel 1 | ... | last panel      block 1: ...
 *   panel p:  b[k0  ][n0 .. n0+width)
 *             b[k0+1][n0 .. n0+width)
 *             ...                          columns behind N are zero
 * </pre>
 *
 * <table>
 * <caption>Blocking by registers</caption>
 * <tr><th>registers</th><th>rows x vectors</th><th>accumulators + panel + broadcasts</th></tr>
 * <tr><td>32</td><td>5 x 4, 8 x 2, 8 x 1</td><td>20 + 4 + 5 = 29</td></tr>
 * <tr><td>16</td><td>5 x 2, 8 x 1</td><td>10 + 2 + 4 = 16</td></tr>
 * </table>
 *
 * @param k length of the sums
 * @param n columns
 * @param longest the longest block of K, at least 1
 */
public record Panels(int k, int n, int longest) {
  /** The longest block of K where rows of A are gathered: 200 of them then take 200 KB. */
  public static final int GATHERED = 256;

  /** The longest block of K where rows of A lie in memory; the output is read between blocks. */
  public static final int IN_PLACE = 1024;

  /** What a piece of a panel may take of the first-level cache, where the next tiles find it. */
  private static final int PIECE_BYTES =
      Processor.MULTIPLIES_WHOLE_PANELS ? Integer.MAX_VALUE : 32 << 10;

  private static final int WIDEST = REGISTERS >= 32 ? 4 : 2;

  /** How many blocks K is cut into. */
  public int blocks() {
    return Math.ceilDiv(k, longest);
  }

  /** The length of the longest block. */
  public int blockLength() {
    return Math.ceilDiv(k, blocks());
  }

  /** First k of a block; {@code blockStart(blocks())} is k. */
  public int blockStart(int block) {
    return (int) ((long) k * block / blocks());
  }

  /**
   * How many pieces a block of a panel is multiplied in, each with some tiles of rows in turn: 1
   * where the second-level cache delivers panels fast enough.
   *
   * @param kc length of the block
   * @param vectors width of the panel
   */
  static int pieces(int kc, int vectors) {
    int longest = PIECE_BYTES / (vectors * BYTES);
    return kc <= longest * 5 / 4 ? 1 : Math.ceilDiv(kc, longest);
  }

  /** First k of a piece within its block, an even number; {@code kc} behind the last piece. */
  static int pieceStart(int kc, int pieces, int piece) {
    return piece == pieces ? kc : (int) ((long) kc * piece / pieces) & ~1;
  }

  /** How many panels N is cut into. */
  public int panels() {
    int rest = vectors() % WIDEST;
    return vectors() / WIDEST + Integer.bitCount(rest);
  }

  /** First column of a panel; {@code panelStart(panels())} is N rounded up to whole vectors. */
  public int panelStart(int panel) {
    int full = vectors() / WIDEST;
    if (panel <= full) {
      return panel * WIDEST * COUNT;
    }
    return panelStart(panel - 1) + panelVectors(panel - 1) * COUNT;
  }

  /** Vectors per row of a panel: 4, 2 or 1. */
  public int panelVectors(int panel) {
    int full = vectors() / WIDEST;
    if (panel < full) {
      return WIDEST;
    }
    int rest = vectors() % WIDEST;
    int highest = Integer.highestOneBit(rest);
    return panel == full ? highest : rest - highest;
  }

  /** Bytes of the packed matrix. */
  public long bytes() {
    return (long) k * vectors() * COUNT * Float.BYTES;
  }

  /** Where a panel's block begins, in bytes. */
  public long offset(int block, int panel) {
    int start = blockStart(block);
    int length = blockStart(block + 1) - start;
    return Float.BYTES * ((long) start * vectors() * COUNT + (long) length * panelStart(panel));
  }

  private int vectors() {
    return Math.ceilDiv(n, COUNT);
  }
}
