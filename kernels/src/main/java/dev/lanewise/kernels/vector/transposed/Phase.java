package dev.lanewise.kernels.vector.transposed;

import java.util.ArrayList;
import java.util.List;

/**
 * The outputs {@code first + j * stride} along one axis, as an ordinary convolution of stride 1.
 *
 * <p>Tap t carries input i to output {@code i * stride - pad + t * dilation}. So output o reads
 * through tap t only if stride divides {@code o + pad - t * dilation}; with g, the greatest common
 * divisor of stride and dilation, those are the taps {@code tap + m * stride / g}, and neighbouring
 * ones of them read inputs at a distance of {@code dilation / g}, in descending order.
 *
 * @param first the first output
 * @param count outputs
 * @param tap the first tap of the transposed kernel
 * @param tapStep distance of the taps
 * @param taps how many taps there are, 0 if these outputs get no sums at all
 * @param skip inputs in front that no output reads
 * @param in inputs from there on that are read
 * @param before zeros in front of them
 * @param after zeros behind them
 * @param dilation distance of the inputs that one output reads
 */
record Phase(
    int first,
    int count,
    int tap,
    int tapStep,
    int taps,
    int skip,
    int in,
    int before,
    int after,
    int dilation) {

  /** The phases that have outputs. */
  static List<Phase> all(int in, int kernel, int stride, int pad, int dilation, int out) {
    List<Phase> phases = new ArrayList<>();
    for (int first = 0; first < Math.min(stride, out); first++) {
      phases.add(of(first, in, kernel, stride, pad, dilation, out));
    }
    return phases;
  }

  /** The tap of the transposed kernel that is tap {@code index} of the ordinary one. */
  int transposedTap(int index) {
    return tap + (taps - 1 - index) * tapStep;
  }

  /** Whether both go through the same taps, with the same zeros in front and behind. */
  boolean hasWeightsOf(Phase other) {
    return tap == other.tap
        && tapStep == other.tapStep
        && taps == other.taps
        && before == other.before
        && after == other.after
        && dilation == other.dilation;
  }

  private static Phase of(
      int first, int in, int kernel, int stride, int pad, int dilation, int out) {
    int count = Math.ceilDiv(out - first, stride);
    int divisor = greatestCommonDivisor(stride, dilation);
    int tapStep = stride / divisor;
    int tap = firstTap(first, stride, pad, dilation, Math.min(kernel, tapStep));
    int taps = tap < 0 ? 0 : (kernel - 1 - tap) / tapStep + 1;
    int step = dilation / divisor;
    long span = (long) step * (taps - 1);
    // What the first output reads through the last tap, and the last output through the first.
    long lowest = tap < 0 ? 0 : (first + pad - (long) tap * dilation) / stride - span;
    long highest = lowest + span + count - 1;
    if (taps == 0 || lowest >= in || highest < 0) {
      return new Phase(first, count, 0, tapStep, 0, 0, 0, 0, 0, step);
    }
    int skip = (int) Math.max(0, lowest);
    int end = (int) Math.min(in, highest + 1);
    return new Phase(
        first,
        count,
        tap,
        tapStep,
        taps,
        skip,
        end - skip,
        Math.toIntExact(Math.max(0, -lowest)),
        Math.toIntExact(Math.max(0, highest - (in - 1))),
        step);
  }

  /** The least tap below {@code end} that hits the outputs, or -1. */
  private static int firstTap(int first, int stride, int pad, int dilation, int end) {
    for (int tap = 0; tap < end; tap++) {
      if ((first + (long) pad - (long) tap * dilation) % stride == 0) {
        return tap;
      }
    }
    return -1;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
