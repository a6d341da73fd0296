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
          "n(\\d+) g(\\d+) c(\\d+)x(\\d+(?:x\\d+){0,2}) k(\\d+) (\\d+(?:x\\d+){0,2})"
              + "(?: s(\\d+(?:x\\d+){0,2}))?(?: p(\\d+(?:x\\d+){0,2})(?:/(\\d+(?:x\\d+){0,2}))?)?"
              + "(?: d(\\d+(?:x\\d+){0,2}))?");

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
    outSize(
        "depth",
        in.depth(),
        kernel.depth(),
        stride.depth(),
        dilation.depth(),
        padBefore.depth() + (long) padAfter.depth());
    outSize(
        "height",
        in.height(),
        kernel.height(),
        stride.height(),
        dilation.height(),
        padBefore.height() + (long) padAfter.height());
    outSize(
        "width",
        in.width(),
        kernel.width(),
        stride.width(),
        dilation.width(),
        padBefore.width() + (long) padAfter.width());
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

  /** The output sizes OD, OH, OW. */
  public Extent out() {
    return new Extent(
        outSize(
            "depth",
            in.depth(),
            kernel.depth(),
            stride.depth(),
            dilation.depth(),
            padBefore.depth() + (long) padAfter.depth()),
        outSize(
            "height",
            in.height(),
            kernel.height(),
            stride.height(),
            dilation.height(),
            padBefore.height() + (long) padAfter.height()),
        outSize(
            "width",
            in.width(),
            kernel.width(),
            stride.width(),
            dilation.width(),
            padBefore.width() + (long) padAfter.width()));
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
    if (!unitAxis(
        in.depth(),
        kernel.depth(),
        stride.depth(),
        dilation.depth(),
        padBefore.depth(),
        padAfter.depth())) {
      return 3;
    }
    return unitAxis(
            in.height(),
            kernel.height(),
            stride.height(),
            dilation.height(),
            padBefore.height(),
            padAfter.height())
        ? 1
        : 2;
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
    int[] in = numbers(m.group(4));
    int rank = in.length;
    return new ConvProblem(
        Integer.parseInt(m.group(1)),
        Integer.parseInt(m.group(2)),
        Integer.parseInt(m.group(3)),
        Integer.parseInt(m.group(5)),
        axes(in, rank, 1),
        axes(numbers(m.group(6)), rank, 1),
        axes(numbers(or(m.group(7), "1")), rank, 1),
        axes(numbers(or(m.group(8), "0")), rank, 0),
        axes(numbers(or(m.group(9), or(m.group(8), "0"))), rank, 0),
        axes(numbers(or(m.group(10), "1")), rank, 1));
  }

  /** The problem line; {@link #parse} reads it back. */
  @Override
  public String toString() {
    int rank = rank();
    String pad =
        padBefore.equals(padAfter)
            ? text(padBefore, rank)
            : text(padBefore, rank) + "/" + text(padAfter, rank);
    return "n"
        + batch
        + " g"
        + groups
        + " c"
        + inChannels
        + "x"
        + sizes(in, rank)
        + " k"
        + outChannels
        + " "
        + sizes(kernel, rank)
        + " s"
        + text(stride, rank)
        + " p"
        + pad
        + (dilation.equals(Extent.ONE) ? "" : " d" + text(dilation, rank));
  }

  private static boolean unitAxis(
      int in, int kernel, int stride, int dilation, int before, int after) {
    return in == 1 && kernel == 1 && stride == 1 && dilation == 1 && before == 0 && after == 0;
  }

  private static String or(String text, String otherwise) {
    return text == null ? otherwise : text;
  }

  private static int[] numbers(String text) {
    String[] parts = text.split("x");
    int[] numbers = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Integer.parseInt(parts[i]);
    }
    return numbers;
  }

  private static Extent axes(int[] given, int rank, int neutral) {
    if (given.length != 1 && given.length != rank) {
      throw new IllegalArgumentException(
          "convolution problem: wanted one number or "
              + rank
              + " per field, but one has "
              + given.length);
    }
    int[] all = {neutral, neutral, neutral};
    for (int i = 0; i < rank; i++) {
      all[3 - rank + i] = given.length == 1 ? given[0] : given[i];
    }
    return new Extent(all[0], all[1], all[2]);
  }

  private static String sizes(Extent e, int rank) {
    return switch (rank) {
      case 1 -> "" + e.width();
      case 2 -> e.height() + "x" + e.width();
      default -> e.depth() + "x" + e.height() + "x" + e.width();
    };
  }

  private static String text(Extent e, int rank) {
    boolean same = (rank < 2 || e.height() == e.width()) && (rank < 3 || e.depth() == e.width());
    return same ? "" + e.width() : sizes(e, rank);
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
    return Math.toIntExact(room / stride + 1);
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
