package dev.lanewise.kernels.vector.gemm;

/** The layout of rows of the left-hand matrix that are gathered in scratch memory. */
public final class LeftPanel {
  private static final int LINE = 64;

  private LeftPanel() {}

  /**
   * From one row to the next, in bytes: an odd number of cache lines, so that the rows of a tile
   * fall into different sets.
   *
   * @param floats of a row, at least 1
   */
  public static long rowBytes(int floats) {
    return (Math.ceilDiv((long) floats * Float.BYTES, LINE) | 1) * LINE;
  }
}
