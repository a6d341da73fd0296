package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Short copies and fills of floats, without the fixed cost of a bulk copy. */
final class FloatCopy {
  private FloatCopy() {}

  /** Copies {@code count} floats; offsets in bytes. */
  static void copy(
      MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      long step = (long) i * Float.BYTES;
      Memory.store(Memory.load(from, fromOffset + step), to, toOffset + step);
    }
    if (i < count) {
      long step = (long) i * Float.BYTES;
      VectorMask<Float> rest = SPECIES.indexInRange(i, count);
      Memory.store(Memory.load(from, fromOffset + step, rest), to, toOffset + step, rest);
    }
  }

  /** Writes {@code count} zeros; the offset in bytes. */
  static void zero(MemorySegment to, long offset, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      Memory.store(zero, to, offset + (long) i * Float.BYTES);
    }
    if (i < count) {
      Memory.store(zero, to, offset + (long) i * Float.BYTES, SPECIES.indexInRange(i, count));
    }
  }
}
