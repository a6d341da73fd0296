package dev.lanewise.kernels;

/**
 * How optical flow is estimated (Horn, Schunck, "Determining Optical Flow", 1981).
 *
 * <p>For the frames A and B one after the other, with indices clamped at the borders: {@code Ex},
 * {@code Ey} and {@code Et} are the mean differences along x, y and time over the 2x2x2 samples
 * from a pixel on. The flow (u, v) starts as 0 and all its pixels are replaced at once, each time
 * by
 *
 * <pre>
 *   q = (Ex * mu + Ey * mv + Et) / (alpha^2 + Ex^2 + Ey^2),   u = mu - Ex * q,   v = mv - Ey * q
 * </pre>
 *
 * where mu and mv are means over the neighbours, of weight 1/6 beside and 1/12 across.
 *
 * @param alpha how smooth the flow is; above 0, in units of the samples per pixel
 * @param iterations how often the flow is replaced, 0 or more
 */
public record HornSchunck(double alpha, int iterations) {
  public HornSchunck {
    if (!(alpha > 0 && Double.isFinite(alpha)) || iterations < 0) {
      throw new IllegalArgumentException(
          "optical flow: wanted alpha above 0 and 0 or more iterations, got %s and %d"
              .formatted(alpha, iterations));
    }
  }
}
