package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@code out = a * b}, element by element. */
public final class MultiplyStep extends ElementRange {
  private final View a;
  private final View b;
  private final View out;

  public MultiplyStep(long pixels, int channels, View a, View b, View out) {
    super(pixels, channels, dense(channels, a, b, out));
    this.a = Memory.of(a);
    this.b = Memory.of(b);
    this.out = Memory.of(out);
  }

  @Override
  void row(long row, int length) {
    multiply(length, a.segment(), at(a, row), b.segment(), at(b, row), out.segment(), at(out, row));
  }

  /** {@code length} products of elements that lie side by side. */
  static void multiply(
      int length,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment out,
      long outOffset) {
    int i = 0;
    for (; i <= length - COUNT; i += COUNT) {
      long lane = (long) i * Float.BYTES;
      FloatVector x =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(a), Memory.offset(aOffset + lane), NATIVE);
      FloatVector y =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(b), Memory.offset(bOffset + lane), NATIVE);
      x.mul(y).intoMemorySegment(Memory.of(out), Memory.offset(outOffset + lane), NATIVE);
    }
    if (i < length) {
      long lane = (long) i * Float.BYTES;
      VectorMask<Float> rest = SPECIES.indexInRange(i, length);
      FloatVector x =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(a), Memory.offset(aOffset + lane), NATIVE, rest);
      FloatVector y =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(b), Memory.offset(bOffset + lane), NATIVE, rest);
      x.mul(y).intoMemorySegment(Memory.of(out), Memory.offset(outOffset + lane), NATIVE, rest);
    }
  }
}
