package dev.lanewise.kernels.vector.transposed;

import java.util.Arrays;

/**
 * The inputs that one output position reads along the depth or the height.
 *
 * @param taps of the transposed kernel, in ascending order
 * @param inputs the positions that they carry here
 */
record RowTaps(int[] taps, int[] inputs) {
  /** What each of {@code out} positions reads. */
  static RowTaps[] all(int in, int kernel, int stride, int pad, int dilation, int out) {
    RowTaps[] all = new RowTaps[out];
    for (int o = 0; o < out; o++) {
      int[] taps = new int[kernel];
      int[] inputs = new int[kernel];
      int count = 0;
      for (int tap = 0; tap < kernel; tap++) {
        long position = (long) o + pad - (long) tap * dilation;
        if (position >= 0 && position % stride == 0 && position / stride < in) {
          taps[count] = tap;
          inputs[count++] = (int) (position / stride);
        }
      }
      all[o] = new RowTaps(Arrays.copyOf(taps, count), Arrays.copyOf(inputs, count));
    }
    return all;
  }

  int count() {
    return taps.length;
  }

  /** Whether every position reads exactly one input. */
  static boolean single(RowTaps[] positions) {
    boolean single = true;
    for (RowTaps position : positions) {
      single &= position.count() == 1;
    }
    return single;
  }
}
