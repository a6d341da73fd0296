package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

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
      case SIGMOID -> sigmoid(vectors, lanes, in, from, fromStride, out, to, toStride);
      case TANH -> tanh(vectors, lanes, in, from, fromStride, out, to, toStride);
      case LEAKY_RELU -> leakyRelu(vectors, lanes, in, from, fromStride, out, to, toStride, a);
      case ELU -> elu(vectors, lanes, in, from, fromStride, out, to, toStride, a);
      case SILU -> silu(vectors, lanes, in, from, fromStride, out, to, toStride);
      case HARD_SIGMOID ->
          hardSigmoid(vectors, lanes, in, from, fromStride, out, to, toStride, a, b);
      case HARD_SWISH -> hardSwish(vectors, lanes, in, from, fromStride, out, to, toStride);
    }
  }

  private static void sigmoid(
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
      FloatVector y = Curves.sigmoid(load(in, from + i * fromStride, mask));
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + i * toStride), NATIVE, mask);
    }
  }

  private static void tanh(
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
      FloatVector y = Curves.tanh(load(in, from + i * fromStride, mask));
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + i * toStride), NATIVE, mask);
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
      FloatVector y = Curves.leakyRelu(load(in, from + i * fromStride, mask), slope);
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + i * toStride), NATIVE, mask);
    }
  }

  private static void elu(
      int vectors,
      int lanes,
      MemorySegment in,
      long from,
      long fromStride,
      MemorySegment out,
      long to,
      long toStride,
      float alpha) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, lanes);
    for (int i = 0; i < vectors; i++) {
      FloatVector y = Curves.elu(load(in, from + i * fromStride, mask), alpha);
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + i * toStride), NATIVE, mask);
    }
  }

  private static void silu(
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
      FloatVector y = Curves.silu(load(in, from + i * fromStride, mask));
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + i * toStride), NATIVE, mask);
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
      FloatVector y = Curves.hardSigmoid(load(in, from + i * fromStride, mask), slope, offset);
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + i * toStride), NATIVE, mask);
    }
  }

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
      FloatVector y = Curves.hardSwish(load(in, from + i * fromStride, mask));
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + i * toStride), NATIVE, mask);
    }
  }

  private static FloatVector load(MemorySegment in, long offset, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(
        SPECIES, Memory.of(in), Memory.offset(offset), NATIVE, mask);
  }
}
