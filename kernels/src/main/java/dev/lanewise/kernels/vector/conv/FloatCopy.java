package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;

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
      FloatVector.fromMemorySegment(
              SPECIES, Memory.of(from), Memory.offset(fromOffset + step), NATIVE)
          .intoMemorySegment(Memory.of(to), Memory.offset(toOffset + step), NATIVE);
    }
    if (i < count) {
      long step = (long) i * Float.BYTES;
      VectorMask<Float> rest = SPECIES.indexInRange(i, count);
      FloatVector.fromMemorySegment(
              SPECIES, Memory.of(from), Memory.offset(fromOffset + step), NATIVE, rest)
          .intoMemorySegment(Memory.of(to), Memory.offset(toOffset + step), NATIVE, rest);
    }
  }

  /** Writes {@code count} zeros; the offset in bytes. */
  static void zero(MemorySegment to, long offset, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      VECTOR
          .cast(zero)
          .intoMemorySegment(Memory.of(to), Memory.offset(offset + (long) i * Float.BYTES), NATIVE);
    }
    if (i < count) {
      VECTOR
          .cast(zero)
          .intoMemorySegment(
              Memory.of(to),
              Memory.offset(offset + (long) i * Float.BYTES),
              NATIVE,
              SPECIES.indexInRange(i, count));
    }
  }
}
