package dev.lanewise.kernels.vector.resize;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Weighted sums of runs of floats that lie side by side. */
final class Blend {
  private Blend() {}

  static void copy(int length, MemorySegment in, long from, MemorySegment out, long to) {
    for (int i = 0; i < length; i += COUNT) {
      long lane = (long) i * Float.BYTES;
      VectorMask<Float> mask = SPECIES.indexInRange(i, length);
      FloatVector.fromMemorySegment(
              SPECIES, Memory.of(in), Memory.offset(from + lane), NATIVE, mask)
          .intoMemorySegment(Memory.of(out), Memory.offset(to + lane), NATIVE, mask);
    }
  }

  /** {@code a * weightA + b * weightB}. */
  static void two(
      int length,
      MemorySegment in,
      long a,
      long b,
      float weightA,
      float weightB,
      MemorySegment out,
      long to) {
    for (int i = 0; i < length; i += COUNT) {
      long lane = (long) i * Float.BYTES;
      VectorMask<Float> mask = SPECIES.indexInRange(i, length);
      FloatVector x =
          FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(in), Memory.offset(a + lane), NATIVE, mask)
              .mul(weightA);
      FloatVector y =
          FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(in), Memory.offset(b + lane), NATIVE, mask)
              .mul(weightB);
      x.add(y).intoMemorySegment(Memory.of(out), Memory.offset(to + lane), NATIVE, mask);
    }
  }

  /** {@code (a * v0 + b * v1) * u0 + (c * v0 + d * v1) * u1}. */
  static void four(
      int length,
      MemorySegment in,
      long a,
      long b,
      long c,
      long d,
      float u0,
      float u1,
      float v0,
      float v1,
      MemorySegment out,
      long to) {
    for (int i = 0; i < length; i += COUNT) {
      long lane = (long) i * Float.BYTES;
      VectorMask<Float> mask = SPECIES.indexInRange(i, length);
      FloatVector first =
          FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(in), Memory.offset(a + lane), NATIVE, mask)
              .mul(v0)
              .add(
                  FloatVector.fromMemorySegment(
                          SPECIES, Memory.of(in), Memory.offset(b + lane), NATIVE, mask)
                      .mul(v1));
      FloatVector second =
          FloatVector.fromMemorySegment(
                  SPECIES, Memory.of(in), Memory.offset(c + lane), NATIVE, mask)
              .mul(v0)
              .add(
                  FloatVector.fromMemorySegment(
                          SPECIES, Memory.of(in), Memory.offset(d + lane), NATIVE, mask)
                      .mul(v1));
      first
          .mul(u0)
          .add(second.mul(u1))
          .intoMemorySegment(Memory.of(out), Memory.offset(to + lane), NATIVE, mask);
    }
  }
}
