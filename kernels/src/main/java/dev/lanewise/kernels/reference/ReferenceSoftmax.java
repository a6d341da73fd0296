package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;

/**
 * {@code out = exp(in - max) / sum of exp(in - max)} over the channels of each pixel, in double.
 *
 * <p>A pixel that holds NaN or plus infinity, or minus infinity alone, becomes NaN.
 */
final class ReferenceSoftmax extends PixelBlocks {
  private final int channels;
  private final View in;
  private final View out;

  ReferenceSoftmax(long pixels, int channels, View in, View out) {
    super(pixels, channels);
    this.channels = channels;
    this.in = Operands.view("softmax input", in, pixels, channels);
    this.out = Operands.view("softmax output", out, pixels, channels);
  }

  @Override
  void pixel(long pixel) {
    long from = at(in, pixel);
    long to = at(out, pixel);
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < channels; c++) {
      max = Math.max(max, in.segment().get(JAVA_FLOAT_UNALIGNED, from + 4L * c));
    }
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      sum += Math.exp(in.segment().get(JAVA_FLOAT_UNALIGNED, from + 4L * c) - max);
    }
    for (int c = 0; c < channels; c++) {
      double y = Math.exp(in.segment().get(JAVA_FLOAT_UNALIGNED, from + 4L * c) - max) / sum;
      out.segment().set(JAVA_FLOAT_UNALIGNED, to + 4L * c, (float) y);
    }
  }
}
