package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;

/** {@code out = clamp(a + b)}. */
final class ReferenceAdd extends PixelBlocks {
  private final int channels;
  private final View a;
  private final View b;
  private final Clamp clamp;
  private final View out;

  ReferenceAdd(long pixels, int channels, View a, View b, Clamp clamp, View out) {
    super(pixels, channels);
    this.channels = channels;
    Operands.add(pixels, channels, a, b, out);
    this.a = a;
    this.b = b;
    this.clamp = clamp;
    this.out = out;
  }

  @Override
  void pixel(long pixel) {
    long atA = at(a, pixel);
    long atB = at(b, pixel);
    long atOut = at(out, pixel);
    for (int c = 0; c < channels; c++) {
      float y =
          a.segment().get(JAVA_FLOAT_UNALIGNED, atA + 4L * c)
              + b.segment().get(JAVA_FLOAT_UNALIGNED, atB + 4L * c);
      out.segment().set(JAVA_FLOAT_UNALIGNED, atOut + 4L * c, clamp.apply(y));
    }
  }
}
