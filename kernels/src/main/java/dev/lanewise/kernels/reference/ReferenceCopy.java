package dev.lanewise.kernels.reference;

import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.MemorySegment;

/** Copies pixels between views of different pixel stride, bit by bit. */
final class ReferenceCopy extends PixelBlocks {
  private final long bytes;
  private final View in;
  private final View out;

  ReferenceCopy(long pixels, int channels, View in, View out) {
    super(pixels, channels);
    this.bytes = (long) Float.BYTES * channels;
    Operands.copy(pixels, channels, in, out);
    this.in = in;
    this.out = out;
  }

  @Override
  void pixel(long pixel) {
    MemorySegment.copy(in.segment(), at(in, pixel), out.segment(), at(out, pixel), bytes);
  }
}
