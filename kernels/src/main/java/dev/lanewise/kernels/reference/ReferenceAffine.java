package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.MemorySegment;

/** {@code out = clamp(in * scale[c] + shift[c])}, rounded to float once. */
final class ReferenceAffine extends PixelBlocks {
  private final int channels;
  private final View in;
  private final MemorySegment scale;
  private final MemorySegment shift;
  private final Clamp clamp;
  private final View out;

  ReferenceAffine(
      long pixels,
      int channels,
      View in,
      MemorySegment scale,
      MemorySegment shift,
      Clamp clamp,
      View out) {
    super(pixels, channels);
    this.channels = channels;
    Operands.affine(pixels, channels, in, scale, shift, out);
    this.in = in;
    this.scale = scale;
    this.shift = shift;
    this.clamp = clamp;
    this.out = out;
  }

  @Override
  void pixel(long pixel) {
    long from = at(in, pixel);
    long to = at(out, pixel);
    for (int c = 0; c < channels; c++) {
      double y = in.segment().get(JAVA_FLOAT_UNALIGNED, from + 4L * c);
      if (scale != null) {
        y *= scale.get(JAVA_FLOAT_UNALIGNED, 4L * c);
      }
      if (shift != null) {
        y += shift.get(JAVA_FLOAT_UNALIGNED, 4L * c);
      }
      out.segment().set(JAVA_FLOAT_UNALIGNED, to + 4L * c, clamp.apply((float) y));
    }
  }
}
