package dev.lanewise.kernels.vector.elementwise;

import dev.lanewise.kernels.Step;
import java.lang.foreign.MemorySegment;

/** A step over pixels, in tiles of a few thousand elements. */
abstract class PixelRange implements Step {
  private static final int TILE_ELEMENTS = 8192;

  private final long pixels;
  private final long pixelsPerTile;
  final int channels;

  PixelRange(long pixels, int channels) {
    this.pixels = pixels;
    this.channels = channels;
    this.pixelsPerTile = Math.max(1, TILE_ELEMENTS / channels);
  }

  @Override
  public final int tiles() {
    return Math.toIntExact(Math.ceilDiv(pixels, pixelsPerTile));
  }

  @Override
  public final void run(int from, int to, MemorySegment scratch) {
    pixels(from * pixelsPerTile, Math.min(pixels, to * pixelsPerTile), scratch);
  }

  /** Computes pixels {@code from} to {@code to}. */
  abstract void pixels(long from, long to, MemorySegment scratch);
}
