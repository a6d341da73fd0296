package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.Processor;
import dev.lanewise.kernels.vector.gemm.LeftPanel;
import dev.lanewise.kernels.vector.gemm.Microkernels;
import dev.lanewise.kernels.vector.gemm.Panels;

/**
 * How many columns and frames of a Winograd convolution are worked off at once.
 *
 * <p>A block's transformed input {@code V[position][column][frame][C]} and the products of one
 * panel {@code M[position][frame][column][width]} should stay in the second-level cache while all
 * filters stream past, and hold many rows, so that the filters stream seldom. Frames of a column
 * lie side by side: the row of an output frame is the run of its input frames, {@code taps * C}
 * long, and neighbouring output frames share what was transformed. Phases are gathered a line of
 * tiles at a time, and no block has more: their few filters stay in the cache in any case.
 *
 * @param columns the most columns of a block
 * @param frames the most output frames of a block
 * @param columnBytes from one column of V to the next
 */
record WinogradBlocks(int columns, int frames, long columnBytes) {
  /** What V and M of a block may take of the second-level cache, beside the filters. */
  private static final long CACHE_BYTES = Processor.KEEPS_BLOCKS_SMALL ? 3 << 18 : 5 << 18;

  /** Filters of a panel that stay in the second-level cache, and all that does together. */
  private static final long RESIDENT_FILTERS = CACHE_BYTES * 3 / 5;

  private static final long RESIDENT_BYTES = CACHE_BYTES * 13 / 10;

  /** What a byte of V or M weighs against one of the filters, which may be read ahead. */
  private static final double SPILLED = Processor.READS_AHEAD ? 2 : 1;

  /** The most scratch memory that a block is worth. */
  private static final long MOST_BYTES = 8 << 20;

  /** Chooses the block that moves the fewest bytes from beyond the second-level cache. */
  static WinogradBlocks of(WinogradTransform transform, WinogradGrid grid, Panels panels) {
    int taps = grid.taps;
    int channels = panels.k() / taps;
    int terms = transform.mostTerms();
    int unit = Microkernels.maxRows(panels.panelVectors(0));
    int most = transform.phases == 1 ? grid.classColumns() : grid.tilesAcross;
    WinogradBlocks best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int parts = 1; parts <= grid.mostFrames(); parts++) {
      int frames = Math.ceilDiv(grid.mostFrames(), parts);
      for (int columns = unit; columns < most + unit; columns += unit) {
        int count = Math.min(columns, most);
        long bytes = blockBytes(transform, panels, channels, taps, frames, count);
        if (bytes > MOST_BYTES && (columns > unit || frames > 1)) {
          break;
        }
        double moved = moved(transform, panels, channels, taps, frames, count);
        if (moved < least) {
          least = moved;
          best = new WinogradBlocks(count, frames, columnBytes(channels, terms, frames + taps - 1));
        }
      }
    }
    return best;
  }

  /** Bytes from beyond the second-level cache for one row, which is one frame of one column. */
  private static double moved(
      WinogradTransform transform, Panels panels, int channels, int taps, int frames, int columns) {
    double rows = (double) frames * columns;
    double filters = transform.filters() * (double) panels.bytes();
    double slots = transform.terms() * (double) channels * Float.BYTES;
    double v = slots * (frames + taps - 1) / frames;
    double m = transform.positions() * (double) panels.n() * Float.BYTES;
    double spilled =
        blockBytes(transform, panels, channels, taps, frames, columns)
                <= cacheBytes(transform, panels)
            ? 0
            : SPILLED * (v * (1 + panels.panels()) + 2 * m);
    return filters / rows + spilled + v;
  }

  private static long cacheBytes(WinogradTransform transform, Panels panels) {
    long filters = (long) transform.filters() * panels.k() * panels.panelVectors(0) * BYTES;
    return filters <= RESIDENT_FILTERS ? RESIDENT_BYTES - filters : CACHE_BYTES;
  }

  /** Bytes of V and M. */
  private static long blockBytes(
      WinogradTransform transform, Panels panels, int channels, int taps, int frames, int columns) {
    long v = transform.terms() * columnBytes(channels, 1, frames + taps - 1);
    long m = (long) transform.positions() * frames * panels.panelVectors(0) * BYTES;
    return columns * (v + m);
  }

  /** Room for {@code slots} frames of a position and for what the last vector writes behind. */
  private static long columnBytes(int channels, int terms, int slots) {
    if (slots == 1 && terms == 1) {
      return (long) Lanes.whole(channels) * Float.BYTES;
    }
    return LeftPanel.rowBytes(slots * terms * channels + (channels % COUNT == 0 ? 0 : COUNT));
  }

  /**
   * From one position of V to the next, in bytes: an odd number of cache lines, so that the
   * positions of a tile fall into different sets.
   */
  long positionBytes(int count) {
    return LeftPanel.rowBytes(Math.toIntExact(count * columnBytes / Float.BYTES));
  }
}
