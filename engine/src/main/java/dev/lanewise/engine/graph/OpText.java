package dev.lanewise.engine.graph;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import java.util.Locale;

/** The notation of operations in printed graphs, close to that of a problem line. */
final class OpText {
  private OpText() {}

  /** Kernel, and where they are not neutral stride, padding and dilation: {@code 3x3 s2 p1 d2}. */
  static String window(
      int rank, Extent kernel, Extent stride, Extent before, Extent after, Extent dilation) {
    String pad =
        before.equals(Extent.ZERO) && after.equals(Extent.ZERO)
            ? ""
            : " p" + sizes(rank, before) + (before.equals(after) ? "" : "/" + sizes(rank, after));
    return all(rank, kernel)
        + (stride.equals(Extent.ONE) ? "" : " s" + sizes(rank, stride))
        + pad
        + (dilation.equals(Extent.ONE) ? "" : " d" + sizes(rank, dilation));
  }

  /** One number if all axes agree, else one per axis: {@code 2} or {@code 1x2x2}. */
  static String sizes(int rank, Extent e) {
    boolean same = (rank < 2 || e.height() == e.width()) && (rank < 3 || e.depth() == e.width());
    return same ? "" + e.width() : all(rank, e);
  }

  /** One number per axis: {@code 1x2x2}. */
  static String all(int rank, Extent e) {
    return switch (rank) {
      case 1 -> "" + e.width();
      case 2 -> e.height() + "x" + e.width();
      default -> e.depth() + "x" + e.height() + "x" + e.width();
    };
  }

  /** A leading space and the post-op, or nothing. */
  static String post(PostOp post) {
    return switch (post) {
      case Clamp clamp -> clamp(clamp);
      case Activation activation -> " " + activation(activation);
    };
  }

  /** The function and its numbers. */
  static String activation(Activation activation) {
    String name = activation.kind().name().toLowerCase(Locale.ROOT);
    return switch (activation.kind()) {
      case SIGMOID, TANH, SILU, HARD_SWISH -> name;
      case LEAKY_RELU, ELU -> name + " " + activation.alpha();
      case HARD_SIGMOID -> name + " " + activation.alpha() + " " + activation.beta();
    };
  }

  /** A leading space and the clip, or nothing. */
  static String clamp(Clamp clamp) {
    if (clamp.isNone()) {
      return "";
    }
    if (clamp.equals(Clamp.RELU)) {
      return " relu";
    }
    return clamp.equals(Clamp.RELU6)
        ? " relu6"
        : " clip [" + clamp.low() + ", " + clamp.high() + "]";
  }
}
