package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/**
 * One axis of a convolution, cut into runs of output positions that see the same taps.
 *
 * <p>Inside the map a position sees all taps; at the borders some taps fall into the padding. They
 * are left out, so that no zero is ever multiplied and no border copied.
 */
final class ConvAxis {
  private final int in;
  private final int kernel;
  private final int stride;
  private final int pad;
  private final int dilation;
  private final int[] ends;
  private final int[] firstTaps;
  private final int[] endTaps;

  /** The depth of a problem. */
  static ConvAxis depth(ConvProblem p) {
    return of(p, Extent::depth);
  }

  /** The height of a problem. */
  static ConvAxis height(ConvProblem p) {
    return of(p, Extent::height);
  }

  /** The width of a problem. */
  static ConvAxis width(ConvProblem p) {
    return of(p, Extent::width);
  }

  private static ConvAxis of(ConvProblem p, ToIntFunction<Extent> axis) {
    return new ConvAxis(
        axis.applyAsInt(p.in()),
        axis.applyAsInt(p.out()),
        axis.applyAsInt(p.kernel()),
        axis.applyAsInt(p.stride()),
        axis.applyAsInt(p.padBefore()),
        axis.applyAsInt(p.dilation()));
  }

  private ConvAxis(int in, int out, int kernel, int stride, int pad, int dilation) {
    this.in = in;
    this.kernel = kernel;
    this.stride = stride;
    this.pad = pad;
    this.dilation = dilation;
    int[] ends = new int[out];
    int[] firsts = new int[out];
    int[] lasts = new int[out];
    int runs = 0;
    for (int o = 0; o < out; o++) {
      long start = (long) o * stride - pad;
      int first = Math.clamp(Math.ceilDiv(-start, (long) dilation), 0, kernel);
      int end = Math.clamp(Math.ceilDiv(in - start, (long) dilation), first, kernel);
      if (runs == 0 || firsts[runs - 1] != first || lasts[runs - 1] != end) {
        firsts[runs] = first;
        lasts[runs] = end;
        runs++;
      }
      ends[runs - 1] = o + 1;
    }
    this.ends = Arrays.copyOf(ends, runs);
    this.firstTaps = Arrays.copyOf(firsts, runs);
    this.endTaps = Arrays.copyOf(lasts, runs);
  }

  /** The run that holds an output position. */
  int run(int position) {
    int run = 0;
    while (ends[run] <= position) {
      run++;
    }
    return run;
  }

  /** The first output position behind a run. */
  int end(int run) {
    return ends[run];
  }

  /** The first tap that a run sees. */
  int firstTap(int run) {
    return firstTaps[run];
  }

  /** The first tap behind those that a run sees. */
  int endTap(int run) {
    return endTaps[run];
  }

  /** Where the window of an output position begins, in input positions; may be negative. */
  int window(int position) {
    return position * stride - pad;
  }

  /** The first input position that an output position or a later one can see. */
  int begin(int position) {
    return Math.clamp(window(position), 0, in);
  }

  /** The first input position behind those that an output position or an earlier one can see. */
  int reach(int position) {
    return Math.clamp(window(position) + (kernel - 1L) * dilation + 1, 0, in);
  }

  /** The most input positions that so many neighbouring output positions see. */
  long span(int outputs) {
    return Math.min(in, (outputs - 1L) * stride + (kernel - 1L) * dilation + 1);
  }

  /** Input positions from one tap to the next. */
  int dilation() {
    return dilation;
  }
}
