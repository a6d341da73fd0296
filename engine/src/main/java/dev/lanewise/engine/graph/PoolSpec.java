package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.PoolProblem;

/**
 * The constants of a max or average pooling, for {@link GraphBuilder}. Immutable; each method
 * returns another spec.
 *
 * <p>Wherever numbers are given per axis, one number stands for all axes and the order is D, H, W.
 * Without further words windows do not overlap (the stride is the kernel), there is no padding, and
 * output sizes are rounded down.
 */
public final class PoolSpec {
  private final Window window;
  private final boolean ceil;
  private final boolean countPadding;

  private PoolSpec(Window window, boolean ceil, boolean countPadding) {
    this.window = window;
    this.ceil = ceil;
    this.countPadding = countPadding;
  }

  /** A pooling with these window sizes. */
  public static PoolSpec of(int... kernel) {
    return new PoolSpec(Window.of(kernel).withStride(kernel), false, true);
  }

  /** Steps of this many positions. */
  public PoolSpec stride(int... stride) {
    return new PoolSpec(window.withStride(stride), ceil, countPadding);
  }

  /** Padding on both sides: minus infinity for max, zeros for average. */
  public PoolSpec pad(int... pad) {
    return pad(pad, pad);
  }

  /** Padding in front and behind. */
  public PoolSpec pad(int[] before, int[] after) {
    return new PoolSpec(window.withPad(before, after), ceil, countPadding);
  }

  /** As much padding as makes the output {@code ceil(in / stride)}; an odd one goes behind. */
  public PoolSpec padSame() {
    return new PoolSpec(window.withPadSame(), ceil, countPadding);
  }

  /** The distance of window taps; 1 is dense. */
  public PoolSpec dilation(int... dilation) {
    return new PoolSpec(window.withDilation(dilation), ceil, countPadding);
  }

  /** Rounds output sizes up; windows that overhang the input are cut. */
  public PoolSpec ceil() {
    return new PoolSpec(window, true, countPadding);
  }

  /** Divides an average by the number of real elements, leaving out padding. */
  public PoolSpec paddingNotCounted() {
    return new PoolSpec(window, ceil, false);
  }

  /** Whether the padding is computed from the input's size. */
  boolean dependsOnSize() {
    return window.dependsOnSize();
  }

  Op.Pool op(String node, Shape input, boolean max) {
    PoolProblem.Kind kind =
        max
            ? PoolProblem.Kind.MAX
            : countPadding
                ? PoolProblem.Kind.AVERAGE_WITH_PADDING
                : PoolProblem.Kind.AVERAGE_INSIDE;
    Window.Extents e = window.resolve(node + ": pool", input);
    return new Op.Pool(
        kind,
        input.rank() - 2,
        e.kernel(),
        e.stride(),
        e.padBefore(),
        e.padAfter(),
        e.dilation(),
        ceil);
  }
}
