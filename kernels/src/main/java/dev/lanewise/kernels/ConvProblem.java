package dev.lanewise.kernels;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of a convolution (cross-correlation) over one to three spatial axes.
 *
 * <p>Input {@code [N, C, D, H, W]}, weights {@code [K, C/groups, kd, kh, kw]}, output {@code [N, K,
 * OD, OH, OW]}. Output channels are group-major. Lower ranks have unit leading axes.
 *
 * <p>A problem is one line of text, the same in a test, a benchmark, a log and a report: {@code n1
 * g1 c64x56x56 k64 3x3 s1 p1}. The fields are batch, groups, input channels with sizes, output
 * channels, kernel, stride, padding (before and after, or {@code pBEFORE/AFTER}) and dilation; a
 * single number stands for all axes, and {@code s1}, {@code p0}, {@code d1} may be left out.
 *
 * @param batch N, at least 1
 * @param groups divides both channel counts
 * @param inChannels C
 * @param outChannels K
 * @param in D, H, W
 * @param kernel kd, kh, kw
 * @param stride at least 1 each
 * @param padBefore zeros in front of each axis, not negative
 * @param padAfter zeros behind each axis, not negative
 * @param dilation distance of kernel taps, at least 1 each (1 is dense)
 */
public record ConvProblem(
    int batch,
    int groups,
    int inChannels,
    int outChannels,
    Extent in,
    Extent kernel,
    Extent stride,
    Extent padBefore,
    Extent padAfter,
    Extent dilation) {

  private static final Pattern LINE =
      Pattern.compile(
          ("n(\\d+) g(\\d+) c(\\d+)x(AXES) k(\\d+) (AXES)"
                  + "(?: s(AXES))?(?: p(AXES)(?:/(AXES))?)?(?: d(AXES))?")
              .replace("AXES", Notation.AXES));

  public ConvProblem {
    positive("batch", batch);
    positive("groups", groups);
    positive("input channels", inChannels);
    positive("output channels", outChannels);
    positive("input size", in);
    positive("kernel", kernel);
    positive("stride", stride);
    positive("dilation", dilation);
    notNegative(padBefore);
    notNegative(padAfter);
    if (inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "convolution: "
              + groups
              + " groups must divide the channels, but there are "
              + inChannels
              + " in and "
              + outChannels
              + " out");
    }
    in.requireCountable("convolution: an input");
    kernel.requireCountable("convolution: a kernel");
    out(in, kernel, stride, padBefore, padAfter, dilation)
        .requireCountable("convolution: an output");
  }

  /** A 2-D problem with the same padding on all sides and no dilation. */
  public static ConvProblem square(
      int batch,
      int groups,
      int inChannels,
      int outChannels,
      int height,
      int width,
      int kernel,
      int stride,
      int pad) {
    Extent p = Extent.of(pad, pad);
    Extent padding = new Extent(0, p.height(), p.width());
    return new ConvProblem(
        batch,
        groups,
        inChannels,
        outChannels,
        Extent.of(height, width),
        Extent.of(kernel, kernel),
        Extent.of(stride, stride),
        padding,
        padding,
        Extent.ONE);
  }

  /** The same convolution of another batch, or of maps of another size. */
  public ConvProblem resized(int otherBatch, Extent otherIn) {
    return new ConvProblem(
        otherBatch,
        groups,
        inChannels,
        outChannels,
        otherIn,
        kernel,
        stride,
        padBefore,
        padAfter,
        dilation);
  }

  /** The output sizes OD, OH, OW. */
  public Extent out() {
    return out(in, kernel, stride, padBefore, padAfter, dilation);
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

  /** Multiplications, zero padding counted as if it were data. */
  public long macs() {
    return outPixels() * outChannels * groupInChannels() * kernel.volume();
  }

  /** The number of weights, {@code K * C/groups * kd * kh * kw}. */
  public long weightCount() {
    return (long) outChannels * groupInChannels() * kernel.volume();
  }

  /** Whether an output pixel is a linear map of the input pixel at the same place. */
  public boolean isPointwise() {
    return kernel.equals(Extent.ONE)
        && stride.equals(Extent.ONE)
        && padBefore.equals(Extent.ZERO)
        && padAfter.equals(Extent.ZERO);
  }

  /** The number of spatial axes needed to write this problem down: 1, 2 or 3. */
  public int rank() {
    return Math.max(
        Notation.rank(in, kernel, stride, dilation, padBefore),
        Notation.rank(in, kernel, stride, dilation, padAfter));
  }

  /**
   * Reads a problem line.
   *
   * @throws IllegalArgumentException if the line does not follow the notation
   */
  public static ConvProblem parse(String line) {
    Matcher m = LINE.matcher(line.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "not a convolution problem: '"
              + line
              + "'; wanted for example 'n1 g1 c64x56x56 k64 3x3 s1 p1'");
    }
    Notation fields = new Notation("convolution problem", line);
    int rank = Notation.rank(m.group(4));
    return new ConvProblem(
        fields.number(m.group(1)),
        fields.number(m.group(2)),
        fields.number(m.group(3)),
        fields.number(m.group(5)),
        fields.axes(m.group(4), rank, 1),
        fields.axes(m.group(6), rank, 1),
        fields.axes(m.group(7), rank, 1),
        fields.axes(m.group(8), rank, 0),
        fields.axes(m.group(9) == null ? m.group(8) : m.group(9), rank, 0),
        fields.axes(m.group(10), rank, 1));
  }

  /** The problem line; {@link #parse} reads it back. */
  @Override
  public String toString() {
    int rank = rank();
    return "n"
        + batch
        + " g"
        + groups
        + " c"
        + inChannels
        + "x"
        + Notation.sizes(in, rank)
        + " k"
        + outChannels
        + " "
        + Notation.sizes(kernel, rank)
        + " s"
        + Notation.shortest(stride, rank)
        + " p"
        + Notation.padding(padBefore, padAfter, rank)
        + (dilation.equals(Extent.ONE) ? "" : " d" + Notation.shortest(dilation, rank));
  }

  private static Extent out(
      Extent in, Extent kernel, Extent stride, Extent before, Extent after, Extent dilation) {
    return new Extent(
        outSize(
            "depth",
            in.depth(),
            kernel.depth(),
            stride.depth(),
            dilation.depth(),
            before.depth() + (long) after.depth()),
        outSize(
            "height",
            in.height(),
            kernel.height(),
            stride.height(),
            dilation.height(),
            before.height() + (long) after.height()),
        outSize(
            "width",
            in.width(),
            kernel.width(),
            stride.width(),
            dilation.width(),
            before.width() + (long) after.width()));
  }

  private static int outSize(String axis, int in, int kernel, int stride, int dilation, long pad) {
    long span = (long) dilation * (kernel - 1) + 1;
    long room = in + pad - span;
    if (room < 0) {
      throw new IllegalArgumentException(
          "convolution: the kernel spans "
              + span
              + " along "
              + axis
              + ", more than the padded input's "
              + (in + pad));
    }
    long out = room / stride + 1;
    if (out > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "convolution: the output would be " + out + " long along " + axis);
    }
    return (int) out;
  }

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "convolution: " + what + " must be at least 1, but is " + value);
    }
  }

  private static void positive(String what, Extent e) {
    positive(what, Math.min(e.depth(), Math.min(e.height(), e.width())));
  }

  private static void notNegative(Extent e) {
    int least = Math.min(e.depth(), Math.min(e.height(), e.width()));
    if (least < 0) {
      throw new IllegalArgumentException(
          "convolution: padding must not be negative, but is " + least);
    }
  }
}
