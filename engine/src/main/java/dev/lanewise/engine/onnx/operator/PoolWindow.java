package dev.lanewise.engine.onnx.operator;

import dev.lanewise.kernels.Extent;

/** Folds the elements that each window sees into one. */
abstract class PoolWindow {
  private PoolWindow() {}

  /** Begins a window. */
  abstract void begin();

  /** Sees an element inside the input. */
  abstract void add(double value, int index);

  /**
   * Ends a window.
   *
   * @param inside how many of its elements lie in the input
   * @param padded how many lie in the input or its padding
   */
  abstract double end(int inside, int padded);

  /** Where the result of the last window was found; -1 if it has no place. */
  int index() {
    return -1;
  }

  /** The largest element; NaN if there is one. */
  static PoolWindow max() {
    return new PoolWindow() {
      private double best;
      private int at;

      @Override
      void begin() {
        best = Double.NEGATIVE_INFINITY;
        at = -1;
      }

      @Override
      void add(double value, int index) {
        if (at < 0 || value > best || Double.isNaN(value)) {
          best = Double.isNaN(best) ? best : value;
          at = index;
        }
      }

      @Override
      double end(int inside, int padded) {
        return best;
      }

      @Override
      int index() {
        return at;
      }
    };
  }

  /** The mean of the elements inside the input, or of those and the zeros of the padding. */
  static PoolWindow average(boolean countPadding) {
    return new PoolWindow() {
      private double sum;

      @Override
      void begin() {
        sum = 0;
      }

      @Override
      void add(double value, int index) {
        sum += value;
      }

      @Override
      double end(int inside, int padded) {
        return sum / (countPadding ? padded : inside);
      }
    };
  }

  /** {@code (sum |x|^p)^(1/p)}. */
  static PoolWindow lp(double p) {
    return new PoolWindow() {
      private double sum;

      @Override
      void begin() {
        sum = 0;
      }

      @Override
      void add(double value, int index) {
        sum += p == 2 ? value * value : Math.pow(Math.abs(value), p);
      }

      @Override
      double end(int inside, int padded) {
        return p == 2 ? Math.sqrt(sum) : Math.pow(sum, 1 / p);
      }
    };
  }

  /**
   * Pools every plane of the input.
   *
   * @param in planes of the window's input size
   * @param out planes of the window's output size
   * @param indices where each result was found in {@code in}, or null
   */
  final void run(SlidingWindow window, double[] in, double[] out, int[] indices) {
    int size = window.in().volume();
    int outSize = window.out().volume();
    Extent o = window.out();
    for (int plane = 0, i = 0; plane < out.length / outSize; plane++) {
      for (int d = 0; d < o.depth(); d++) {
        for (int h = 0; h < o.height(); h++) {
          for (int w = 0; w < o.width(); w++, i++) {
            out[i] = window(window, in, plane * size, d, h, w);
            if (indices != null) {
              indices[i] = index();
            }
          }
        }
      }
    }
  }

  private double window(SlidingWindow window, double[] in, int plane, int d, int h, int w) {
    Taps depth =
        Taps.of(
            d,
            window.in().depth(),
            window.kernel().depth(),
            window.stride().depth(),
            window.dilation().depth(),
            window.padBefore().depth(),
            window.padAfter().depth());
    Taps height =
        Taps.of(
            h,
            window.in().height(),
            window.kernel().height(),
            window.stride().height(),
            window.dilation().height(),
            window.padBefore().height(),
            window.padAfter().height());
    Taps width =
        Taps.of(
            w,
            window.in().width(),
            window.kernel().width(),
            window.stride().width(),
            window.dilation().width(),
            window.padBefore().width(),
            window.padAfter().width());
    begin();
    for (int a = depth.first; a < depth.end; a += depth.step) {
      for (int b = height.first; b < height.end; b += height.step) {
        int row = plane + (a * window.in().height() + b) * window.in().width();
        for (int c = width.first; c < width.end; c += width.step) {
          add(in[row + c], row + c);
        }
      }
    }
    return end(
        depth.inside * height.inside * width.inside, depth.padded * height.padded * width.padded);
  }

  /**
   * What a window sees along one axis: positions {@code first}, {@code first + step} ... below
   * {@code end}.
   */
  private record Taps(int first, int end, int step, int inside, int padded) {
    static Taps of(
        int position, int size, int kernel, int stride, int dilation, int before, int after) {
      long origin = (long) position * stride - before;
      long skipped = origin >= 0 ? 0 : Math.ceilDiv(-origin, (long) dilation);
      long inside = count(size - origin, kernel, dilation) - skipped;
      long padded = count((long) size + after - origin, kernel, dilation);
      if (inside <= 0) {
        return new Taps(0, 0, 1, 0, (int) padded);
      }
      long first = origin + skipped * dilation;
      long end = Math.min(size, first + inside * dilation);
      return new Taps((int) first, (int) end, dilation, (int) inside, (int) padded);
    }

    /** How many of the taps lie below a limit. */
    private static long count(long limit, int kernel, int dilation) {
      return limit <= 0 ? 0 : Math.min(kernel, (limit - 1) / dilation + 1);
    }
  }
}
