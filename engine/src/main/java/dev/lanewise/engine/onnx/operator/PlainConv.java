package dev.lanewise.engine.onnx.operator;

import dev.lanewise.kernels.Extent;

/**
 * Convolutions in double for all element types but float32: plain loops around {@link Rows#add}.
 * Integers of up to 16 bits, and sums of their products below 2^53, are exact.
 *
 * <p>Weights are turned so that the output channels of one tap lie side by side: one input element
 * then adds to all of them in one run over contiguous memory.
 */
final class PlainConv {
  private final SlidingWindow window;
  private final int groupIn;
  private final int groupOut;
  private final double[] taps;

  private PlainConv(SlidingWindow window, int groupIn, int groupOut, double[] taps) {
    this.window = window;
    this.groupIn = groupIn;
    this.groupOut = groupOut;
    this.taps = taps;
  }

  /**
   * Convolves.
   *
   * @param x {@code [N, C, ...]}
   * @param w {@code [K, C/groups, ...]}
   * @param bias {@code [K]} or null
   * @return {@code [N, K, ...]}
   */
  static double[] conv(ConvGeometry g, double[] x, double[] w, double[] bias) {
    SlidingWindow window = g.window();
    int groupIn = g.inChannels() / g.groups();
    int groupOut = g.outChannels() / g.groups();
    int inSize = window.in().volume();
    int outSize = window.out().volume();
    double[] y = new double[Math.toIntExact((long) g.batch() * g.outChannels() * outSize)];
    for (int group = 0; group < g.groups(); group++) {
      double[] taps = turned(w, group * groupOut, groupOut, groupIn * window.kernel().volume());
      PlainConv conv = new PlainConv(window, groupIn, groupOut, taps);
      double[] sums = new double[groupOut];
      for (int n = 0; n < g.batch(); n++) {
        int from = (n * g.inChannels() + group * groupIn) * inSize;
        int to = (n * g.outChannels() + group * groupOut) * outSize;
        for (int pixel = 0; pixel < outSize; pixel++) {
          for (int k = 0; k < groupOut; k++) {
            sums[k] = bias == null ? 0 : bias[group * groupOut + k];
          }
          conv.gather(x, from, pixel, sums);
          for (int k = 0; k < groupOut; k++) {
            y[to + k * outSize + pixel] = sums[k];
          }
        }
      }
    }
    return y;
  }

  /** Adds what one output pixel sees. */
  private void gather(double[] x, int from, int pixel, double[] sums) {
    int inSize = window.in().volume();
    int kernel = window.kernel().volume();
    forEachTap(
        pixel,
        (tap, at) -> {
          for (int i = 0; i < groupIn; i++) {
            int row = (i * kernel + tap) * groupOut;
            Rows.add(x[from + at + i * inSize], taps, row, sums, 0, groupOut);
          }
        });
  }

  /**
   * Convolves transposed.
   *
   * @param x {@code [N, C, ...]}
   * @param w {@code [C, K/groups, ...]}
   * @param bias {@code [K]} or null
   * @return {@code [N, K, ...]}
   */
  static double[] convTranspose(TransposedGeometry g, double[] x, double[] w, double[] bias) {
    SlidingWindow window = g.window();
    int groupIn = g.inChannels() / g.groups();
    int groupOut = g.outChannels() / g.groups();
    int inSize = window.out().volume();
    int outSize = window.in().volume();
    int kernel = window.kernel().volume();
    double[] y = new double[Math.toIntExact((long) g.batch() * g.outChannels() * outSize)];
    for (int n = 0; n < g.batch(); n++) {
      for (int group = 0; group < g.groups(); group++) {
        double[] sums = new double[outSize * groupOut];
        for (int i = 0; i < groupIn; i++) {
          int channel = group * groupIn + i;
          double[] taps = turned(w, channel * groupOut, groupOut, kernel);
          PlainConv conv = new PlainConv(window, 1, groupOut, taps);
          for (int pixel = 0; pixel < inSize; pixel++) {
            conv.scatter(x[(n * g.inChannels() + channel) * inSize + pixel], pixel, sums);
          }
        }
        for (int k = 0; k < groupOut; k++) {
          int channel = group * groupOut + k;
          for (int pixel = 0; pixel < outSize; pixel++) {
            y[(n * g.outChannels() + channel) * outSize + pixel] =
                sums[pixel * groupOut + k] + (bias == null ? 0 : bias[channel]);
          }
        }
      }
    }
    return y;
  }

  /** Adds what one input pixel of a transposed convolution reaches. */
  private void scatter(double value, int pixel, double[] sums) {
    forEachTap(
        pixel, (tap, at) -> Rows.add(value, taps, tap * groupOut, sums, at * groupOut, groupOut));
  }

  /** What is done for a tap of the kernel that meets a pixel of the larger side. */
  @FunctionalInterface
  private interface Tap {
    void meets(int tap, int at);
  }

  /** The taps of one position of the window, but for those in the padding, in their order. */
  private void forEachTap(int pixel, Tap action) {
    Extent in = window.in();
    Extent kernel = window.kernel();
    Extent out = window.out();
    Extent stride = window.stride();
    Extent dilation = window.dilation();
    Extent pad = window.padBefore();
    int od = pixel / (out.height() * out.width());
    int oh = pixel / out.width() % out.height();
    int ow = pixel % out.width();
    int tap = 0;
    for (int a = 0; a < kernel.depth(); a++) {
      int d = position(od, stride.depth(), a, dilation.depth(), pad.depth());
      for (int b = 0; b < kernel.height(); b++) {
        int h = position(oh, stride.height(), b, dilation.height(), pad.height());
        for (int c = 0; c < kernel.width(); c++, tap++) {
          int w = position(ow, stride.width(), c, dilation.width(), pad.width());
          if (isInside(in, d, h, w)) {
            action.meets(tap, (d * in.height() + h) * in.width() + w);
          }
        }
      }
    }
  }

  private static int position(int out, int stride, int tap, int dilation, int before) {
    long position = (long) out * stride + (long) tap * dilation - before;
    return position > Integer.MAX_VALUE ? -1 : (int) position;
  }

  private static boolean isInside(Extent size, int d, int h, int w) {
    return d >= 0 && d < size.depth() && h >= 0 && h < size.height() && w >= 0 && w < size.width();
  }

  /** Some rows of a matrix as columns: {@code [n, rows]} instead of {@code [rows, n]}. */
  private static double[] turned(double[] matrix, int firstRow, int rows, int n) {
    double[] turned = new double[rows * n];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < n; i++) {
        turned[i * rows + row] = matrix[(firstRow + row) * n + i];
      }
    }
    return turned;
  }
}
