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
 * Transposes blocks of as many rows as a vector has lanes.
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
