package dev.lanewise.kernels.vector.gemm;

/**
 * The layout of a block of the left-hand matrix: rows of up to {@value #MAX_K} floats, a constant
 * distance apart.
 *
 * <p>With a constant the microkernel addresses all its rows from one register; with a distance
 * given at run time it needs a register per row, more than the machine has. The distance is an odd
 * number of cache lines, so that the rows of a tile fall into different sets.
 */
public final class LeftPanel {
  /** The longest row, in floats. */
  public static final int MAX_K = 512;

  /** From one row to the next, in bytes. */
  public static final long ROW_BYTES = (MAX_K + 16) * 4;

  private LeftPanel() {}
}
