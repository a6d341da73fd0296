package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes blocks of as many rows as a vector has lanes, or of eight rows.
 *
 * <p>A round zips the first half of the rows with the second half; after as many rounds as a lane's
 * number has bits, rows are columns.
 */
final class Transposition {
  private static final VectorShuffle<Float> LOW = VectorShuffle.makeZip(SPECIES, 0);
  private static final VectorShuffle<Float> HIGH = VectorShuffle.makeZip(SPECIES, 1);
  private static final int HALF = COUNT / 2;
  private static final long BLOCK_BYTES = (long) COUNT * BYTES;

  /** Scratch bytes of {@link #block}. */
  static final long SCRATCH_BYTES = 2 * BLOCK_BYTES;

  private Transposition() {}

  /**
   * {@code to[j][i] = from[i][j]} for as many rows and columns as a vector has lanes.
   *
   * @param fromStride from one row to the next, in bytes, as {@code toStride}
   * @param work offset of {@link #SCRATCH_BYTES} in {@code scratch}
   */
  static void block(
      MemorySegment from,
      long fromOffset,
      long fromStride,
      MemorySegment scratch,
      long work,
      long toOffset,
      long toStride) {
    long other = work + BLOCK_BYTES;
    round(from, fromOffset, fromStride, scratch, work, BYTES);
    long at = work;
    for (int rest = COUNT >> 2; rest > 1; rest >>= 1) {
      long next = at == work ? other : work;
      round(scratch, at, BYTES, scratch, next, BYTES);
      at = next;
    }
    round(scratch, at, BYTES, scratch, toOffset, toStride);
  }

  /**
   * {@code to[j][i] = from[i][j]} for eight rows and as many columns as a vector has lanes, where
   * rows of {@code to} are dense.
   *
   * @param first offset of rows 0 to 3
   * @param second offset of rows 4 to 7
   * @param stride between neighbours of either, in bytes
   */
  static void eightRows(MemorySegment segment, long first, long second, long stride, long to) {
    MemorySegment memory = Memory.of(segment);
    long low = Memory.offset(first);
    long high = Memory.offset(second);
    long step = Memory.stride(stride);
    long target = Memory.offset(to);
    FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, memory, low, NATIVE);
    FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, memory, low + step, NATIVE);
    FloatVector a2 = FloatVector.fromMemorySegment(SPECIES, memory, low + 2 * step, NATIVE);
    FloatVector a3 = FloatVector.fromMemorySegment(SPECIES, memory, low + 3 * step, NATIVE);
    FloatVector a4 = FloatVector.fromMemorySegment(SPECIES, memory, high, NATIVE);
    FloatVector a5 = FloatVector.fromMemorySegment(SPECIES, memory, high + step, NATIVE);
    FloatVector a6 = FloatVector.fromMemorySegment(SPECIES, memory, high + 2 * step, NATIVE);
    FloatVector a7 = FloatVector.fromMemorySegment(SPECIES, memory, high + 3 * step, NATIVE);
    FloatVector b0 = VECTOR.cast(a0.rearrange(LOW, a4));
    FloatVector b1 = VECTOR.cast(a0.rearrange(HIGH, a4));
    FloatVector b2 = VECTOR.cast(a1.rearrange(LOW, a5));
    FloatVector b3 = VECTOR.cast(a1.rearrange(HIGH, a5));
    FloatVector b4 = VECTOR.cast(a2.rearrange(LOW, a6));
    FloatVector b5 = VECTOR.cast(a2.rearrange(HIGH, a6));
    FloatVector b6 = VECTOR.cast(a3.rearrange(LOW, a7));
    FloatVector b7 = VECTOR.cast(a3.rearrange(HIGH, a7));
    FloatVector c0 = VECTOR.cast(b0.rearrange(LOW, b4));
    FloatVector c1 = VECTOR.cast(b0.rearrange(HIGH, b4));
    FloatVector c2 = VECTOR.cast(b1.rearrange(LOW, b5));
    FloatVector c3 = VECTOR.cast(b1.rearrange(HIGH, b5));
    FloatVector c4 = VECTOR.cast(b2.rearrange(LOW, b6));
    FloatVector c5 = VECTOR.cast(b2.rearrange(HIGH, b6));
    FloatVector c6 = VECTOR.cast(b3.rearrange(LOW, b7));
    FloatVector c7 = VECTOR.cast(b3.rearrange(HIGH, b7));
    VECTOR.cast(c0.rearrange(LOW, c4)).intoMemorySegment(memory, target, NATIVE);
    VECTOR.cast(c0.rearrange(HIGH, c4)).intoMemorySegment(memory, target + BYTES, NATIVE);
    VECTOR.cast(c1.rearrange(LOW, c5)).intoMemorySegment(memory, target + 2 * BYTES, NATIVE);
    VECTOR.cast(c1.rearrange(HIGH, c5)).intoMemorySegment(memory, target + 3 * BYTES, NATIVE);
    VECTOR.cast(c2.rearrange(LOW, c6)).intoMemorySegment(memory, target + 4 * BYTES, NATIVE);
    VECTOR.cast(c2.rearrange(HIGH, c6)).intoMemorySegment(memory, target + 5 * BYTES, NATIVE);
    VECTOR.cast(c3.rearrange(LOW, c7)).intoMemorySegment(memory, target + 6 * BYTES, NATIVE);
    VECTOR.cast(c3.rearrange(HIGH, c7)).intoMemorySegment(memory, target + 7 * BYTES, NATIVE);
  }

  private static void round(
      MemorySegment from,
      long fromOffset,
      long fromStride,
      MemorySegment to,
      long toOffset,
      long toStride) {
    MemorySegment source = Memory.of(from);
    MemorySegment target = Memory.of(to);
    long first = Memory.offset(fromOffset);
    long second = Memory.offset(fromOffset + HALF * fromStride);
    long low = Memory.offset(toOffset);
    long high = Memory.offset(toOffset + toStride);
    long step = Memory.stride(fromStride);
    long toStep = Memory.stride(2 * toStride);
    for (int i = 0; i < HALF; i++) {
      long at = i * step;
      long toAt = i * toStep;
      FloatVector a = FloatVector.fromMemorySegment(SPECIES, source, first + at, NATIVE);
      FloatVector b = FloatVector.fromMemorySegment(SPECIES, source, second + at, NATIVE);
      VECTOR.cast(a.rearrange(LOW, b)).intoMemorySegment(target, low + toAt, NATIVE);
      VECTOR.cast(a.rearrange(HIGH, b)).intoMemorySegment(target, high + toAt, NATIVE);
    }
  }
}
