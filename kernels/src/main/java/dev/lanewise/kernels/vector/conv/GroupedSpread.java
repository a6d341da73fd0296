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
    long step = (long) inner * BYTES;
    int i = 0;
    if (channels == COUNT) {
      for (; i + 4 <= inner; i += 4) {
        VectorShuffle<Float> s0 = shuffles.get(i);
        VectorShuffle<Float> s1 = shuffles.get(i + 1);
        VectorShuffle<Float> s2 = shuffles.get(i + 2);
        VectorShuffle<Float> s3 = shuffles.get(i + 3);
        long at = to + (long) i * BYTES;
        four(pixels, s0, s1, s2, s3, in, from, pixelBytes, out, at, step);
      }
    }
    for (; i < inner; i++) {
      long at = to + (long) i * BYTES;
      if (channels == COUNT) {
        whole(pixels, shuffles.get(i), in, from, pixelBytes, out, at, step);
      } else {
        part(pixels, channels, shuffles.get(i), in, from, pixelBytes, out, at, step);
      }
    }
  }

  private static void four(
      int pixels,
      VectorShuffle<Float> s0,
      VectorShuffle<Float> s1,
      VectorShuffle<Float> s2,
      VectorShuffle<Float> s3,
      MemorySegment in,
      long from,
      long fromStride,
      MemorySegment out,
      long to,
      long toStride) {
    MemorySegment im = Memory.of(in);
    MemorySegment om = Memory.of(out);
    long source = from;
    long target = to;
    for (int p = 0; p < pixels; p++) {
      long at = Memory.offset(target);
      FloatVector x = FloatVector.fromMemorySegment(SPECIES, im, Memory.offset(source), NATIVE);
      x.rearrange(s0).intoMemorySegment(om, at, NATIVE);
      x.rearrange(s1).intoMemorySegment(om, at + BYTES, NATIVE);
      x.rearrange(s2).intoMemorySegment(om, at + 2 * BYTES, NATIVE);
      x.rearrange(s3).intoMemorySegment(om, at + 3 * BYTES, NATIVE);
      source += fromStride;
      target += toStride;
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
      FloatVector.fromMemorySegment(
              SPECIES, Memory.of(in), Memory.offset(from + p * fromStride), NATIVE)
          .rearrange(shuffle)
          .intoMemorySegment(Memory.of(out), Memory.offset(to + p * toStride), NATIVE);
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
      x.rearrange(shuffle)
          .intoMemorySegment(Memory.of(out), Memory.offset(to + p * toStride), NATIVE);
    }
  }
}
