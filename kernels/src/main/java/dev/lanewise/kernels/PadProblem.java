package dev.lanewise.kernels;

/**
 * The shape of a padding with a constant, or of a crop, over one to three spatial axes.
 *
 * @param batch N, at least 1
 * @param channels C, at least 1
 * @param in D, H, W
 * @param before pixels added in front of each axis; negative numbers cut pixels off
 * @param after pixels added behind each axis; negative numbers cut pixels off
 */
public record PadProblem(int batch, int channels, Extent in, Extent before, Extent after) {
  public PadProblem {
    if (batch < 1 || channels < 1 || Math.min(in.depth(), Math.min(in.height(), in.width())) < 1) {
      throw new IllegalArgumentException(
          "padding: batch "
              + batch
              + ", channels "
              + channels
              + " and input "
              + in
              + " must all be at least 1");
    }
    in.requireCountable("padding: an input");
    out(in, before, after).requireCountable("padding: an output");
  }

  /** The output sizes. */
  public Extent out() {
    return out(in, before, after);
  }

  private static Extent out(Extent in, Extent before, Extent after) {
    return new Extent(
        size("depth", in.depth(), before.depth(), after.depth()),
        size("height", in.height(), before.height(), after.height()),
        size("width", in.width(), before.width(), after.width()));
  }

  private static int size(String axis, int in, int before, int after) {
    long out = (long) in + before + after;
    if (out < 1) {
      throw new IllegalArgumentException(
          "padding: nothing is left along "
              + axis
              + ": "
              + in
              + " with "
              + before
              + " in front and "
              + after
              + " behind");
    }
    if (out > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "padding: the output would be " + out + " long along " + axis);
    }
    return (int) out;
  }
}
