package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@code out = activation(in)}. */
public final class ActivationStep extends ElementRange {
  private final Activation.Kind kind;
  private final float alpha;
  private final float beta;
  private final View in;
  private final View out;

  public ActivationStep(long pixels, int channels, Activation activation, View in, View out) {
    super(pixels, channels, dense(channels, in, out));
    this.kind = activation.kind();
    this.alpha = (float) activation.alpha();
    this.beta = (float) activation.beta();
    this.in = Memory.of(in);
    this.out = Memory.of(out);
  }

  @Override
  void row(long row, int length) {
    MemorySegment a = in.segment();
    MemorySegment b = out.segment();
    long from = at(in, row);
    long to = at(out, row);
    switch (kind) {
      case SIGMOID -> sigmoid(length, a, from, b, to);
      case TANH -> tanh(length, a, from, b, to);
      case LEAKY_RELU -> leakyRelu(length, a, from, b, to, alpha);
      case ELU -> elu(length, a, from, b, to, alpha);
      case SILU -> silu(length, a, from, b, to);
      case HARD_SIGMOID -> hardSigmoid(length, a, from, b, to, alpha, beta);
      case HARD_SWISH -> hardSwish(length, a, from, b, to);
    }
  }

  private static void sigmoid(int length, MemorySegment in, long from, MemorySegment out, long to) {
    for (int i = 0; i < length; i += COUNT) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, length);
      FloatVector y = Curves.sigmoid(load(in, from, i, rest));
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + (long) i * Float.BYTES), NATIVE, rest);
    }
  }

  private static void tanh(int length, MemorySegment in, long from, MemorySegment out, long to) {
    for (int i = 0; i < length; i += COUNT) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, length);
      FloatVector y = Curves.tanh(load(in, from, i, rest));
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + (long) i * Float.BYTES), NATIVE, rest);
    }
  }

  private static void leakyRelu(
      int length, MemorySegment in, long from, MemorySegment out, long to, float slope) {
    for (int i = 0; i < length; i += COUNT) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, length);
      FloatVector y = Curves.leakyRelu(load(in, from, i, rest), slope);
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + (long) i * Float.BYTES), NATIVE, rest);
    }
  }

  private static void elu(
      int length, MemorySegment in, long from, MemorySegment out, long to, float alpha) {
    for (int i = 0; i < length; i += COUNT) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, length);
      FloatVector y = Curves.elu(load(in, from, i, rest), alpha);
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + (long) i * Float.BYTES), NATIVE, rest);
    }
  }

  private static void silu(int length, MemorySegment in, long from, MemorySegment out, long to) {
    for (int i = 0; i < length; i += COUNT) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, length);
      FloatVector y = Curves.silu(load(in, from, i, rest));
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + (long) i * Float.BYTES), NATIVE, rest);
    }
  }

  private static void hardSigmoid(
      int length,
      MemorySegment in,
      long from,
      MemorySegment out,
      long to,
      float slope,
      float offset) {
    for (int i = 0; i < length; i += COUNT) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, length);
      FloatVector y = Curves.hardSigmoid(load(in, from, i, rest), slope, offset);
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + (long) i * Float.BYTES), NATIVE, rest);
    }
  }

  private static void hardSwish(
      int length, MemorySegment in, long from, MemorySegment out, long to) {
    for (int i = 0; i < length; i += COUNT) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, length);
      FloatVector y = Curves.hardSwish(load(in, from, i, rest));
      y.intoMemorySegment(Memory.of(out), Memory.offset(to + (long) i * Float.BYTES), NATIVE, rest);
    }
  }

  private static FloatVector load(MemorySegment in, long from, int i, VectorMask<Float> rest) {
    return FloatVector.fromMemorySegment(
        SPECIES, Memory.of(in), Memory.offset(from + (long) i * Float.BYTES), NATIVE, rest);
  }
}
