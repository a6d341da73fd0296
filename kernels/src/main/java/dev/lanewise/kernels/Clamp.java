package dev.lanewise.kernels;

/**
 * The activation that every kernel can fuse: {@code y = x < low ? low : x > high ? high : x}.
 *
 * <p>NaN fails both comparisons and so stays NaN; a clamp never turns it into a number.
 *
 * @param low the lowest result, may be negative infinity
 * @param high the highest result, may be positive infinity
 */
public record Clamp(float low, float high) implements PostOp {
  /** No activation. */
  public static final Clamp NONE = new Clamp(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

  /** max(x, 0). */
  public static final Clamp RELU = new Clamp(0f, Float.POSITIVE_INFINITY);

  /** min(max(x, 0), 6). */
  public static final Clamp RELU6 = new Clamp(0f, 6f);

  public Clamp {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "clamp [" + low + ", " + high + "]: the low end must not exceed the high end");
    }
  }

  /** The clamped value; NaN stays NaN. */
  public float apply(float x) {
    return x < low ? low : x > high ? high : x;
  }

  @Override
  public boolean isNone() {
    return low == Float.NEGATIVE_INFINITY && high == Float.POSITIVE_INFINITY;
  }
}
