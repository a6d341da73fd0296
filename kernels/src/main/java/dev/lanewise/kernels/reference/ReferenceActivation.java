package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;

/** {@code out = activation(in)}, in double, rounded to float once. */
final class ReferenceActivation extends PixelBlocks {
  private final int channels;
  private final Activation activation;
  private final View in;
  private final View out;

  ReferenceActivation(long pixels, int channels, Activation activation, View in, View out) {
    super(pixels, channels);
    this.channels = channels;
    this.activation = activation;
    Operands.activate(pixels, channels, in, out);
    this.in = in;
    this.out = out;
  }

  @Override
  void pixel(long pixel) {
    long from = at(in, pixel);
    long to = at(out, pixel);
    for (int c = 0; c < channels; c++) {
      float x = in.segment().get(JAVA_FLOAT_UNALIGNED, from + 4L * c);
      out.segment().set(JAVA_FLOAT_UNALIGNED, to + 4L * c, finish(activation, x));
    }
  }

  /** One finished sum on its way to the output. */
  static float finish(PostOp post, float x) {
    return switch (post) {
      case Clamp clamp -> clamp.apply(x);
      case Activation activation -> (float) value(activation, x);
    };
  }

  private static double value(Activation a, double x) {
    return switch (a.kind()) {
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case LEAKY_RELU -> x < 0 ? a.alpha() * x : x;
      case ELU -> x > 0 ? x : a.alpha() * Math.expm1(x);
      case SILU -> x / (1 + Math.exp(-x));
      case HARD_SIGMOID -> unit(a.alpha() * x + a.beta());
      case HARD_SWISH -> x * unit(x / 6 + 0.5);
    };
  }

  /** Clamped to 0 and 1; NaN stays NaN. */
  private static double unit(double x) {
    return x < 0 ? 0 : x > 1 ? 1 : x;
  }
}
