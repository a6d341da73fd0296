package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Broadcast;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;

/** {@code out = a * b}, where b may have one number per sample and channel, or one per pixel. */
final class ReferenceMultiply extends PixelBlocks {
  private final int pixels;
  private final int channels;
  private final Broadcast broadcast;
  private final View a;
  private final View b;
  private final View out;

  ReferenceMultiply(
      int batch, int pixels, int channels, View a, Broadcast broadcast, View b, View out) {
    super((long) batch * pixels, channels);
    Operands.multiply(batch, pixels, channels, a, broadcast, b, out);
    this.pixels = pixels;
    this.channels = channels;
    this.broadcast = broadcast;
    this.a = a;
    this.b = b;
    this.out = out;
  }

  @Override
  void pixel(long pixel) {
    long atA = at(a, pixel);
    long atB = at(b, broadcast == Broadcast.PER_CHANNEL ? pixel / pixels : pixel);
    long atOut = at(out, pixel);
    long step = broadcast == Broadcast.PER_PIXEL ? 0 : 4;
    for (int c = 0; c < channels; c++) {
      float y =
          a.segment().get(JAVA_FLOAT_UNALIGNED, atA + 4L * c)
              * b.segment().get(JAVA_FLOAT_UNALIGNED, atB + step * c);
      out.segment().set(JAVA_FLOAT_UNALIGNED, atOut + 4L * c, y);
    }
  }
}
