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
   * Transforms 3x3 filters of one input channel, {@code G g G'} in double precision. Each of the
   * nine weights, and each number of the results, is a row of {@code width} numbers, one per
   * filter.
   *
   * @param g the weights, row-major, from {@code at} on
   * @param half room for {@code 3 * inputs} rows
   * @param filters how many numbers of a row count; the others are left as they are
   * @param to takes row 0 at {@code toAt} and further ones {@code stride} later each, row-major
   */
  void filters(
      float[] g, int at, double[] half, int filters, int width, float[] to, int toAt, int stride) {
    for (int i = 0; i < inputs; i++) {
      for (int x = 0; x < 3; x++) {
        columns(filter[i], g, at + x * width, 3 * width, half, (i * 3 + x) * width, filters);
      }
    }
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < inputs; j++) {
        int row = toAt + (i * inputs + j) * stride;
        rows(filter[j], half, i * 3 * width, width, to, row, filters);
      }
    }
  }

  /**
   * Number {@code position} of a transformed line of three weights, {@code G g}, in double
   * precision.
   */
  float filter(int position, float[] g, int at) {
    double[] row = filter[position];
    return (float) (row[0] * g[at] + row[1] * g[at + 1] + row[2] * g[at + 2]);
  }

  private static void columns(
      double[] factors, float[] from, int at, int stride, double[] to, int toAt, int count) {
    double a = factors[0];
    double b = factors[1];
    double c = factors[2];
    for (int n = 0; n < count; n++) {
      to[toAt + n] = a * from[at + n] + b * from[at + stride + n] + c * from[at + 2 * stride + n];
    }
  }

  private static void rows(
      double[] factors, double[] from, int at, int stride, float[] to, int toAt, int count) {
    double a = factors[0];
    double b = factors[1];
    double c = factors[2];
    for (int n = 0; n < count; n++) {
      to[toAt + n] =
          (float) (from[at + n] * a + from[at + stride + n] * b + from[at + 2 * stride + n] * c);
    }
  }
}
