package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.View;
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
    this.in = Operands.view("affine input", in, pixels, channels);
    this.scale = scale == null ? null : Operands.memory("affine scale", scale, 0, channels);
    this.shift = shift == null ? null : Operands.memory("affine shift", shift, 0, channels);
    this.clamp = clamp;
    this.out = Operands.view("affine output", out, pixels, channels);
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
