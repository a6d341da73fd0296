package dev.lanewise.kernels.reference;

import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.MemorySegment;

/** Moves pixels apart in place, the last one first: each lands where all pixels have left. */
final class ReferenceSpread implements Step {
  private final long pixels;
  private final long bytes;
  private final View in;
  private final View out;

  ReferenceSpread(long pixels, int channels, View in, View out) {
    Operands.spread(pixels, channels, in, out);
    this.pixels = pixels;
    this.bytes = (long) Float.BYTES * channels;
    this.in = in;
    this.out = out;
  }

  @Override
  public int tiles() {
    return 1;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (long pixel = from < to ? pixels - 1 : -1; pixel >= 0; pixel--) {
      MemorySegment.copy(
          in.segment(),
          PixelBlocks.at(in, pixel),
          out.segment(),
          PixelBlocks.at(out, pixel),
          bytes);
    }
  }
}
