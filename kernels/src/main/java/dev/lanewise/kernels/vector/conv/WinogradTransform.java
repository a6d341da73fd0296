package dev.lanewise.kernels.vector.conv;

/**
 * The matrices of the Winograd (Toom-Cook) algorithm F(m x m, 3 x 3): {@code Y = A' [(G g G') . (B'
 * d B)] A}.
 *
 * <p>Lavin and Gray 2016 give the scheme; the interpolation points are 0, ±1, ∞ for m = 2 and 0,
 * ±√½, ±√2, ∞ for m = 4, whose rounding error is about 2.5 times smaller than that of 0, ±1, ±2.
 * With M(x) the product of (x - p) over the finite points, row p of B' holds the coefficients of
 * M(x) / (x - p), row p of G is (1, p, p²) / M'(p), column p of A' is (1, p, p², ...); the row of ∞
 * is M(x) itself in B' and the leading coefficient in G and A'.
 */
enum WinogradTransform {
  /** F(2x2, 3x3): 16 multiplications for 4 outputs, 2.25 times fewer than direct summation. */
  F2(2, new double[] {0, 1, -1}),
  /** F(4x4, 3x3): 36 multiplications for 16 outputs, 4 times fewer than direct summation. */
  F4(4, new double[] {0, Math.sqrt(0.5), -Math.sqrt(0.5), Math.sqrt(2), -Math.sqrt(2)});

  /** Outputs of a tile along one axis, m. */
  final int outputs;

  /** Inputs of a tile along one axis, m + 2. */
  final int inputs;

  private final double[][] filter;

  WinogradTransform(int outputs, double[] points) {
    this.outputs = outputs;
    this.inputs = outputs + 2;
    this.filter = new double[inputs][3];
    for (int i = 0; i < points.length; i++) {
      double p = points[i];
      double slope = 1;
      for (int j = 0; j < points.length; j++) {
        slope *= j == i ? 1 : p - points[j];
      }
      filter[i] = new double[] {1 / slope, p / slope, p * p / slope};
    }
    filter[inputs - 1] = new double[] {0, 0, 1};
  }

  /** Positions of the transformed tile, (m + 2)². */
  int positions() {
    return inputs * inputs;
  }

  /**
   * Transforms one 3x3 filter: {@code to = G g G'}.
   *
   * @param g nine weights, row-major
   * @param to {@link #positions} numbers, row-major
   */
  void filter(double[] g, double[] to) {
    double[] half = new double[inputs * 3];
    for (int i = 0; i < inputs; i++) {
      for (int x = 0; x < 3; x++) {
        half[i * 3 + x] = filter[i][0] * g[x] + filter[i][1] * g[3 + x] + filter[i][2] * g[6 + x];
      }
    }
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < inputs; j++) {
        to[i * inputs + j] =
            half[i * 3] * filter[j][0]
                + half[i * 3 + 1] * filter[j][1]
                + half[i * 3 + 2] * filter[j][2];
      }
    }
  }
}
