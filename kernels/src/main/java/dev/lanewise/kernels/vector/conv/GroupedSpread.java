package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Brings to each lane of a block the input of that lane's group.
 *
 * <p>For input channel i of every group there is one vector per pixel: {@code
 * spread[line][pixel][i][lane] = x[line][pixel][group(lane)][i]}. So no lane ever works for another
 * group, and an infinity or NaN stays in its group. A shuffle per vector is paid once and serves
 * all taps.
 */
final class GroupedSpread {
  private final int inner;
  private final List<VectorShuffle<Float>> shuffles;

  GroupedSpread(GroupedLayout layout) {
    this.inner = layout.in();
    List<VectorShuffle<Float>> all = new ArrayList<>();
    for (int i = 0; i < inner; i++) {
      int channel = i;
      all.add(
          VectorShuffle.fromOp(
              SPECIES, lane -> Math.min(COUNT - 1, lane / layout.out() * layout.in() + channel)));
    }
    this.shuffles = List.copyOf(all);
  }

  /**
   * Spreads a run of neighbouring pixels.
   *
   * @param pixels how many
   * @param channels input channels of the block, at most a vector
   * @param from the first pixel's first of them, in bytes
   * @param pixelBytes from one pixel to the next
   * @param to where the first pixel's vectors go
   */
  void line(
      int pixels,
      int channels,
      MemorySegment in,
      long from,
      long pixelBytes,
      MemorySegment out,
      long to) {
    for (int i = 0; i < inner; i++) {
      long at = to + (long) i * BYTES;
      long step = (long) inner * BYTES;
      if (channels == COUNT) {
        whole(pixels, shuffles.get(i), in, from, pixelBytes, out, at, step);
      } else {
        part(pixels, channels, shuffles.get(i), in, from, pixelBytes, out, at, step);
      }
    }
  }

  private static void whole(
      int pixels,
      VectorShuffle<Float> shuffle,
      MemorySegment in,
      long from,
      long fromStride,
      MemorySegment out,
      long to,
      long toStride) {
    for (int p = 0; p < pixels; p++) {
      Memory.store(
          Memory.load(in, from + p * fromStride).rearrange(shuffle), out, to + p * toStride);
    }
  }

  private static void part(
      int pixels,
      int channels,
      VectorShuffle<Float> shuffle,
      MemorySegment in,
      long from,
      long fromStride,
      MemorySegment out,
      long to,
      long toStride) {
    VectorMask<Float> lanes = SPECIES.indexInRange(0, channels);
    for (int p = 0; p < pixels; p++) {
      long at = Memory.offset(from + p * fromStride);
      FloatVector x = FloatVector.fromMemorySegment(SPECIES, Memory.of(in), at, NATIVE, lanes);
      Memory.store(x.rearrange(shuffle), out, to + p * toStride);
    }
  }
}
