package dev.lanewise.kernels;

/**
 * Convolution and pooling from their definitions, over dense channels-first arrays in double.
 *
 * <p>Shares no code with any kernel: it is what the reference kernels are themselves tested
 * against.
 */
final class NaiveOracle {
  private NaiveOracle() {}

  /**
   * The sum of products of every output and, for error bounds, the sum of their absolute values.
   *
   * @param sums {@code [N, K, OD, OH, OW]}
   * @param magnitudes of the same shape
   */
  record Sums(double[] sums, double[] magnitudes) {}

  /**
   * @param in {@code [N, C, D, H, W]}
   * @param weights {@code [K, C/groups, kd, kh, kw]}
   */
  static Sums convolve(ConvProblem p, float[] in, float[] weights) {
    Extent o = p.out();
    double[] sums = new double[p.batch() * p.outChannels() * o.volume()];
    double[] magnitudes = new double[sums.length];
    int index = 0;
    for (int n = 0; n < p.batch(); n++) {
      for (int k = 0; k < p.outChannels(); k++) {
        for (int od = 0; od < o.depth(); od++) {
          for (int oh = 0; oh < o.height(); oh++) {
            for (int ow = 0; ow < o.width(); ow++) {
              convolveOne(p, in, weights, new int[] {n, k, od, oh, ow}, sums, magnitudes, index++);
            }
          }
        }
      }
    }
    return new Sums(sums, magnitudes);
  }

  private static void convolveOne(
      ConvProblem p,
      float[] in,
      float[] weights,
      int[] output,
      double[] sums,
      double[] magnitudes,
      int index) {
    int k = output[1];
    int groupIn = p.inChannels() / p.groups();
    int firstChannel = k / (p.outChannels() / p.groups()) * groupIn;
    for (int c = 0; c < groupIn; c++) {
      for (int kd = 0; kd < p.kernel().depth(); kd++) {
        for (int kh = 0; kh < p.kernel().height(); kh++) {
          for (int kw = 0; kw < p.kernel().width(); kw++) {
            int d =
                output[2] * p.stride().depth() - p.padBefore().depth() + kd * p.dilation().depth();
            int h =
                output[3] * p.stride().height()
                    - p.padBefore().height()
                    + kh * p.dilation().height();
            int w =
                output[4] * p.stride().width() - p.padBefore().width() + kw * p.dilation().width();
            if (inside(p.in(), d, h, w)) {
              double x =
                  in[channelsFirst(p.inChannels(), p.in(), output[0], firstChannel + c, d, h, w)];
              double y = weights[channelsFirst(groupIn, p.kernel(), k, c, kd, kh, kw)];
              sums[index] += x * y;
              magnitudes[index] += Math.abs(x * y);
            }
          }
        }
      }
    }
  }

  /**
   * Carries every input pixel through every tap to its output.
   *
   * @param in {@code [N, C, D, H, W]}
   * @param weights {@code [C, K/groups, kd, kh, kw]}
   */
  static Sums convTranspose(ConvTransposeProblem p, float[] in, float[] weights) {
    Extent o = p.out();
    Extent k = p.kernel();
    int groupOut = p.outChannels() / p.groups();
    int groupIn = p.inChannels() / p.groups();
    double[] sums = new double[p.batch() * p.outChannels() * o.volume()];
    double[] magnitudes = new double[sums.length];
    for (int i = 0; i < in.length; i++) {
      int place = i % p.in().volume();
      int c = i / p.in().volume() % p.inChannels();
      int n = i / p.in().volume() / p.inChannels();
      int id = place / p.in().width() / p.in().height();
      int ih = place / p.in().width() % p.in().height();
      int iw = place % p.in().width();
      for (int j = 0; j < groupOut * k.volume(); j++) {
        int tap = j % k.volume();
        int kd = tap / k.width() / k.height();
        int kh = tap / k.width() % k.height();
        int kw = tap % k.width();
        int d = id * p.stride().depth() - p.padBefore().depth() + kd * p.dilation().depth();
        int h = ih * p.stride().height() - p.padBefore().height() + kh * p.dilation().height();
        int w = iw * p.stride().width() - p.padBefore().width() + kw * p.dilation().width();
        if (inside(o, d, h, w)) {
          int channel = c / groupIn * groupOut + j / k.volume();
          int at = channelsFirst(p.outChannels(), o, n, channel, d, h, w);
          double product = (double) in[i] * weights[c * groupOut * k.volume() + j];
          sums[at] += product;
          magnitudes[at] += Math.abs(product);
        }
      }
    }
    return new Sums(sums, magnitudes);
  }

  /**
   * The result and, for error bounds, the mean of absolute values; both {@code [N, C, OD, OH, OW]}.
   *
   * @param in {@code [N, C, D, H, W]}
   */
  static Sums pool(PoolProblem p, float[] in) {
    Extent o = p.out();
    double[] results = new double[p.batch() * p.channels() * o.volume()];
    double[] magnitudes = new double[results.length];
    int index = 0;
    for (int n = 0; n < p.batch(); n++) {
      for (int c = 0; c < p.channels(); c++) {
        for (int od = 0; od < o.depth(); od++) {
          for (int oh = 0; oh < o.height(); oh++) {
            for (int ow = 0; ow < o.width(); ow++) {
              poolOne(p, in, new int[] {n, c, od, oh, ow}, results, magnitudes, index++);
            }
          }
        }
      }
    }
    return new Sums(results, magnitudes);
  }

  private static void poolOne(
      PoolProblem p, float[] in, int[] output, double[] results, double[] magnitudes, int index) {
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double magnitude = 0;
    int inside = 0;
    int padded = 0;
    for (int kd = 0; kd < p.kernel().depth(); kd++) {
      for (int kh = 0; kh < p.kernel().height(); kh++) {
        for (int kw = 0; kw < p.kernel().width(); kw++) {
          int d =
              output[2] * p.stride().depth() - p.padBefore().depth() + kd * p.dilation().depth();
          int h =
              output[3] * p.stride().height() - p.padBefore().height() + kh * p.dilation().height();
          int w =
              output[4] * p.stride().width() - p.padBefore().width() + kw * p.dilation().width();
          if (inside(p.in(), d, h, w)) {
            double x = in[channelsFirst(p.channels(), p.in(), output[0], output[1], d, h, w)];
            max = Math.max(max, x);
            sum += x;
            magnitude += Math.abs(x);
            inside++;
          }
          boolean overhangs =
              d >= p.in().depth() + p.padAfter().depth()
                  || h >= p.in().height() + p.padAfter().height()
                  || w >= p.in().width() + p.padAfter().width();
          padded += overhangs ? 0 : 1;
        }
      }
    }
    int divisor = p.kind() == PoolProblem.Kind.AVERAGE_WITH_PADDING ? padded : inside;
    boolean empty = inside == 0;
    results[index] = p.kind() == PoolProblem.Kind.MAX ? max : empty ? 0 : sum / divisor;
    magnitudes[index] = empty ? 0 : magnitude / divisor;
  }

  private static boolean inside(Extent size, int d, int h, int w) {
    return d >= 0 && d < size.depth() && h >= 0 && h < size.height() && w >= 0 && w < size.width();
  }

  private static int channelsFirst(int channels, Extent size, int n, int c, int d, int h, int w) {
    return (((n * channels + c) * size.depth() + d) * size.height() + h) * size.width() + w;
  }
}
