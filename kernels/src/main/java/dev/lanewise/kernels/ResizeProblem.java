package dev.lanewise.kernels;

/**
 * The shape of a resize of maps over one to three spatial axes, without antialiasing.
 *
 * <p>Along each axis output position i samples the input at a position p:
 *
 * <ul>
 *   <li>{@link Sampling#NEAREST}: the element {@code floor(i / scale)};
 *   <li>{@link Sampling#LINEAR}: {@code p = (i + 1/2) / scale - 1/2}, as if pixels were areas;
 *   <li>{@link Sampling#LINEAR_ALIGN_CORNERS}: {@code p = i * (in - 1) / (out - 1)}, so that the
 *       first and last elements of both sides lie on each other; the scale is not used.
 * </ul>
 *
 * Linear sampling weighs the two elements around p by their nearness; beyond the first and last
 * element the edge is continued. An element of weight zero is not read. Several axes multiply their
 * weights (bilinear, trilinear).
 *
 * @param batch N, at least 1
 * @param channels C, at least 1
 * @param in D, H, W
 * @param out D, H, W of the result
 * @param scale output size per input size; mostly {@link Scale#between}
 * @param sampling which elements make an output
 */
public record ResizeProblem(
    int batch, int channels, Extent in, Extent out, Scale scale, Sampling sampling) {

  /** Which elements make an output. */
  public enum Sampling {
    /** One element. */
    NEAREST,
    /** Two per axis, pixels seen as areas; {@code align_corners = False} in PyTorch. */
    LINEAR,
    /** Two per axis, pixels seen as points; {@code align_corners = True} in PyTorch. */
    LINEAR_ALIGN_CORNERS
  }

  /**
   * Output size per input size along each axis. Where a scale was given and sizes were rounded, it
   * is not the ratio of the sizes.
   */
  public record Scale(double depth, double height, double width) {
    public Scale {
      requirePositive(depth);
      requirePositive(height);
      requirePositive(width);
    }

    /** The ratio of two sizes. */
    public static Scale between(Extent in, Extent out) {
      return new Scale(
          (double) out.depth() / in.depth(),
          (double) out.height() / in.height(),
          (double) out.width() / in.width());
    }

    /** The sizes that an input becomes, rounded down. */
    public Extent apply(Extent in) {
      return new Extent(
          (int) Math.floor(in.depth() * depth),
          (int) Math.floor(in.height() * height),
          (int) Math.floor(in.width() * width));
    }

    private static void requirePositive(double scale) {
      if (!(scale > 0) || scale > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "resize: a scale must be above 0 and finite, but is " + scale);
      }
    }
  }

  /**
   * What one output position reads along one axis.
   *
   * @param first an element
   * @param second the next element, or the same one if only one is read
   * @param weight of the second element, from 0 (one element) to less than 1
   */
  public record Taps(int first, int second, double weight) {}

  /** Positions this close to an element are on it, but for the rounding of their formula. */
  private static final double ROUNDING = 1e-9;

  public ResizeProblem {
    if (batch < 1 || channels < 1 || least(in) < 1 || least(out) < 1) {
      throw new IllegalArgumentException(
          "resize: batch "
              + batch
              + ", channels "
              + channels
              + ", input "
              + in
              + " and output "
              + out
              + " must all be at least 1");
    }
    in.requireCountable("resize: an input");
    out.requireCountable("resize: an output");
  }

  /** What each output position reads along the depth. */
  public Taps[] depthTaps() {
    return taps(in.depth(), out.depth(), scale.depth());
  }

  /** What each output position reads along the height. */
  public Taps[] heightTaps() {
    return taps(in.height(), out.height(), scale.height());
  }

  /** What each output position reads along the width. */
  public Taps[] widthTaps() {
    return taps(in.width(), out.width(), scale.width());
  }

  private Taps[] taps(int inSize, int outSize, double ratio) {
    Taps[] taps = new Taps[outSize];
    for (int i = 0; i < outSize; i++) {
      taps[i] =
          switch (sampling) {
            case NEAREST -> single((int) Math.min(nearest(i, inSize, outSize, ratio), inSize - 1));
            case LINEAR -> between((i + 0.5) / ratio - 0.5, inSize);
            case LINEAR_ALIGN_CORNERS ->
                between(outSize == 1 ? 0 : (double) i * (inSize - 1) / (outSize - 1), inSize);
          };
    }
    return taps;
  }

  /** In integers where the scale is a ratio of sizes, so that no rounding misses an element. */
  private static long nearest(int i, int inSize, int outSize, double ratio) {
    return ratio == (double) outSize / inSize
        ? (long) i * inSize / outSize
        : (long) Math.floor(i / ratio);
  }

  private static Taps between(double position, int size) {
    if (position <= 0) {
      return single(0);
    }
    if (position >= size - 1) {
      return single(size - 1);
    }
    double nearest = Math.rint(position);
    if (Math.abs(position - nearest) < ROUNDING) {
      return single((int) nearest);
    }
    int first = (int) position;
    return new Taps(first, first + 1, position - first);
  }

  private static Taps single(int element) {
    return new Taps(element, element, 0);
  }

  private static int least(Extent e) {
    return Math.min(e.depth(), Math.min(e.height(), e.width()));
  }
}
