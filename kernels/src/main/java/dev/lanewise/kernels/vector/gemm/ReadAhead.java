package dev.lanewise.kernels.vector.gemm;

import dev.lanewise.kernels.vector.Processor;

/**
 * How the next panel is read while register tiles of the present one are computed.
 *
 * <p>Weights that come from beyond the second-level cache would else arrive only during the first
 * tile of a panel, which then waits for memory, while memory rests during all others. The reads are
 * spread evenly over some tiles, and go through four quarters of the panel in turn: a processor
 * fetches ahead of reads that ascend, but anew in each memory page, and the waits at the beginnings
 * of four pages then coincide.
 *
 * <p>A place in the panel is a fraction of it, as an int without sign of which 2^32 would be the
 * end. The next place is one quarter and a little more ahead, and wraps round by itself.
 */
public final class ReadAhead {
  private static final long QUARTER = 1L << 30;

  private ReadAhead() {}

  /**
   * Whether the panel behind the present one is read ahead.
   *
   * @param panelEnd where the present one ends
   * @param panelBytes of the next one
   * @param bEnd where the memory of all panels ends
   */
  public static boolean reads(long panelEnd, long panelBytes, long bEnd) {
    return Processor.READS_AHEAD && panelEnd + panelBytes <= bEnd;
  }

  /** The part of a panel of so many bytes in which an int may begin; 0 if it is too large. */
  public static int span(long bytes) {
    return bytes <= Integer.MAX_VALUE ? (int) bytes - Integer.BYTES + 1 : 0;
  }

  /**
   * From one place to the next.
   *
   * @param reads how many there will be, at least 1
   */
  public static int pace(long reads) {
    return (int) (QUARTER + QUARTER / reads);
  }

  /** The distance of a place from the beginning of so many bytes, of 0 to 2^31 - 1. */
  static long offset(int place, long span) {
    return Integer.toUnsignedLong(place) * span >>> Integer.SIZE;
  }
}
