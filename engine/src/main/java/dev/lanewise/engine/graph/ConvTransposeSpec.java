package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;

/**
 * The constants of a transposed convolution, for {@link GraphBuilder#convTranspose}. Immutable;
 * each method returns another spec.
 *
 * <p>Wherever numbers are given per axis, one number stands for all axes and the order is D, H, W.
 * Without further words it has stride 1, no padding, dilation 1, one group, no bias. Along each
 * axis the output has {@code (in - 1) * stride - padding in front and behind + dilation * (kernel -
 * 1) + output padding + 1} positions.
 */
public final class ConvTransposeSpec {
  private final Window window;
  private final int[] outputPadding;
  private final int groups;
  private final boolean bias;

  private ConvTransposeSpec(Window window, int[] outputPadding, int groups, boolean bias) {
    this.window = window;
    this.outputPadding = outputPadding.clone();
    this.groups = groups;
    this.bias = bias;
  }

  /** A transposed convolution with this kernel: {@code of(2)} is 2x2 on a picture. */
  public static ConvTransposeSpec of(int... kernel) {
    return new ConvTransposeSpec(Window.of(kernel), new int[] {0}, 1, false);
  }

  /** The distance of neighbouring input positions in the output. */
  public ConvTransposeSpec stride(int... stride) {
    return new ConvTransposeSpec(window.withStride(stride), outputPadding, groups, bias);
  }

  /** Positions cut off the output on both sides. */
  public ConvTransposeSpec pad(int... pad) {
    return pad(pad, pad);
  }

  /** Positions cut off the output in front and behind. */
  public ConvTransposeSpec pad(int[] before, int[] after) {
    return new ConvTransposeSpec(window.withPad(before, after), outputPadding, groups, bias);
  }

  /** Positions appended to the output behind. */
  public ConvTransposeSpec outputPadding(int... count) {
    return new ConvTransposeSpec(window, count, groups, bias);
  }

  /** The distance of kernel taps; 1 is dense. */
  public ConvTransposeSpec dilation(int... dilation) {
    return new ConvTransposeSpec(window.withDilation(dilation), outputPadding, groups, bias);
  }

  /** Splits the channels into groups. */
  public ConvTransposeSpec groups(int count) {
    return new ConvTransposeSpec(window, outputPadding, count, bias);
  }

  /** Adds a bias per output channel. */
  public ConvTransposeSpec bias() {
    return bias(true);
  }

  /** Adds a bias per output channel, or none. */
  public ConvTransposeSpec bias(boolean present) {
    return new ConvTransposeSpec(window, outputPadding, groups, present);
  }

  boolean hasBias() {
    return bias;
  }

  SpatialOp.ConvTranspose op(String node, Shape input) {
    String where = node + ": conv_transpose";
    Window.Extents e = window.resolve(where, input);
    int rank = input.rank() - 2;
    return new SpatialOp.ConvTranspose(
        rank,
        e.kernel(),
        e.stride(),
        e.padBefore(),
        e.padAfter(),
        Axes.extent(where + ": output padding", outputPadding, rank, 0),
        e.dilation(),
        groups,
        Clamp.NONE);
  }

  Shape weightShape(String node, Shape input, int outChannels, SpatialOp.ConvTranspose op) {
    if (groups < 1 || input.dim(1) % groups != 0 || outChannels % groups != 0) {
      throw new GraphException(
          ("%s: conv_transpose: wanted a number of groups that divides %d input and %d output"
                  + " channels, got %d")
              .formatted(node, input.dim(1), outChannels, groups));
    }
    return Axes.shape(input.dim(1), outChannels / groups, op.rank(), op.kernel());
  }
}
