package dev.lanewise.engine.onnx.operator;

/** The inner loop of plain products: a multiple of one row is added to another one. */
final class Rows {
  private Rows() {}

  /** {@code to[toAt + j] += factor * from[fromAt + j]} for all j below n. */
  static void add(double factor, double[] from, int fromAt, double[] to, int toAt, int n) {
    for (int j = 0; j < n; j++) {
      to[toAt + j] += factor * from[fromAt + j];
    }
  }

  /**
   * The product of {@code [m, k]} at {@code aAt} and {@code [k, n]} at {@code bAt}, added to out.
   */
  static void product(
      double[] a, int aAt, double[] b, int bAt, double[] out, int outAt, int m, int k, int n) {
    for (int i = 0; i < m; i++) {
      for (int t = 0; t < k; t++) {
        add(a[aAt + i * k + t], b, bAt + t * n, out, outAt + i * n, n);
      }
    }
  }
}
