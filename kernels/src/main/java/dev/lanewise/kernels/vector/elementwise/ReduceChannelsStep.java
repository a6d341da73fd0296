package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.ChannelReduction;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The largest or the mean channel of each pixel.
 *
 * <p>Lane by lane first; the lanes of a sum are then added in ascending order through scratch
 * memory, because the order of the Vector API's own reduction is not defined.
 */
public final class ReduceChannelsStep extends PixelRange {
  private final ChannelReduction reduction;
  private final View in;
  private final View out;

  public ReduceChannelsStep(
      long pixels, int channels, ChannelReduction reduction, View in, View out) {
    super(pixels, channels);
    this.reduction = reduction;
    this.in = Memory.of(in);
    this.out = Memory.of(out);
  }

  @Override
  public long scratchBytes() {
    return BYTES;
  }

  @Override
  void pixels(long from, long to, MemorySegment scratch) {
    for (long p = from; p < to; p++) {
      long inOffset = in.offset() + p * in.pixelStride() * Float.BYTES;
      float y =
          switch (reduction) {
            case MAX -> max(channels, in.segment(), inOffset);
            case MEAN -> sum(channels, in.segment(), inOffset, scratch) / channels;
          };
      long outOffset = out.offset() + p * out.pixelStride() * Float.BYTES;
      out.segment().set(JAVA_FLOAT_UNALIGNED, outOffset, y);
    }
  }

  private static float max(int channels, MemorySegment in, long from) {
    FloatVector best = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int c = 0; c < channels; c += COUNT) {
      VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
      FloatVector v =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(in), Memory.offset(from + (long) c * Float.BYTES), NATIVE, mask);
      best = VECTOR.cast(best).blend(v.max(best), mask);
    }
    return VECTOR.cast(best).reduceLanes(VectorOperators.MAX);
  }

  private static float sum(int channels, MemorySegment in, long from, MemorySegment scratch) {
    FloatVector sums = FloatVector.zero(SPECIES);
    for (int c = 0; c < channels; c += COUNT) {
      VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
      sums =
          FloatVector.fromMemorySegment(
                  SPECIES,
                  Memory.of(in),
                  Memory.offset(from + (long) c * Float.BYTES),
                  NATIVE,
                  mask)
              .add(sums);
    }
    VECTOR
        .cast(sums)
        .intoMemorySegment(Memory.of(scratch), Memory.offset(Memory.base(scratch)), NATIVE);
    float sum = 0;
    for (int lane = 0; lane < COUNT; lane++) {
      sum += scratch.get(JAVA_FLOAT_UNALIGNED, (long) lane * Float.BYTES);
    }
    return sum;
  }
}
