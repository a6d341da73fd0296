package dev.lanewise.kernels.reference;

import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/** Copies pixels between views of different pixel stride, bit by bit. */
final class ReferenceCopy extends PixelBlocks {
  private final long bytes;
  private final View in;
  private final View out;

  ReferenceCopy(long pixels, int channels, View in, View out) {
    super(pixels, channels);
    this.bytes = (long) Float.BYTES * channels;
    this.in = Operands.view("copy input", in, pixels, channels);
    this.out = Operands.view("copy output", out, pixels, channels);
  }

  @Override
  void pixel(long pixel) {
    MemorySegment.copy(in.segment(), at(in, pixel), out.segment(), at(out, pixel), bytes);
  }
}
