package dev.lanewise.kernels.reference;

/**
 * The taps of a sliding window along one axis: tap {@code t} of output {@code o} reads position
 * {@code o * stride - padBefore + t * dilation}.
 */
final class Window {
  private Window() {}

  /** The position that tap 0 reads; negative inside the front padding. */
  static long start(int output, int stride, int padBefore) {
    return (long) output * stride - padBefore;
  }

  /** The first tap that is not in the front padding; {@code taps} if all are. */
  static int firstTap(long start, int taps, int dilation) {
    return tapsBefore(0, start, taps, dilation);
  }

  /** One more than the last tap in front of position {@code end}. */
  static int endTap(long start, int taps, int dilation, long end) {
    return tapsBefore(end, start, taps, dilation);
  }

  private static int tapsBefore(long position, long start, int taps, int dilation) {
    return (int) Math.clamp(Math.ceilDiv(position - start, (long) dilation), 0, (long) taps);
  }
}
