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
 * The functions of {@link Activation} on vectors in memory, one loop each, so that no vector
 * crosses a call. An element's result depends on neither its lane nor its loop.
 */
public final class ActivationLoops {
  private ActivationLoops() {}

  /**
   * Computes {@code out = activation(in)} on vectors at equal distances; out may be in.
   *
   * @param vectors how many
   * @param lanes how many elements of each vector exist, at least 1
   * @param from offset of the first one, the next ones every {@code fromStride} bytes
   */
  public static void run(
      Activation activation,
      int vectors,
      int lanes,
      MemorySegment in,
      long from,
      long fromStride,
      MemorySegment out,
      long to,
      long toStride) {
    float a = (float) activation.alpha();
    float b = (float) activation.beta();
    switch (activation.kind()) {
      case SIGMOID, TANH, ELU, SILU ->
          ExponentialLoop.run(
              activation.kind(), a, vectors, lanes, in, from, fromStride, out, to, toStride);
      case LEAKY_RELU -> leakyRelu(vectors, lanes, in, from, fromStride, out, to, toStride, a);
      case HARD_SIGMOID ->
          hardSigmoid(vectors, lanes, in, from, fromStride, out, to, toStride, a, b);
      case HARD_SWISH -> hardSwish(vectors, lanes, in, from, fromStride, out, to, toStride);
    }
  }

  private static void leakyRelu(
      int vectors,
      int lanes,
      MemorySegment in,
      long from,
      long fromStride,
      MemorySegment out,
      long to,
      long toStride,
      float slope) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, lanes);
    for (int i = 0; i < vectors; i++) {
      FloatVector x =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(in), Memory.offset(from + i * fromStride), NATIVE, mask);
      x.blend(x.mul(slope), x.compare(VectorOperators.LT, 0f))
          .intoMemorySegment(Memory.of(out), Memory.offset(to + i * toStride), NATIVE, mask);
    }
  }

  private static void hardSigmoid(
      int vectors,
      int lanes,
      MemorySegment in,
      long from,
      long fromStride,
      MemorySegment out,
      long to,
      long toStride,
      float slope,
      float offset) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, lanes);
    for (int i = 0; i < vectors; i++) {
      FloatVector x =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(in), Memory.offset(from + i * fromStride), NATIVE, mask);
      FloatVector y = x.mul(slope).add(offset);
      y = y.blend(0f, y.compare(VectorOperators.LT, 0f));
      y = y.blend(1f, y.compare(VectorOperators.GT, 1f));
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + i * toStride), NATIVE, mask);
    }
  }

  /** With {@code x + 3} in place of {@code x / 6 + 1/2}: near -3 that sum is exact. */
  private static void hardSwish(
      int vectors,
      int lanes,
      MemorySegment in,
      long from,
      long fromStride,
      MemorySegment out,
      long to,
      long toStride) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, lanes);
    for (int i = 0; i < vectors; i++) {
      FloatVector x =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(in), Memory.offset(from + i * fromStride), NATIVE, mask);
      FloatVector y = x.add(3f);
      y = y.blend(0f, y.compare(VectorOperators.LT, 0f));
      y = y.blend(6f, y.compare(VectorOperators.GT, 6f));
      x.mul(y.mul(1 / 6f))
          .intoMemorySegment(Memory.of(out), Memory.offset(to + i * toStride), NATIVE, mask);
    }
  }
}
