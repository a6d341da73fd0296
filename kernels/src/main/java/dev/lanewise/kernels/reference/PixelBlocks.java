package dev.lanewise.kernels.reference;

import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/** A step that treats pixel by pixel. A tile is a block of pixels with some thousand elements. */
abstract class PixelBlocks implements Step {
  private static final int ELEMENTS = 4096;

  private final long pixels;
  private final int block;
  private final int tiles;

  PixelBlocks(long pixels, int channels) {
    this.pixels = pixels;
    this.block = Math.max(1, ELEMENTS / channels);
    this.tiles = Math.toIntExact(Math.ceilDiv(pixels, block));
  }

  @Override
  public final int tiles() {
    return tiles;
  }

  @Override
  public final void run(int from, int to, MemorySegment scratch) {
    long end = Math.min(pixels, (long) to * block);
    for (long pixel = (long) from * block; pixel < end; pixel++) {
      pixel(pixel);
    }
  }

  /** Computes all channels of one pixel. */
  abstract void pixel(long pixel);

  /** The byte where a pixel begins. */
  static long at(View view, long pixel) {
    return view.offset() + 4 * pixel * view.pixelStride();
  }
}
