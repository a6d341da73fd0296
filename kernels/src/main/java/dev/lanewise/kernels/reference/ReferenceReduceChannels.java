package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.ChannelReduction;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;

/** The largest or the mean channel of each pixel. */
final class ReferenceReduceChannels extends PixelBlocks {
  private final int channels;
  private final ChannelReduction reduction;
  private final View in;
  private final View out;

  ReferenceReduceChannels(
      long pixels, int channels, ChannelReduction reduction, View in, View out) {
    super(pixels, channels);
    this.channels = channels;
    this.reduction = reduction;
    Operands.reduceChannels(pixels, channels, in, out);
    this.in = in;
    this.out = out;
  }

  @Override
  void pixel(long pixel) {
    long from = at(in, pixel);
    float max = Float.NEGATIVE_INFINITY;
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      float x = in.segment().get(JAVA_FLOAT_UNALIGNED, from + 4L * c);
      max = Math.max(max, x);
      sum += x;
    }
    float y =
        switch (reduction) {
          case MAX -> max;
          case MEAN -> (float) (sum / channels);
        };
    out.segment().set(JAVA_FLOAT_UNALIGNED, at(out, pixel), y);
  }
}
