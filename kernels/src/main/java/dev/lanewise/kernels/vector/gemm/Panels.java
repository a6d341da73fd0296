package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.REGISTERS;

/**
 * The packed layout of the right-hand matrix B {@code [K, N]} and the blocking that follows from
 * it.
 *
 * <p>K consists of runs, as the rows of the left side have them in memory. A run is cut into pieces
 * of nearly equal length, the blocks. N is cut into panels of four vectors and, for the rest, one
 * of two and one of one vector. One block of one panel is contiguous:
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
 * <tr><td>16</td><td>4 x 2, 8 x 1</td><td>8 + 2 + 4 = 14</td></tr>
 * </table>
 *
 * @param runs how many runs K consists of, at least 1
 * @param run length of a run, at least 1
 * @param n columns
 */
public record Panels(int runs, int run, int n) {
  /**
   * The longest block of K: a panel block of 64 columns then takes 96 KB of the second-level cache.
   */
  private static final int MAX_KC = 384;

  private static final int WIDEST = REGISTERS >= 32 ? 4 : 2;

  /** Panels for a left side whose rows are contiguous. */
  public static Panels of(int k, int n) {
    return new Panels(1, k, n);
  }

  /** Length of the sums. */
  public int k() {
    return runs * run;
  }

  /** How many blocks K is cut into. */
  public int blocks() {
    return runs * pieces();
  }

  /** The run that a block belongs to. */
  public int blockRun(int block) {
    return block / pieces();
  }

  /** Where a block begins within its run. */
  public int blockRunStart(int block) {
    return (int) ((long) run * (block % pieces()) / pieces());
  }

  /** First k of a block; {@code blockStart(blocks())} is k. */
  public int blockStart(int block) {
    return blockRun(block) * run + blockRunStart(block);
  }

  /** The longest block. */
  public int longestBlock() {
    return Math.ceilDiv(run, pieces());
  }

  private int pieces() {
    return Math.ceilDiv(run, MAX_KC);
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
    return (long) k() * vectors() * COUNT * Float.BYTES;
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
