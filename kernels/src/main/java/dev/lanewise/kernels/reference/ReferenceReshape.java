package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;

/** From {@code [N, C, pixels]} to another number of channels, in the border order. */
final class ReferenceReshape extends PixelBlocks {
  private final int pixels;
  private final int outChannels;
  private final int outPixels;
  private final View in;
  private final View out;

  ReferenceReshape(int batch, int channels, int pixels, View in, int outChannels, View out) {
    super((long) batch * outPixels(channels, pixels, outChannels), outChannels);
    this.pixels = pixels;
    this.outChannels = outChannels;
    this.outPixels = outPixels(channels, pixels, outChannels);
    this.in = Operands.view("reshape input", in, (long) batch * pixels, channels);
    this.out = Operands.view("reshape output", out, (long) batch * outPixels, outChannels);
  }

  private static int outPixels(int channels, int pixels, int outChannels) {
    long elements = (long) channels * pixels;
    if (outChannels < 1 || elements % outChannels != 0) {
      throw new IllegalArgumentException(
          "reshape: wanted a number of channels that divides "
              + elements
              + " elements, but it is "
              + outChannels);
    }
    return Math.toIntExact(elements / outChannels);
  }

  @Override
  void pixel(long pixel) {
    long n = pixel / outPixels;
    long to = at(out, pixel);
    for (int c = 0; c < outChannels; c++) {
      long element = (long) c * outPixels + pixel % outPixels;
      long from = at(in, n * pixels + element % pixels) + 4 * (element / pixels);
      float x = in.segment().get(JAVA_FLOAT_UNALIGNED, from);
      out.segment().set(JAVA_FLOAT_UNALIGNED, to + 4L * c, x);
    }
  }
}
