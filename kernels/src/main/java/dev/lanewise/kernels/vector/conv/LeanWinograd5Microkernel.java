package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The products of one position for nine tiles and two vectors of output channels.
 *
 * <p>Register budget: 18 accumulators, 2 vectors of filters and broadcasts, 32. The sums do not
 * begin with those of the channels before, as that many more reads are more than the JVM's first
 * compiler has virtual registers for: {@link #add} adds them.
 */
final class LeanWinograd5Microkernel {
  /** Tiles of one call. */
  static final int TILES = 9;

  /** Vectors of output channels of one call. */
  static final int VECTORS = 2;

  /** Bytes of the sums of one position. */
  static final long POSITION_BYTES = (long) TILES * VECTORS * BYTES;

  private LeanWinograd5Microkernel() {}

  /**
   * {@code sums = V * U}.
   *
   * @param kc input channels, 1 to {@link Memory#MOST_SMALL}
   * @param v {@code [9][kc]}, tiles {@code vStride} bytes apart
   * @param u {@code [kc][2 vectors]}
   * @param sums {@code [9][2 vectors]}
   */
  static void run(
      int kc,
      MemorySegment v,
      long vOffset,
      long vStride,
      MemorySegment u,
      long uOffset,
      MemorySegment sums,
      long sumsOffset) {
    MemorySegment vm = Memory.of(v);
    MemorySegment um = Memory.of(u);
    MemorySegment sm = Memory.of(sums);
    long from0 = Memory.offset(vOffset);
    long from1 = Memory.offset(vOffset + vStride);
    long from2 = Memory.offset(vOffset + 2 * vStride);
    long from3 = Memory.offset(vOffset + 3 * vStride);
    long from4 = Memory.offset(vOffset + 4 * vStride);
    long from5 = Memory.offset(vOffset + 5 * vStride);
    long from6 = Memory.offset(vOffset + 6 * vStride);
    long from7 = Memory.offset(vOffset + 7 * vStride);
    long from8 = Memory.offset(vOffset + 8 * vStride);
    long filters = Memory.offset(uOffset);
    long to = Memory.offset(sumsOffset);
    int length = Memory.small(kc);
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s40 = FloatVector.zero(SPECIES);
    FloatVector s41 = FloatVector.zero(SPECIES);
    FloatVector s50 = FloatVector.zero(SPECIES);
    FloatVector s51 = FloatVector.zero(SPECIES);
    FloatVector s60 = FloatVector.zero(SPECIES);
    FloatVector s61 = FloatVector.zero(SPECIES);
    FloatVector s70 = FloatVector.zero(SPECIES);
    FloatVector s71 = FloatVector.zero(SPECIES);
    FloatVector s80 = FloatVector.zero(SPECIES);
    FloatVector s81 = FloatVector.zero(SPECIES);
    for (int k = 0; k < length; k++) {
      long vk = (long) Memory.small(k) * Float.BYTES;
      long uk = filters + (long) Memory.small(k) * (2 * BYTES);
      FloatVector u0 = FloatVector.fromMemorySegment(SPECIES, um, uk, NATIVE);
      FloatVector u1 = FloatVector.fromMemorySegment(SPECIES, um, uk + BYTES, NATIVE);
      FloatVector v0 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, from0 + vk));
      s00 = v0.fma(u0, s00);
      s01 = v0.fma(u1, s01);
      FloatVector v1 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, from1 + vk));
      s10 = v1.fma(u0, s10);
      s11 = v1.fma(u1, s11);
      FloatVector v2 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, from2 + vk));
      s20 = v2.fma(u0, s20);
      s21 = v2.fma(u1, s21);
      FloatVector v3 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, from3 + vk));
      s30 = v3.fma(u0, s30);
      s31 = v3.fma(u1, s31);
      FloatVector v4 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, from4 + vk));
      s40 = v4.fma(u0, s40);
      s41 = v4.fma(u1, s41);
      FloatVector v5 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, from5 + vk));
      s50 = v5.fma(u0, s50);
      s51 = v5.fma(u1, s51);
      FloatVector v6 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, from6 + vk));
      s60 = v6.fma(u0, s60);
      s61 = v6.fma(u1, s61);
      FloatVector v7 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, from7 + vk));
      s70 = v7.fma(u0, s70);
      s71 = v7.fma(u1, s71);
      FloatVector v8 = FloatVector.broadcast(SPECIES, vm.get(JAVA_FLOAT_UNALIGNED, from8 + vk));
      s80 = v8.fma(u0, s80);
      s81 = v8.fma(u1, s81);
    }
    VECTOR.cast(s00).intoMemorySegment(sm, to, NATIVE);
    VECTOR.cast(s01).intoMemorySegment(sm, to + BYTES, NATIVE);
    VECTOR.cast(s10).intoMemorySegment(sm, to + 2 * BYTES, NATIVE);
    VECTOR.cast(s11).intoMemorySegment(sm, to + 3 * BYTES, NATIVE);
    VECTOR.cast(s20).intoMemorySegment(sm, to + 4 * BYTES, NATIVE);
    VECTOR.cast(s21).intoMemorySegment(sm, to + 5 * BYTES, NATIVE);
    VECTOR.cast(s30).intoMemorySegment(sm, to + 6 * BYTES, NATIVE);
    VECTOR.cast(s31).intoMemorySegment(sm, to + 7 * BYTES, NATIVE);
    VECTOR.cast(s40).intoMemorySegment(sm, to + 8 * BYTES, NATIVE);
    VECTOR.cast(s41).intoMemorySegment(sm, to + 9 * BYTES, NATIVE);
    VECTOR.cast(s50).intoMemorySegment(sm, to + 10 * BYTES, NATIVE);
    VECTOR.cast(s51).intoMemorySegment(sm, to + 11 * BYTES, NATIVE);
    VECTOR.cast(s60).intoMemorySegment(sm, to + 12 * BYTES, NATIVE);
    VECTOR.cast(s61).intoMemorySegment(sm, to + 13 * BYTES, NATIVE);
    VECTOR.cast(s70).intoMemorySegment(sm, to + 14 * BYTES, NATIVE);
    VECTOR.cast(s71).intoMemorySegment(sm, to + 15 * BYTES, NATIVE);
    VECTOR.cast(s80).intoMemorySegment(sm, to + 16 * BYTES, NATIVE);
    VECTOR.cast(s81).intoMemorySegment(sm, to + 17 * BYTES, NATIVE);
  }

  /** Adds the sums of one position to others. */
  static void add(MemorySegment scratch, long sums, long onto) {
    MemorySegment m = Memory.of(scratch);
    long from = Memory.offset(sums);
    long to = Memory.offset(onto);
    for (int i = 0; i < TILES * VECTORS; i++) {
      long step = (long) i * BYTES;
      FloatVector.fromMemorySegment(SPECIES, m, to + step, NATIVE)
          .add(FloatVector.fromMemorySegment(SPECIES, m, from + step, NATIVE))
          .intoMemorySegment(m, to + step, NATIVE);
    }
  }
}
