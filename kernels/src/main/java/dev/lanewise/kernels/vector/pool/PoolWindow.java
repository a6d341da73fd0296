package dev.lanewise.kernels.vector.pool;

/**
 * The part of a pooling window along one axis that lies inside the input.
 *
 * @param start input position of the window's first tap, may lie in the padding
 * @param first first tap inside the input
 * @param count taps inside the input, 0 if there are none
 * @param padded taps inside the input or its padding
 */
record PoolWindow(int start, int first, int count, int padded) {
  static PoolWindow[] all(
      int in, int kernel, int stride, int dilation, int before, int after, int out) {
    PoolWindow[] windows = new PoolWindow[out];
    for (int o = 0; o < out; o++) {
      int start = o * stride - before;
      int first = start >= 0 ? 0 : Math.ceilDiv(-start, dilation);
      int end = Math.max(first, taps(start, kernel, dilation, in));
      windows[o] =
          new PoolWindow(start, first, end - first, taps(start, kernel, dilation, in + after));
    }
    return windows;
  }

  /** Input position of the first tap inside. */
  int position(int dilation) {
    return start + first * dilation;
  }

  private static int taps(int start, int kernel, int dilation, int limit) {
    return Math.clamp(Math.ceilDiv(limit - start, dilation), 0, kernel);
  }
}
