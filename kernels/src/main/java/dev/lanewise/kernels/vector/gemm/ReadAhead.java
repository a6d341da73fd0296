package dev.lanewise.kernels.vector.gemm;

/**
 * How the next panel is read while register tiles of the present one are computed.
 *
 * <p>Weights that come from beyond the second-level cache would else arrive only during the first
 * tile of a panel, which then waits for memory, while memory rests during all others. The reads are
 * spread evenly over the tiles.
 */
public final class ReadAhead {
  private ReadAhead() {}

  /**
   * The distance of two reads, in bytes.
   *
   * @param bytes to be read
   * @param tiles how many register tiles there are
   * @param kc reads per tile
   */
  public static int step(long bytes, int tiles, int kc) {
    return (int) Math.max(Integer.BYTES, Math.ceilDiv(bytes, (long) tiles * kc));
  }

  /**
   * Where the next tile's reads begin.
   *
   * @param next where the present one's began
   * @param end of what is to be read
   */
  public static long advance(long next, int kc, int step, long end) {
    long reach = (long) kc * step;
    return Math.min(next + reach, end - reach);
  }
}
