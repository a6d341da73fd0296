package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The epilogue of rows of four whole vectors, as the widest tiles have them.
 *
 * <p>A row's vectors leave one after another: whole cache lines that follow each other.
 */
final class Epilogue4 {
  private Epilogue4() {}

  /**
   * Moves rows of sums to the output.
   *
   * @param rows pixels
   * @param sums the first row at {@code from}, the next ones behind it without gaps
   * @param bias four vectors at {@code biasOffset}, or null
   * @param addend residual or earlier sums at {@code addendOffset}, or null
   * @param clamp applied last, or null for none
   */
  static void rows(
      int rows,
      MemorySegment sums,
      long from,
      MemorySegment bias,
      long biasOffset,
      View addend,
      long addendOffset,
      Clamp clamp,
      View out,
      long outOffset) {
    float low = clamp == null ? Float.NEGATIVE_INFINITY : clamp.low();
    float high = clamp == null ? Float.POSITIVE_INFINITY : clamp.high();
    MemorySegment to = out.segment();
    long toStride = out.pixelStride() * Float.BYTES;
    MemorySegment shift = bias == null ? Memory.ZEROS : bias;
    long shiftOffset = bias == null ? Epilogue.ZEROS_OFFSET : biasOffset;
    if (addend == null) {
      plain(rows, sums, from, shift, shiftOffset, low, high, to, outOffset, toStride);
    } else {
      MemorySegment add = addend.segment();
      long addStride = addend.pixelStride() * Float.BYTES;
      add(
          rows,
          sums,
          from,
          shift,
          shiftOffset,
          add,
          addendOffset,
          addStride,
          low,
          high,
          to,
          outOffset,
          toStride);
    }
  }

  private static void plain(
      int rows,
      MemorySegment sums,
      long from,
      MemorySegment bias,
      long biasOffset,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toStride) {
    long b = Memory.offset(biasOffset);
    FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), b, NATIVE);
    FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), b + BYTES, NATIVE);
    FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), b + 2 * BYTES, NATIVE);
    FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), b + 3 * BYTES, NATIVE);
    for (int r = 0; r < rows; r++) {
      long s = Memory.offset(from + r * (4L * BYTES));
      long t = Memory.offset(to + r * toStride);
      FloatVector v0 = FloatVector.fromMemorySegment(SPECIES, Memory.of(sums), s, NATIVE).add(b0);
      v0 = v0.blend(low, v0.compare(VectorOperators.LT, low));
      v0 = v0.blend(high, v0.compare(VectorOperators.GT, high));
      v0.intoMemorySegment(Memory.of(out), t, NATIVE);
      FloatVector v1 =
          FloatVector.fromMemorySegment(SPECIES, Memory.of(sums), s + BYTES, NATIVE).add(b1);
      v1 = v1.blend(low, v1.compare(VectorOperators.LT, low));
      v1 = v1.blend(high, v1.compare(VectorOperators.GT, high));
      v1.intoMemorySegment(Memory.of(out), t + BYTES, NATIVE);
      FloatVector v2 =
          FloatVector.fromMemorySegment(SPECIES, Memory.of(sums), s + 2 * BYTES, NATIVE).add(b2);
      v2 = v2.blend(low, v2.compare(VectorOperators.LT, low));
      v2 = v2.blend(high, v2.compare(VectorOperators.GT, high));
      v2.intoMemorySegment(Memory.of(out), t + 2 * BYTES, NATIVE);
      FloatVector v3 =
          FloatVector.fromMemorySegment(SPECIES, Memory.of(sums), s + 3 * BYTES, NATIVE).add(b3);
      v3 = v3.blend(low, v3.compare(VectorOperators.LT, low));
      v3 = v3.blend(high, v3.compare(VectorOperators.GT, high));
      v3.intoMemorySegment(Memory.of(out), t + 3 * BYTES, NATIVE);
    }
  }

  private static void add(
      int rows,
      MemorySegment sums,
      long from,
      MemorySegment bias,
      long biasOffset,
      MemorySegment addend,
      long addFrom,
      long addStride,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toStride) {
    long b = Memory.offset(biasOffset);
    FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), b, NATIVE);
    FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), b + BYTES, NATIVE);
    FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), b + 2 * BYTES, NATIVE);
    FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), b + 3 * BYTES, NATIVE);
    for (int r = 0; r < rows; r++) {
      long s = Memory.offset(from + r * (4L * BYTES));
      long a = Memory.offset(addFrom + r * addStride);
      long t = Memory.offset(to + r * toStride);
      FloatVector v0 =
          FloatVector.fromMemorySegment(SPECIES, Memory.of(sums), s, NATIVE)
              .add(b0)
              .add(FloatVector.fromMemorySegment(SPECIES, Memory.of(addend), a, NATIVE));
      v0 = v0.blend(low, v0.compare(VectorOperators.LT, low));
      v0 = v0.blend(high, v0.compare(VectorOperators.GT, high));
      v0.intoMemorySegment(Memory.of(out), t, NATIVE);
      FloatVector v1 =
          FloatVector.fromMemorySegment(SPECIES, Memory.of(sums), s + BYTES, NATIVE)
              .add(b1)
              .add(FloatVector.fromMemorySegment(SPECIES, Memory.of(addend), a + BYTES, NATIVE));
      v1 = v1.blend(low, v1.compare(VectorOperators.LT, low));
      v1 = v1.blend(high, v1.compare(VectorOperators.GT, high));
      v1.intoMemorySegment(Memory.of(out), t + BYTES, NATIVE);
      FloatVector v2 =
          FloatVector.fromMemorySegment(SPECIES, Memory.of(sums), s + 2 * BYTES, NATIVE)
              .add(b2)
              .add(
                  FloatVector.fromMemorySegment(SPECIES, Memory.of(addend), a + 2 * BYTES, NATIVE));
      v2 = v2.blend(low, v2.compare(VectorOperators.LT, low));
      v2 = v2.blend(high, v2.compare(VectorOperators.GT, high));
      v2.intoMemorySegment(Memory.of(out), t + 2 * BYTES, NATIVE);
      FloatVector v3 =
          FloatVector.fromMemorySegment(SPECIES, Memory.of(sums), s + 3 * BYTES, NATIVE)
              .add(b3)
              .add(
                  FloatVector.fromMemorySegment(SPECIES, Memory.of(addend), a + 3 * BYTES, NATIVE));
      v3 = v3.blend(low, v3.compare(VectorOperators.LT, low));
      v3 = v3.blend(high, v3.compare(VectorOperators.GT, high));
      v3.intoMemorySegment(Memory.of(out), t + 3 * BYTES, NATIVE);
    }
  }
}
