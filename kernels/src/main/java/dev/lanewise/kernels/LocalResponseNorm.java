package dev.lanewise.kernels;

/**
 * Local response normalisation across channels (Krizhevsky, Sutskever and Hinton, "ImageNet
 * Classification with Deep Convolutional Neural Networks", 2012, section 3.3).
 *
 * <p>{@code y_c = x_c / (k + alpha / size * sum of x_j^2)^beta}, where j runs from {@code c -
 * floor((size - 1) / 2)} to {@code c + ceil((size - 1) / 2)} as far as there are channels; the
 * divisor stays {@code size} at the edges.
 *
 * @param size channels in the sum, at least 1
 * @param alpha finite
 * @param beta finite
 * @param k finite
 */
public record LocalResponseNorm(int size, double alpha, double beta, double k) {
  public LocalResponseNorm {
    if (size < 1) {
      throw new IllegalArgumentException(
          "local response norm: the size must be at least 1, but is " + size);
    }
    if (!Double.isFinite(alpha) || !Double.isFinite(beta) || !Double.isFinite(k)) {
      throw new IllegalArgumentException(
          "local response norm: alpha, beta and k must be finite, but are "
              + alpha
              + ", "
              + beta
              + ", "
              + k);
    }
  }

  /** Channels in front of the one that is normalised. */
  public int before() {
    return (size - 1) / 2;
  }

  /** Channels behind the one that is normalised. */
  public int after() {
    return size - 1 - before();
  }
}
