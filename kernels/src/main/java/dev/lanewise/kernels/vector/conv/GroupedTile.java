package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;

import dev.lanewise.kernels.ConvProblem;
import java.lang.foreign.MemorySegment;

/**
 * Calls the microkernel for a register tile of a grouped convolution.
 *
 * <p>All take the first pixel's window {@code a} and the distance {@code stride} of windows in
 * bytes, the block's weights, the table of taps in scratch memory, and leave one vector of sums per
 * pixel at {@code sums}.
 */
final class GroupedTile {
  private final MemorySegment weightMemory;
  private final boolean isBroadcast;
  private final long tapBytes;
  private final int shift;
  private final int mask;

  GroupedTile(ConvProblem problem, GroupedLayout layout, MemorySegment weightMemory) {
    this.weightMemory = weightMemory;
    this.isBroadcast = layout.isBroadcast();
    this.tapBytes = layout.tapBytes();
    this.shift = GroupedTaps.shift(problem);
    this.mask = (1 << shift) - 1;
  }

  /** Up to 3 pixels, one by one. */
  void singles(
      int count,
      int products,
      MemorySegment in,
      long a,
      long stride,
      long weights,
      MemorySegment scratch,
      long table,
      long sums) {
    for (int p = 0; p < count; p++) {
      if (isBroadcast) {
        GroupedBroadcastMicrokernel.one(
            products,
            scratch,
            table,
            shift,
            mask,
            in,
            a + p * stride,
            weightMemory,
            weights,
            scratch,
            sums + (long) p * BYTES);
      } else {
        GroupedMicrokernel.one(
            products,
            scratch,
            table,
            shift,
            mask,
            in,
            a + p * stride,
            weightMemory,
            weights,
            scratch,
            sums + (long) p * BYTES);
      }
    }
  }

  /** 4 pixels or more, any step. */
  void pair(
      int count,
      int products,
      MemorySegment in,
      long a,
      long stride,
      long weights,
      MemorySegment scratch,
      long table,
      long sums) {
    int half = half(count);
    long b = a + (count - half) * stride;
    long sumB = sums + (long) (count - half) * BYTES;
    if (half == 7) {
      if (isBroadcast) {
        GroupedBroadcastMicrokernel.run7(
            products,
            scratch,
            table,
            shift,
            mask,
            in,
            a,
            stride,
            weightMemory,
            weights,
            scratch,
            sums);
        GroupedBroadcastMicrokernel.run7(
            products,
            scratch,
            table,
            shift,
            mask,
            in,
            b,
            stride,
            weightMemory,
            weights,
            scratch,
            sumB);
      } else {
        GroupedMicrokernel.pair7(
            products,
            scratch,
            table,
            shift,
            mask,
            in,
            a,
            b,
            stride,
            weightMemory,
            weights,
            scratch,
            sums,
            sumB);
      }
    } else {
      if (isBroadcast) {
        GroupedBroadcastMicrokernel.pair4(
            products,
            scratch,
            table,
            shift,
            mask,
            in,
            a,
            b,
            stride,
            weightMemory,
            weights,
            scratch,
            sums,
            sumB);
      } else {
        GroupedMicrokernel.pair4(
            products,
            scratch,
            table,
            shift,
            mask,
            in,
            a,
            b,
            stride,
            weightMemory,
            weights,
            scratch,
            sums,
            sumB);
      }
    }
  }

  /** 4 pixels or more of a line; {@code products} counts kernel rows of three taps as one. */
  void rowPair(
      int count,
      int products,
      MemorySegment in,
      long a,
      long stride,
      long weights,
      MemorySegment scratch,
      long table,
      long sums) {
    int half = half(count);
    long b = a + (count - half) * stride;
    long sumB = sums + (long) (count - half) * BYTES;
    if (half == 7) {
      rowRun7(products, in, a, stride, weights, scratch, table, sums);
      rowRun7(products, in, b, stride, weights, scratch, table, sumB);
    } else {
      if (isBroadcast) {
        GroupedBroadcastRowMicrokernel.pair4(
            products,
            scratch,
            table,
            in,
            a,
            b,
            stride,
            weightMemory,
            weights,
            tapBytes,
            scratch,
            sums,
            sumB);
      } else {
        GroupedRowMicrokernel.pair4(
            products,
            scratch,
            table,
            in,
            a,
            b,
            stride,
            weightMemory,
            weights,
            tapBytes,
            scratch,
            sums,
            sumB);
      }
    }
  }

  private void rowRun7(
      int products,
      MemorySegment in,
      long a,
      long stride,
      long weights,
      MemorySegment scratch,
      long table,
      long sum) {
    if (isBroadcast) {
      GroupedBroadcastRowMicrokernel.run7(
          products, scratch, table, in, a, stride, weightMemory, weights, tapBytes, scratch, sum);
    } else {
      GroupedRowMicrokernel.run7(
          products, scratch, table, in, a, stride, weightMemory, weights, tapBytes, scratch, sum);
    }
  }

  /** The length of both halves of a tile of at least 4 pixels. */
  private static int half(int pixels) {
    return pixels > 8 || (pixels == 8 && GroupedRuns.MOST > 8) ? 7 : 4;
  }
}
