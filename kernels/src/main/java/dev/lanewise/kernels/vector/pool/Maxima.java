package dev.lanewise.kernels.vector.pool;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Largest elements of pixels, channel by channel; NaN if there is one. */
final class Maxima {
  private Maxima() {}

  /**
   * The largest of three for a run of pixels.
   *
   * @param pixels from each to the next, operands are a stride apart, in bytes
   * @param x the first operand of the first pixel, and so on; operands may be the same, and the
   *     first one may be the output
   */
  static void ofThree(
      int pixels,
      int channels,
      MemorySegment first,
      long x,
      long xStride,
      MemorySegment others,
      long y,
      long z,
      long stride,
      MemorySegment out,
      long to,
      long toStride) {
    MemorySegment xm = Memory.of(first);
    MemorySegment m = Memory.of(others);
    MemorySegment om = Memory.of(out);
    int whole = channels - channels % COUNT;
    long tail = (long) whole * Float.BYTES;
    VectorMask<Float> lanes = SPECIES.indexInRange(0, channels - whole);
    for (int p = 0; p < pixels; p++) {
      long xAt = x + p * xStride;
      long yAt = y + p * stride;
      long zAt = z + p * stride;
      long toAt = to + p * toStride;
      for (int c = 0; c < whole; c += COUNT) {
        long lane = (long) c * Float.BYTES;
        FloatVector a =
            FloatVector.fromMemorySegment(SPECIES, xm, Memory.offset(xAt + lane), NATIVE);
        FloatVector b =
            FloatVector.fromMemorySegment(SPECIES, m, Memory.offset(yAt + lane), NATIVE);
        a = a.blend(b, b.compare(VectorOperators.GT, a).or(b.compare(VectorOperators.NE, b)));
        FloatVector d =
            FloatVector.fromMemorySegment(SPECIES, m, Memory.offset(zAt + lane), NATIVE);
        // Not test(IS_NAN): it reinterprets, which in cold code goes through a heap segment.
        a.blend(d, d.compare(VectorOperators.GT, a).or(d.compare(VectorOperators.NE, d)))
            .intoMemorySegment(om, Memory.offset(toAt + lane), NATIVE);
      }
      if (whole < channels) {
        FloatVector a =
            FloatVector.fromMemorySegment(SPECIES, xm, Memory.offset(xAt + tail), NATIVE, lanes);
        FloatVector b =
            FloatVector.fromMemorySegment(SPECIES, m, Memory.offset(yAt + tail), NATIVE, lanes);
        a = a.blend(b, b.compare(VectorOperators.GT, a).or(b.compare(VectorOperators.NE, b)));
        FloatVector d =
            FloatVector.fromMemorySegment(SPECIES, m, Memory.offset(zAt + tail), NATIVE, lanes);
        a.blend(d, d.compare(VectorOperators.GT, a).or(d.compare(VectorOperators.NE, d)))
            .intoMemorySegment(om, Memory.offset(toAt + tail), NATIVE, lanes);
      }
    }
  }

  /** The largest of none: minus infinity for a run of pixels. */
  static void ofNone(int pixels, int channels, MemorySegment out, long to, long toStride) {
    MemorySegment om = Memory.of(out);
    FloatVector least = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c += COUNT) {
        long at = to + p * toStride + (long) c * Float.BYTES;
        least.intoMemorySegment(om, Memory.offset(at), NATIVE, SPECIES.indexInRange(c, channels));
      }
    }
  }
}
