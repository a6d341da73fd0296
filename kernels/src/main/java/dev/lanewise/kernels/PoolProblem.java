package dev.lanewise.kernels;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of a max or average pooling over one to three spatial axes, channels-last.
 *
 * <p>A problem is one line of text: {@code n1 c64x112x112 max 3x3 s2 p1 ceil}. The fields are
 * batch, channels with sizes, kind, window, stride, padding (before and after, or {@code
 * pBEFORE/AFTER}), dilation and rounding; a single number stands for all axes, and {@code s1},
 * {@code p0}, {@code d1} may be left out. The kinds are {@code max}, {@code average} (padding
 * counted) and {@code average-inside}.
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

  private static final Pattern LINE =
      Pattern.compile(
          ("n(\\d+) c(\\d+)x(AXES) (max|average|average-inside) (AXES)"
                  + "(?: s(AXES))?(?: p(AXES)(?:/(AXES))?)?(?: d(AXES))?( ceil)?")
              .replace("AXES", Notation.AXES));

  /** What a window becomes. */
  public enum Kind {
    /** The largest element; NaN if there is one. */
    MAX("max"),
    /** The mean, padding counted (but not what overhangs the padding in ceil mode). */
    AVERAGE_WITH_PADDING("average"),
    /** The mean of the elements inside the input. */
    AVERAGE_INSIDE("average-inside");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    private static Kind of(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findAny().orElseThrow();
    }
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
    in.requireCountable("pooling: an input");
    kernel.requireCountable("pooling: a window");
    out(in, kernel, stride, padBefore, padAfter, dilation, ceil)
        .requireCountable("pooling: an output");
  }

  /**
   * Reads a problem line.
   *
   * @throws IllegalArgumentException if the line does not follow the notation
   */
  public static PoolProblem parse(String line) {
    Matcher m = LINE.matcher(line.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "not a pooling problem: '"
              + line
              + "'; wanted for example 'n1 c64x112x112 max 3x3 s2 p1 ceil'");
    }
    Notation fields = new Notation("pooling problem", line);
    int rank = Notation.rank(m.group(3));
    return new PoolProblem(
        fields.number(m.group(1)),
        fields.number(m.group(2)),
        fields.axes(m.group(3), rank, 1),
        fields.axes(m.group(5), rank, 1),
        fields.axes(m.group(6), rank, 1),
        fields.axes(m.group(7), rank, 0),
        fields.axes(m.group(8) == null ? m.group(7) : m.group(8), rank, 0),
        fields.axes(m.group(9), rank, 1),
        m.group(10) != null,
        Kind.of(m.group(4)));
  }

  /** The problem line; {@link #parse} reads it back. */
  @Override
  public String toString() {
    int rank =
        Math.max(
            Notation.rank(in, kernel, stride, dilation, padBefore),
            Notation.rank(in, kernel, stride, dilation, padAfter));
    return "n"
        + batch
        + " c"
        + channels
        + "x"
        + Notation.sizes(in, rank)
        + " "
        + kind.word
        + " "
        + Notation.sizes(kernel, rank)
        + " s"
        + Notation.shortest(stride, rank)
        + " p"
        + Notation.padding(padBefore, padAfter, rank)
        + (dilation.equals(Extent.ONE) ? "" : " d" + Notation.shortest(dilation, rank))
        + (ceil ? " ceil" : "");
  }

  /** The output sizes. */
  public Extent out() {
    return out(in, kernel, stride, padBefore, padAfter, dilation, ceil);
  }

  private static Extent out(
      Extent in,
      Extent kernel,
      Extent stride,
      Extent before,
      Extent after,
      Extent dilation,
      boolean ceil) {
    return new Extent(
        out(
            "depth",
            in.depth(),
            kernel.depth(),
            stride.depth(),
            dilation.depth(),
            before.depth(),
            after.depth(),
            ceil),
        out(
            "height",
            in.height(),
            kernel.height(),
            stride.height(),
            dilation.height(),
            before.height(),
            after.height(),
            ceil),
        out(
            "width",
            in.width(),
            kernel.width(),
            stride.width(),
            dilation.width(),
            before.width(),
            after.width(),
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
    if (out > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "pooling: the output would be " + out + " long along " + axis);
    }
    return (int) out;
  }
}
