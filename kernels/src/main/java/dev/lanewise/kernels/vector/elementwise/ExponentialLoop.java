package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The functions of {@link Activation} with an exponential, on vectors in memory.
 *
 * <p>They take it of {@code t = -|x|} or {@code -2|x|}, which cannot overflow, and go on with a sum
 * of numbers of one sign, so that the relative error stays at a few roundings everywhere.
 *
 * <p>{@code e^t = 2^n * e^r} with {@code n = round(t / ln 2)}; n is found by adding a number so
 * large that the sum has no fraction bits, and ln 2 is subtracted in two parts, the first of which
 * has so few bits that n times it is exact (Cody and Waite, "Software Manual for the Elementary
 * Functions", 1980). For {@code |r| <= ln(2) / 2} a polynomial of least largest error (Remez) gives
 * {@code (e^r - 1 - r) / r^2}, which adds 3.1e-9 to the relative error of {@code e^r}.
 *
 * <p>Multiplications and additions are rounded one by one, so that results do not depend on fused
 * ones being there. NaN stays NaN.
 */
final class ExponentialLoop {
  /** ln(2^-126): below it the result has no exponent of its own. */
  private static final float LEAST = -87.33654f;

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.1219444e-4f;

  /** 1.5 * 2^23: sums with it are integers, found in the low bits. */
  private static final float ROUNDER = 12582912f;

  private static final int MANTISSA_BITS = 23;
  private static final int BITS_OF_ONE = 0x3f800000;

  private static final float C2 = 0.49999994f;
  private static final float C3 = 0.16666521f;
  private static final float C4 = 0.04166839f;
  private static final float C5 = 0.00836871f;
  private static final float C6 = 0.0013814613f;

  private ExponentialLoop() {}

  /**
   * See {@link ActivationLoops#run}. One loop for all of them and not a method for the exponential:
   * a vector that crosses a call which the compiler does not inline goes through the heap.
   */
  static void run(
      Activation.Kind kind,
      float alpha,
      int vectors,
      int lanes,
      MemorySegment in,
      long from,
      long fromStride,
      MemorySegment out,
      long to,
      long toStride) {
    float factor = kind == Activation.Kind.TANH ? -2 : -1;
    VectorMask<Float> mask = SPECIES.indexInRange(0, lanes);
    for (int i = 0; i < vectors; i++) {
      FloatVector x =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(in), Memory.offset(from + i * fromStride), NATIVE, mask);
      FloatVector t = x.abs().mul(factor);
      VectorMask<Float> vanishes = t.compare(VectorOperators.LT, LEAST);
      // Not by max, which would cost more, as it tells the zeros apart.
      FloatVector y = t.blend(LEAST, vanishes);
      FloatVector rounded = y.mul(LOG2_E).add(ROUNDER);
      FloatVector n = rounded.sub(ROUNDER);
      FloatVector r = y.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW));
      FloatVector q = r.mul(C6).add(C5).mul(r).add(C4).mul(r).add(C3).mul(r).add(C2);
      FloatVector p = r.mul(r).mul(q).add(r);
      // The low bits of n + ROUNDER, moved to the place of the exponent.
      FloatVector power =
          rounded
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
              .add(BITS_OF_ONE)
              .reinterpretAsFloats();
      long at = Memory.offset(to + i * toStride);
      // Each case stores by itself: a choice between vectors sometimes sends them through the heap.
      switch (kind) {
        case SIGMOID -> {
          FloatVector e = p.add(1f).mul(power).blend(0f, vanishes);
          e.blend(1f, x.compare(VectorOperators.GE, 0f))
              .div(e.add(1f))
              .intoMemorySegment(Memory.of(out), at, NATIVE, mask);
        }
        case SILU -> {
          FloatVector e = p.add(1f).mul(power).blend(0f, vanishes);
          e.blend(1f, x.compare(VectorOperators.GE, 0f))
              .div(e.add(1f))
              .mul(x)
              .intoMemorySegment(Memory.of(out), at, NATIVE, mask);
        }
        case ELU ->
            p.mul(power)
                .add(power.sub(1f))
                .mul(alpha)
                .blend(x, x.compare(VectorOperators.GT, 0f))
                .intoMemorySegment(Memory.of(out), at, NATIVE, mask);
        case TANH -> {
          // tanh |x| = -m / (m + 2) with m = e^(-2|x|) - 1
          FloatVector m = p.mul(power).add(power.sub(1f));
          FloatVector negative = m.div(m.add(2f));
          negative
              .blend(negative.neg(), x.compare(VectorOperators.GT, 0f))
              .intoMemorySegment(Memory.of(out), at, NATIVE, mask);
        }
        default -> throw new IllegalArgumentException(kind + " has no exponential");
      }
    }
  }
}
