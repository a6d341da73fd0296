package dev.lanewise.kernels.vector.elementwise;

import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/**
 * A step over elements that are treated alike, in tiles of a few thousand.
 *
 * <p>Where no view leaves gaps between pixels, a tile is one run of elements, else one run per
 * pixel. An element's result must not depend on the run that it lies in.
 */
abstract class ElementRange implements Step {
  private static final int TILE_ELEMENTS = 8192;

  private final boolean dense;
  private final long rows;
  private final int rowLength;
  private final int lastLength;
  private final long rowsPerTile;

  /**
   * Elements of pixels.
   *
   * @param dense whether the pixels of all operands lie side by side
   */
  ElementRange(long pixels, int channels, boolean dense) {
    long elements = Math.multiplyExact(pixels, (long) channels);
    this.dense = dense;
    this.rows = dense ? Math.ceilDiv(elements, TILE_ELEMENTS) : pixels;
    this.rowLength = dense ? TILE_ELEMENTS : channels;
    this.lastLength = (int) (elements - (rows - 1) * rowLength);
    this.rowsPerTile = dense ? 1 : Math.max(1, TILE_ELEMENTS / channels);
  }

  /** Whether all views have pixels without gaps. */
  static boolean dense(int channels, View... views) {
    boolean dense = true;
    for (View view : views) {
      dense &= view.pixelStride() == channels;
    }
    return dense;
  }

  @Override
  public final int tiles() {
    return Math.toIntExact(Math.ceilDiv(rows, rowsPerTile));
  }

  @Override
  public final void run(int from, int to, MemorySegment scratch) {
    long end = Math.min(rows, to * rowsPerTile);
    for (long row = from * rowsPerTile; row < end; row++) {
      row(row, row == rows - 1 ? lastLength : rowLength);
    }
  }

  /** The byte where row {@code row} of a view begins. */
  final long at(View view, long row) {
    long stride = dense ? rowLength : view.pixelStride();
    return view.offset() + row * stride * Float.BYTES;
  }

  /** Computes {@code length} elements that lie side by side from the row's {@link #at} on. */
  abstract void row(long row, int length);
}
