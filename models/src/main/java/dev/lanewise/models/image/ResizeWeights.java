package dev.lanewise.models.image;

/**
 * The weights of one pass of a resize: for each output pixel the first source pixel and as many
 * fixed-point weights as sources count. Sums start from half a unit and are shifted right by {@link
 * #BITS}.
 *
 * @param first the first source pixel of each output pixel
 * @param begin where in {@code values} the weights of each output pixel begin; one more entry than
 *     output pixels, the last being the end
 * @param values the weights of all output pixels, one after the other
 *     <p>Source: {@code precompute_coeffs} and {@code normalize_coeffs_8bpc} in PIL's Resample.c.
 */
record ResizeWeights(int[] first, int[] begin, int[] values) {
  /** Fraction bits: of 32, eight for the sample and two for overshoot and sign. */
  static final int BITS = 32 - 8 - 2;

  /** Weights that turn {@code from} pixels into {@code to}. */
  static ResizeWeights of(int from, int to, Resize.Filter filter) {
    double scale = (double) from / to;
    double stretch = Math.max(scale, 1);
    double support = filter.support * stretch;
    double shrink = 1 / stretch;
    int[] first = new int[to];
    int[] begin = new int[to + 1];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      first[i] = Math.max((int) (centre - support + 0.5), 0);
      begin[i + 1] = begin[i] + Math.min((int) (centre + support + 0.5), from) - first[i];
    }
    int[] weights = new int[begin[to]];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      double[] row = new double[begin[i + 1] - begin[i]];
      double sum = 0;
      for (int k = 0; k < row.length; k++) {
        row[k] = filter.weight((k + first[i] - centre + 0.5) * shrink);
        sum += row[k];
      }
      for (int k = 0; k < row.length; k++) {
        weights[begin[i] + k] = toFixed(sum == 0 ? row[k] : row[k] / sum);
      }
    }
    return new ResizeWeights(first, begin, weights);
  }

  private static int toFixed(double weight) {
    return (int) (weight * (1 << BITS) + (weight < 0 ? -0.5 : 0.5));
  }
}
