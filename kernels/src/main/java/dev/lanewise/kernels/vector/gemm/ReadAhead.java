package dev.lanewise.kernels.vector.gemm;

import dev.lanewise.kernels.vector.Memory;

/**
 * How the next panel is read while register tiles of the present one are computed.
 *
 * <p>Weights that come from beyond the second-level cache would else arrive only during the first
 * tile of a panel, which then waits for memory, while memory rests during all others. The reads are
 * spread evenly over the tiles, and go through four parts of the panel in turn: a processor fetches
 * ahead of reads that ascend, but anew in each memory page, and the waits at the beginnings of four
 * pages then coincide.
 */
public final class ReadAhead {
  private static final int PARTS_LOG = 2;
  private static final int PARTS = 1 << PARTS_LOG;

  private ReadAhead() {}

  /**
   * The distance of two reads in the same part, in bytes.
   *
   * @param bytes to be read
   * @param tiles how many register tiles there are
   * @param kc reads per tile
   */
  public static int step(long bytes, int tiles, int kc) {
    return (int) Math.max(Integer.BYTES, Math.ceilDiv(bytes, (long) tiles * kc));
  }

  /** The distance of the parts, in bytes. */
  static long apart(long bytes) {
    return bytes >> PARTS_LOG;
  }

  /** Where a tile's read number {@code k} takes place. */
  static long offset(long next, long apart, int step, int k) {
    return Memory.offset(next + (k & PARTS - 1) * apart + (long) (k >> PARTS_LOG) * step);
  }

  /** How far a tile's reads advance in each part, in bytes. */
  public static long reach(int kc, int step) {
    return (long) Math.ceilDiv(kc, PARTS) * step;
  }

  /**
   * Where a tile's reads begin at the latest, so that none lies behind what is to be read.
   *
   * @param start of what is to be read
   * @param bytes to be read
   */
  public static long latest(long start, long bytes, int kc, int step) {
    return start + apart(bytes) - reach(kc, step);
  }
}
