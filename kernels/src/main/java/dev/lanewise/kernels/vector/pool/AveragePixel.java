package dev.lanewise.kernels.vector.pool;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** One output pixel of an average pooling: a loop over the taps that lie inside the input. */
final class AveragePixel {
  private AveragePixel() {}

  /** The sum of the taps inside, divided by {@code divisor}. */
  static void run(
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
