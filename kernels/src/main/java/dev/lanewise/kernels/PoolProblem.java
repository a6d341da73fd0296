package dev.lanewise.kernels;

/**
 * The shape of a max or average pooling over one to three spatial axes, channels-last.
 *
 * @param batch N, at least 1
 * @param channels C, pooled one by one
 * @param in D, H, W
 * @param kernel window sizes
 * @param stride at least 1 each
 * @param padBefore padding in front of each axis: minus infinity for max, zeros for average
 * @param padAfter padding behind each axis
 * @param dilation distance of window taps, at least 1 each
 * @param ceil whether output sizes are rounded up; a window that would begin behind the input and
 *     its front padding is dropped, as in PyTorch
 * @param kind max or average
 */
public record PoolProblem(
    int batch,
    int channels,
    Extent in,
    Extent kernel,
    Extent stride,
    Extent padBefore,
    Extent padAfter,
    Extent dilation,
    boolean ceil,
    Kind kind) {

  /** What a window becomes. */
  public enum Kind {
    /** The largest element; NaN if there is one. */
    MAX,
    /** The mean, padding counted (but not what overhangs the padding in ceil mode). */
    AVERAGE_WITH_PADDING,
    /** The mean of the elements inside the input. */
    AVERAGE_INSIDE
  }

  public PoolProblem {
    if (batch < 1
        || channels < 1
        || least(in) < 1
        || least(kernel) < 1
        || least(stride) < 1
        || least(dilation) < 1) {
      throw new IllegalArgumentException(
          "pooling: batch "
              + batch
              + ", channels "
              + channels
              + ", input "
              + in
              + ", kernel "
              + kernel
              + ", stride "
              + stride
              + " and dilation "
              + dilation
              + " must all be at least 1");
    }
    if (least(padBefore) < 0 || least(padAfter) < 0) {
      throw new IllegalArgumentException("pooling: padding must not be negative");
    }
    out(
        "depth",
        in.depth(),
        kernel.depth(),
        stride.depth(),
        dilation.depth(),
        padBefore.depth(),
        padAfter.depth(),
        ceil);
    out(
        "height",
        in.height(),
        kernel.height(),
        stride.height(),
        dilation.height(),
        padBefore.height(),
        padAfter.height(),
        ceil);
    out(
        "width",
        in.width(),
        kernel.width(),
        stride.width(),
        dilation.width(),
        padBefore.width(),
        padAfter.width(),
        ceil);
  }

  /** The output sizes. */
  public Extent out() {
    return new Extent(
        out(
            "depth",
            in.depth(),
            kernel.depth(),
            stride.depth(),
            dilation.depth(),
            padBefore.depth(),
            padAfter.depth(),
            ceil),
        out(
            "height",
            in.height(),
            kernel.height(),
            stride.height(),
            dilation.height(),
            padBefore.height(),
            padAfter.height(),
            ceil),
        out(
            "width",
            in.width(),
            kernel.width(),
            stride.width(),
            dilation.width(),
            padBefore.width(),
            padAfter.width(),
            ceil));
  }

  private static int least(Extent e) {
    return Math.min(e.depth(), Math.min(e.height(), e.width()));
  }

  private static int out(
      String axis,
      int in,
      int kernel,
      int stride,
      int dilation,
      int before,
      int after,
      boolean ceil) {
    long room = in + (long) before + after - ((long) dilation * (kernel - 1) + 1);
    if (room < 0) {
      throw new IllegalArgumentException(
          "pooling: the window is larger than the padded input along " + axis);
    }
    long out = (ceil ? Math.ceilDiv(room, (long) stride) : room / stride) + 1;
    if (ceil && (out - 1) * stride >= (long) in + before) {
      out--;
    }
    return Math.toIntExact(out);
  }
}
