package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.Extent;

/**
 * The constants of a convolution, for {@link GraphBuilder#conv}. Immutable; each method returns
 * another spec.
 *
 * <p>Wherever numbers are given per axis, one number stands for all axes and the order is D, H, W.
 * Without further words a convolution has stride 1, no padding, dilation 1, one group, no bias.
 */
public final class ConvSpec {
  private final Window window;
  private final int groups;
  private final boolean bias;

  private ConvSpec(Window window, int groups, boolean bias) {
    this.window = window;
    this.groups = groups;
    this.bias = bias;
  }

  /** A convolution with this kernel: {@code of(3)} is 3x3 on a picture, {@code of(1, 3)} 1x3. */
  public static ConvSpec of(int... kernel) {
    return new ConvSpec(Window.of(kernel), 1, false);
  }

  /** Steps of this many positions. */
  public ConvSpec stride(int... stride) {
    return new ConvSpec(window.withStride(stride), groups, bias);
  }

  /** Zeros on both sides. */
  public ConvSpec pad(int... pad) {
    return pad(pad, pad);
  }

  /** Zeros in front and behind. */
  public ConvSpec pad(int[] before, int[] after) {
    return new ConvSpec(window.withPad(before, after), groups, bias);
  }

  /** As many zeros as make the output {@code ceil(in / stride)}; an odd one goes behind. */
  public ConvSpec padSame() {
    return new ConvSpec(window.withPadSame(), groups, bias);
  }

  /** The distance of kernel taps; 1 is dense. */
  public ConvSpec dilation(int... dilation) {
    return new ConvSpec(window.withDilation(dilation), groups, bias);
  }

  /** Splits the channels into groups; as many as input channels is a depthwise convolution. */
  public ConvSpec groups(int count) {
    return new ConvSpec(window, count, bias);
  }

  /** Adds a bias per output channel. */
  public ConvSpec bias() {
    return bias(true);
  }

  /** Adds a bias per output channel, or none. */
  public ConvSpec bias(boolean present) {
    return new ConvSpec(window, groups, present);
  }

  /** Whether the padding is computed from the input's size. */
  boolean dependsOnSize() {
    return window.dependsOnSize();
  }

  boolean hasBias() {
    return bias;
  }

  Op.Conv op(String node, Shape input) {
    int rank = input.rank() - 2;
    Window.Extents e = window.resolve(node + ": conv", input);
    return new Op.Conv(
        rank,
        e.kernel(),
        e.stride(),
        e.padBefore(),
        e.padAfter(),
        e.dilation(),
        groups,
        Clamp.NONE);
  }

  Shape weightShape(String node, Shape input, int outChannels, Op.Conv op) {
    long inChannels = input.dim(1);
    if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
      throw new GraphException(
          "%s: conv: wanted a number of groups that divides %d input and %d output channels, got %d"
              .formatted(node, inChannels, outChannels, groups));
    }
    Extent k = op.kernel();
    return Axes.shape(outChannels, inChannels / groups, op.rank(), k);
  }
}
