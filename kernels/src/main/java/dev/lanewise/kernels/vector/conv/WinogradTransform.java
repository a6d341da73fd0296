package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.conv.WinogradTiles7.A;
import static dev.lanewise.kernels.vector.conv.WinogradTiles7.B;
import static dev.lanewise.kernels.vector.conv.WinogradTiles7.C;

import java.util.Arrays;

/**
 * The matrices of Winograd (Toom-Cook) algorithms: {@code Y = A' [(G g G') . (B' d B)] A}.
 *
 * <p>Lavin and Gray 2016 give the scheme. With M(x) the product of (x - p) over the finite
 * interpolation points, row p of B' holds the coefficients of M(x) / (x - p), row p of G is (1, p,
 * p², ...) / M'(p), column p of A' is (1, p, p², ...); the row of ∞ is M(x) itself in B' and the
 * leading coefficient in G and A'. The points of F4, 0, ±√½, ±√2, ∞, round about 2.5 times less
 * than 0, ±1, ±2; those of F5 and F4S2 were searched among multiples of 1/16.
 *
 * <p>With stride 2 the even and the odd pixels of a line are two convolutions of stride 1 whose
 * outputs are added. F4S2 takes four taps of both, one tap of the odd ones being 0: blocks of 2x2
 * pixels become one pixel of four times the channels. F2S2 takes two taps w0, w2 of the even pixels
 * and one, w1, of the odd ones, five multiplications for two outputs:
 *
 * <pre>
 *   m0 = (x0 - x2) w0 + x1 w1     m1 = x2 (w0 + w2)     m2 = x3 w1 + (x4 - x2) w2
 *   y0 = m0 + m1                  y1 = m1 + m2
 * </pre>
 *
 * <p>A <i>position</i> is one sum of products; it has one or more <i>terms</i>, each a transformed
 * input channel times a transformed filter. The filters of a position's terms follow one another,
 * and those of two positions may overlap.
 */
enum WinogradTransform {
  /** F(2x2, 3x3): 16 multiplications for 4 outputs, 2.25 times fewer than direct summation. */
  F2(2, 3, 1, 1, toomCook(3, 0, 1, -1)),

  /** F(4x4, 3x3): 36 multiplications for 16 outputs, 4 times fewer than direct summation. */
  F4(4, 3, 1, 1, toomCook(3, 0, Math.sqrt(0.5), -Math.sqrt(0.5), Math.sqrt(2), -Math.sqrt(2))),

  /** F(5x5, 3x3): 49 multiplications for 25 outputs, 4.6 times fewer than direct summation. */
  F5(5, 3, 1, 1, toomCook(3, A, -A, B, -B, C, -C)),

  /** 3x3 of stride 2: 25 multiplications for 4 outputs, 1.44 times fewer. */
  F2S2(
      2,
      3,
      2,
      1,
      new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}},
      new int[] {2, 1, 2},
      new int[] {0, 12, 2, 15, 18, 16, 6, 13, 8},
      new int[][] {
        {0, 0}, {1, 0}, {0, 1}, {1, 1}, {0, 2}, {1, 2}, {1, 0}, {2, 0}, {1, 1}, {2, 1}, {1, 2},
        {2, 2}, {0, 3}, {1, 3}, {2, 3}, {3, 0}, {3, 1}, {3, 2}, {3, 3}
      }),

  /** 7x7 of stride 2: 49 multiplications of 2x2 pixels for 16 outputs, 4 times fewer. */
  F4S2(4, 7, 2, 2, toomCook(4, A, -A, B, -B, C, -C));

  /** Outputs of a tile along one axis, m. */
  final int outputs;

  /** Taps of the filters along one axis. */
  final int kernel;

  final int stride;

  /** Pixels along one axis that are taken as one, of {@code phases²} times the channels. */
  final int phases;

  /** Pixels along one axis that a tile reads, those of several phases as one. */
  final int inputs;

  /** Rows of G; each has as many taps as {@link #taps()}. */
  private final double[][] filter;

  /** Of each position along one axis, the number of terms. */
  private final int[] axisTerms;

  /** Of each position, the number of its first filter. */
  private final int[] firstFilters;

  /** Of each filter, the rows of G for height and width. */
  private final int[][] pairs;

  WinogradTransform(int outputs, int kernel, int stride, int phases, double[][] filter) {
    this(
        outputs,
        kernel,
        stride,
        phases,
        filter,
        filled(filter.length),
        ascending(filter.length * filter.length),
        allPairs(filter.length));
  }

  WinogradTransform(
      int outputs,
      int kernel,
      int stride,
      int phases,
      double[][] filter,
      int[] axisTerms,
      int[] firstFilters,
      int[][] pairs) {
    this.outputs = outputs;
    this.kernel = kernel;
    this.stride = stride;
    this.phases = phases;
    this.inputs = ((outputs - 1) * stride + kernel + phases - 1) / phases;
    this.filter = filter;
    this.axisTerms = axisTerms;
    this.firstFilters = firstFilters;
    this.pairs = pairs;
  }

  /** G of interpolation at finite points and ∞. */
  private static double[][] toomCook(int taps, double... points) {
    double[][] rows = new double[points.length + 1][taps];
    for (int i = 0; i < points.length; i++) {
      double slope = 1;
      for (int j = 0; j < points.length; j++) {
        slope *= j == i ? 1 : points[i] - points[j];
      }
      double power = 1;
      for (int tap = 0; tap < taps; tap++) {
        rows[i][tap] = power / slope;
        power *= points[i];
      }
    }
    rows[points.length][taps - 1] = 1;
    return rows;
  }

  private static int[] filled(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static int[] ascending(int count) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> i);
    return numbers;
  }

  private static int[][] allPairs(int rows) {
    int[][] pairs = new int[rows * rows][];
    Arrays.setAll(pairs, i -> new int[] {i / rows, i % rows});
    return pairs;
  }

  /** The name of its kernel. */
  String kernelName() {
    return "winograd" + outputs + "x" + outputs + (stride == 1 ? "" : "s" + stride);
  }

  /** Channels that are summed, of so many of the input. */
  int channels(int inChannels) {
    return phases * phases * inChannels;
  }

  /** Taps along one axis of a filter that is transformed, those of several phases as one. */
  int taps() {
    return filter[0].length;
  }

  /** Positions of the transformed tile. */
  int positions() {
    return axisTerms.length * axisTerms.length;
  }

  /** The number of terms of a position. */
  int terms(int position) {
    return axisTerms[position / axisTerms.length] * axisTerms[position % axisTerms.length];
  }

  /** The terms of all positions, one for each pixel of a tile. */
  int terms() {
    return inputs * inputs;
  }

  /** The most terms of a position. */
  int mostTerms() {
    return terms(0);
  }

  /** The number of a position's first filter; those of its other terms follow. */
  int firstFilter(int position) {
    return firstFilters[position];
  }

  /** Transformed filters of one input channel and one output channel. */
  int filters() {
    return pairs.length;
  }

  /** Numbers of a filter between its two halves. */
  int halfFilter() {
    return filter.length * taps();
  }

  /**
   * Transforms filters of one input channel, {@code G g G'} in double precision. Each of the
   * weights, and each number of the results, is a row of {@code width} numbers, one per filter.
   *
   * @param g the weights, row-major, from {@code at} on
   * @param half room for {@link #halfFilter} rows
   * @param count how many numbers of a row count; the others are left as they are
   * @param to takes row 0 at {@code toAt} and further ones {@code stride} later each
   */
  void filters(
      float[] g, int at, double[] half, int count, int width, float[] to, int toAt, int stride) {
    int taps = taps();
    for (int i = 0; i < filter.length; i++) {
      for (int x = 0; x < taps; x++) {
        columns(filter[i], g, at + x * width, taps * width, half, (i * taps + x) * width, count);
      }
    }
    for (int n = 0; n < pairs.length; n++) {
      double[] factors = filter[pairs[n][1]];
      rows(factors, half, pairs[n][0] * taps * width, width, to, toAt + n * stride, count);
    }
  }

  /** What a transformed line's number {@code position} takes of one tap: an element of G. */
  float factor(int position, int tap) {
    return (float) filter[position][tap];
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
    for (int tap = 3; tap < factors.length; tap++) {
      for (int n = 0; n < count; n++) {
        to[toAt + n] += factors[tap] * from[at + tap * stride + n];
      }
    }
  }

  private static void rows(
      double[] factors, double[] from, int at, int stride, float[] to, int toAt, int count) {
    double a = factors[0];
    double b = factors[1];
    double c = factors[2];
    boolean four = factors.length == 4;
    double d = four ? factors[3] : 0;
    int last = four ? at + 3 * stride : at;
    for (int n = 0; n < count; n++) {
      double three = from[at + n] * a + from[at + stride + n] * b + from[at + 2 * stride + n] * c;
      to[toAt + n] = (float) (four ? three + from[last + n] * d : three);
    }
  }
}
