package dev.lanewise.kernels;

/**
 * Three spatial numbers: sizes, strides, dilations or paddings along depth, height and width.
 *
 * <p>Lower ranks are rank 3 with neutral leading numbers: a 2-D size has depth 1, a 1-D size has
 * depth 1 and height 1. For paddings the neutral number is 0.
 *
 * @param depth along D, the slowest spatial axis
 * @param height along H
 * @param width along W, the fastest spatial axis
 */
public record Extent(int depth, int height, int width) {
  /** One along every axis: the neutral stride, dilation and kernel. */
  public static final Extent ONE = new Extent(1, 1, 1);

  /** Zero along every axis: the neutral padding. */
  public static final Extent ZERO = new Extent(0, 0, 0);

  /** Depth 1. */
  public static Extent of(int height, int width) {
    return new Extent(1, height, width);
  }

  /** The number of positions, {@code depth * height * width}; the product must fit an int. */
  public int volume() {
    return Math.multiplyExact(Math.multiplyExact(depth, height), width);
  }

  /** Refuses an extent whose {@link #volume} does not fit an int. */
  void requireCountable(String what) {
    // Sizes are at least 1, so the first product does not overflow a long and bounds the second.
    long plane = (long) height * width;
    if (plane > Integer.MAX_VALUE || plane * depth > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s of %d x %d x %d positions is too large: at most %d are possible"
              .formatted(what, depth, height, width, Integer.MAX_VALUE));
    }
  }
}
