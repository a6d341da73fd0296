package dev.lanewise.kernels.vector.pool;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** One output pixel of a pooling: a loop over the taps that lie inside the input. */
final class PoolPixel {
  private PoolPixel() {}

  /** The largest element; NaN if there is one, minus infinity if there is no tap inside. */
  static void max(
      int channels,
      int depth,
      int height,
      int width,
      MemorySegment in,
      long from,
      long dStep,
      long hStep,
      long wStep,
      MemorySegment out,
      long to) {
    for (int c = 0; c < channels; c += COUNT) {
      long lane = (long) c * Float.BYTES;
      VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
      FloatVector best = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
      for (int d = 0; d < depth; d++) {
        for (int h = 0; h < height; h++) {
          long at = from + lane + d * dStep + h * hStep;
          for (int w = 0; w < width; w++) {
            FloatVector v =
                FloatVector.fromMemorySegment(
                    SPECIES, Memory.of(in), Memory.offset(at), NATIVE, mask);
            // Not test(IS_NAN): it reinterprets, which in cold code goes through a heap segment.
            VectorMask<Float> isNan = v.compare(VectorOperators.NE, v);
            best = VECTOR.cast(best).blend(v, v.compare(VectorOperators.GT, best).or(isNan));
            at += wStep;
          }
        }
      }
      VECTOR.cast(best).intoMemorySegment(Memory.of(out), Memory.offset(to + lane), NATIVE, mask);
    }
  }

  /** The sum of the taps inside, divided by {@code divisor}. */
  static void average(
      int channels,
      float divisor,
      int depth,
      int height,
      int width,
      MemorySegment in,
      long from,
      long dStep,
      long hStep,
      long wStep,
      MemorySegment out,
      long to) {
    for (int c = 0; c < channels; c += COUNT) {
      long lane = (long) c * Float.BYTES;
      VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int d = 0; d < depth; d++) {
        for (int h = 0; h < height; h++) {
          long at = from + lane + d * dStep + h * hStep;
          for (int w = 0; w < width; w++) {
            sum =
                FloatVector.fromMemorySegment(
                        SPECIES, Memory.of(in), Memory.offset(at), NATIVE, mask)
                    .add(sum);
            at += wStep;
          }
        }
      }
      VECTOR
          .cast(sum)
          .div(divisor)
          .intoMemorySegment(Memory.of(out), Memory.offset(to + lane), NATIVE, mask);
    }
  }
}
