package dev.lanewise.engine.onnx.operator;

/**
 * How one axis is resized.
 *
 * @param axis which one
 * @param in its extent
 * @param out its extent afterwards
 * @param scale output size per input size; a given scale need not be the ratio of the sizes
 * @param exact whether the scale is the ratio of the sizes
 * @param start where the region of interest begins, in sizes of the input
 * @param end where the region of interest ends, in sizes of the input
 */
record ResizeAxis(
    int axis, int in, int out, double scale, boolean exact, double start, double end) {

  /** By a scale; the size is rounded down. */
  static ResizeAxis byScale(
      Call call, int axis, long extent, double scale, double start, double end) {
    call.require(scale > 0 && scale < 1e9, "scales", "numbers above 0", scale);
    // Scales are given in float32, and only there is 10 * 0.7 the 7 that is meant.
    double size = Math.floor((float) (extent * scale));
    call.require(size <= Integer.MAX_VALUE, "scales", "a size below 2^31", size);
    return new ResizeAxis(
        axis, Math.toIntExact(extent), (int) size, scale, size == extent * scale, start, end);
  }

  /** By a size. */
  static ResizeAxis bySize(
      Call call, int axis, long extent, long size, double common, double start, double end) {
    call.require(size >= 0 && size <= Integer.MAX_VALUE, "sizes", "numbers in [0, 2^31)", size);
    call.require(extent > 0 || size == 0, "X", "elements along axis " + axis, extent);
    double scale = common == 0 ? (double) size / extent : common;
    return new ResizeAxis(
        axis, Math.toIntExact(extent), (int) size, scale, common == 0, start, end);
  }

  /** Whether the axis stays as it is. */
  boolean isIdentity() {
    return in == out && scale == 1;
  }
}
