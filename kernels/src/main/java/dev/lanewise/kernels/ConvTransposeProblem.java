package dev.lanewise.kernels;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of a transposed convolution over one to three spatial axes: the map that carries an
 * input pixel to every output pixel from which an ordinary convolution would read it.
 *
 * <p>Input {@code [N, C, D, H, W]}, weights {@code [C, K/groups, kd, kh, kw]}, output {@code [N, K,
 * OD, OH, OW]}. Tap t of input position i adds to output position {@code i * stride - padBefore + t
 * * dilation}. Along each axis the output has {@code (in - 1) * stride - padBefore - padAfter +
 * dilation * (kernel - 1) + outputPadding + 1} positions.
 *
 * <p>A problem is one line of text, as that of a {@link ConvProblem} with a {@code t} in front:
 * {@code t n1 g1 c64x28x28 k32 2x2 s2 p0}. Where there is output padding, {@code o1} follows the
 * padding.
 *
 * @param batch N, at least 1
 * @param groups divides both channel counts
 * @param inChannels C
 * @param outChannels K
 * @param in D, H, W
 * @param kernel kd, kh, kw
 * @param stride distance of neighbouring input pixels in the output, at least 1 each
 * @param padBefore outputs cut off in front of each axis, not negative
 * @param padAfter outputs cut off behind each axis, not negative
 * @param outputPadding outputs appended behind each axis, not negative
 * @param dilation distance of kernel taps, at least 1 each (1 is dense)
 */
public record ConvTransposeProblem(
    int batch,
    int groups,
    int inChannels,
    int outChannels,
    Extent in,
    Extent kernel,
    Extent stride,
    Extent padBefore,
    Extent padAfter,
    Extent outputPadding,
    Extent dilation) {

  private static final Pattern LINE =
      Pattern.compile(
          ("t n(\\d+) g(\\d+) c(\\d+)x(AXES) k(\\d+) (AXES)"
                  + "(?: s(AXES))?(?: p(AXES)(?:/(AXES))?)?(?: o(AXES))?(?: d(AXES))?")
              .replace("AXES", Notation.AXES));

  public ConvTransposeProblem {
    atLeast(1, "batch", batch);
    atLeast(1, "groups", groups);
    atLeast(1, "input channels", inChannels);
    atLeast(1, "output channels", outChannels);
    atLeast(1, "input size", in);
    atLeast(1, "kernel", kernel);
    atLeast(1, "stride", stride);
    atLeast(1, "dilation", dilation);
    atLeast(0, "padding", padBefore);
    atLeast(0, "padding", padAfter);
    atLeast(0, "output padding", outputPadding);
    if (inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "transposed convolution: "
              + groups
              + " groups must divide the channels, but there are "
              + inChannels
              + " in and "
              + outChannels
              + " out");
    }
    in.requireCountable("transposed convolution: an input");
    kernel.requireCountable("transposed convolution: a kernel");
    out(in, kernel, stride, padBefore, padAfter, outputPadding, dilation)
        .requireCountable("transposed convolution: an output");
  }

  /** The same transposed convolution of another batch, or of maps of another size. */
  public ConvTransposeProblem resized(int otherBatch, Extent otherIn) {
    return new ConvTransposeProblem(
        otherBatch,
        groups,
        inChannels,
        outChannels,
        otherIn,
        kernel,
        stride,
        padBefore,
        padAfter,
        outputPadding,
        dilation);
  }

  /** The output sizes OD, OH, OW. */
  public Extent out() {
    return out(in, kernel, stride, padBefore, padAfter, outputPadding, dilation);
  }

  /** Input channels of one group. */
  public int groupInChannels() {
    return inChannels / groups;
  }

  /** Output channels of one group. */
  public int groupOutChannels() {
    return outChannels / groups;
  }

  /** Output pixels of the whole batch. */
  public long outPixels() {
    return (long) batch * out().volume();
  }

  /** Multiplications, those that padding cuts off counted as well. */
  public long macs() {
    return (long) batch * in.volume() * weightCount();
  }

  /** The number of weights, {@code C * K/groups * kd * kh * kw}. */
  public long weightCount() {
    return (long) inChannels * groupOutChannels() * kernel.volume();
  }

  /** The number of spatial axes needed to write this problem down: 1, 2 or 3. */
  public int rank() {
    return Math.max(
        Math.max(
            Notation.rank(in, kernel, stride, dilation, padBefore),
            Notation.rank(in, kernel, stride, dilation, padAfter)),
        Notation.rank(in, kernel, stride, dilation, outputPadding));
  }

  /**
   * Reads a problem line.
   *
   * @throws IllegalArgumentException if the line does not follow the notation
   */
  public static ConvTransposeProblem parse(String line) {
    Matcher m = LINE.matcher(line.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "not a transposed convolution: '"
              + line
              + "'; wanted for example 't n1 g1 c64x28x28 k32 2x2 s2 p0'");
    }
    Notation fields = new Notation("transposed convolution", line);
    int rank = Notation.rank(m.group(4));
    return new ConvTransposeProblem(
        fields.number(m.group(1)),
        fields.number(m.group(2)),
        fields.number(m.group(3)),
        fields.number(m.group(5)),
        fields.axes(m.group(4), rank, 1),
        fields.axes(m.group(6), rank, 1),
        fields.axes(m.group(7), rank, 1),
        fields.axes(m.group(8), rank, 0),
        fields.axes(m.group(9) == null ? m.group(8) : m.group(9), rank, 0),
        fields.axes(m.group(10), rank, 0),
        fields.axes(m.group(11), rank, 1));
  }

  /** The problem line; {@link #parse} reads it back. */
  @Override
  public String toString() {
    int rank = rank();
    return ("t n" + batch + " g" + groups)
        + (" c" + inChannels + "x" + Notation.sizes(in, rank))
        + (" k" + outChannels + " " + Notation.sizes(kernel, rank))
        + (" s" + Notation.shortest(stride, rank))
        + (" p" + Notation.padding(padBefore, padAfter, rank))
        + (outputPadding.equals(Extent.ZERO) ? "" : " o" + Notation.shortest(outputPadding, rank))
        + (dilation.equals(Extent.ONE) ? "" : " d" + Notation.shortest(dilation, rank));
  }

  private static Extent out(
      Extent in,
      Extent kernel,
      Extent stride,
      Extent before,
      Extent after,
      Extent output,
      Extent dilation) {
    return new Extent(
        size(
            "depth",
            in.depth(),
            kernel.depth(),
            stride.depth(),
            (long) output.depth() - before.depth() - after.depth(),
            dilation.depth()),
        size(
            "height",
            in.height(),
            kernel.height(),
            stride.height(),
            (long) output.height() - before.height() - after.height(),
            dilation.height()),
        size(
            "width",
            in.width(),
            kernel.width(),
            stride.width(),
            (long) output.width() - before.width() - after.width(),
            dilation.width()));
  }

  private static int size(String axis, int in, int kernel, int stride, long padding, int dilation) {
    long full = (in - 1L) * stride + (long) dilation * (kernel - 1) + 1;
    if (full + padding < 1) {
      throw new IllegalArgumentException(
          "transposed convolution: the output has "
              + full
              + " positions along "
              + axis
              + " and the padding cuts off "
              + -padding);
    }
    if (full + padding > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "transposed convolution: the output would be "
              + (full + padding)
              + " long along "
              + axis);
    }
    return (int) (full + padding);
  }

  private static void atLeast(int least, String what, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "transposed convolution: " + what + " must be at least " + least + ", but is " + value);
    }
  }

  private static void atLeast(int least, String what, Extent e) {
    atLeast(least, what, Math.min(e.depth(), Math.min(e.height(), e.width())));
  }
}
