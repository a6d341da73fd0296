package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.LocalResponseNorm;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;

/** {@code y_c = x_c / (k + alpha / size * sum of x_j^2)^beta} over neighbouring channels j. */
final class ReferenceLocalResponseNorm extends PixelBlocks {
  private final int channels;
  private final LocalResponseNorm norm;
  private final View in;
  private final View out;

  ReferenceLocalResponseNorm(long pixels, int channels, LocalResponseNorm norm, View in, View out) {
    super(pixels, channels);
    this.channels = channels;
    this.norm = norm;
    Operands.localResponseNorm(pixels, channels, in, out);
    this.in = in;
    this.out = out;
  }

  @Override
  void pixel(long pixel) {
    long from = at(in, pixel);
    long to = at(out, pixel);
    for (int c = 0; c < channels; c++) {
      int end = (int) Math.min(channels, c + norm.after() + 1L);
      double sum = 0;
      for (int j = Math.max(0, c - norm.before()); j < end; j++) {
        double x = in.segment().get(JAVA_FLOAT_UNALIGNED, from + 4L * j);
        sum += x * x;
      }
      double base = norm.k() + norm.alpha() / norm.size() * sum;
      double x = in.segment().get(JAVA_FLOAT_UNALIGNED, from + 4L * c);
      float y = (float) (x / Math.pow(base, norm.beta()));
      out.segment().set(JAVA_FLOAT_UNALIGNED, to + 4L * c, y);
    }
  }
}
