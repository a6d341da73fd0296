package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;

import dev.lanewise.kernels.LocalResponseNorm;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Local response normalisation with the usual beta of 3/4, a power that two square roots make.
 *
 * <p>The squares of one pixel go to scratch memory between zeros, so that each of the shifted loads
 * that make a sum is whole:
 *
 * <pre>
 *   0 .. 0 | x_0^2 .. x_(C-1)^2 | 0 .. 0       before | channels | after and up to a whole vector
 * </pre>
 */
public final class LocalResponseNormStep extends PixelRange {
  /** The only beta that this step computes. */
  public static final double BETA = 0.75;

  private final int size;
  private final int before;
  private final float factor;
  private final float k;
  private final View in;
  private final View out;

  public LocalResponseNormStep(
      long pixels, int channels, LocalResponseNorm norm, View in, View out) {
    super(pixels, channels);
    this.before = Math.min(norm.before(), channels - 1);
    this.size = before + 1 + Math.min(norm.after(), channels - 1);
    this.factor = (float) (norm.alpha() / norm.size());
    this.k = (float) norm.k();
    this.in = Memory.of(in);
    this.out = Memory.of(out);
  }

  @Override
  public long scratchBytes() {
    return Math.ceilDiv((long) size + channels + COUNT, COUNT) * BYTES;
  }

  @Override
  void pixels(long from, long to, MemorySegment scratch) {
    long squares = Memory.base(scratch);
    for (long at = 0; at < scratchBytes(); at += BYTES) {
      FloatVector.zero(SPECIES)
          .intoMemorySegment(Memory.of(scratch), Memory.offset(squares + at), NATIVE);
    }
    for (long p = from; p < to; p++) {
      long inOffset = in.offset() + p * in.pixelStride() * Float.BYTES;
      long outOffset = out.offset() + p * out.pixelStride() * Float.BYTES;
      square(channels, in.segment(), inOffset, scratch, squares + (long) before * Float.BYTES);
      normalise(
          channels,
          size,
          factor,
          k,
          scratch,
          squares,
          in.segment(),
          inOffset,
          out.segment(),
          outOffset);
    }
  }

  /** Lanes behind the channels are written as zeros, as they were. */
  private static void square(
      int channels, MemorySegment in, long from, MemorySegment squares, long to) {
    for (int c = 0; c < channels; c += COUNT) {
      long lane = (long) c * Float.BYTES;
      VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
      FloatVector x =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(in), Memory.offset(from + lane), NATIVE, mask);
      x.mul(x).intoMemorySegment(Memory.of(squares), Memory.offset(to + lane), NATIVE);
    }
  }

  private static void normalise(
      int channels,
      int size,
      float factor,
      float k,
      MemorySegment squares,
      long first,
      MemorySegment in,
      long from,
      MemorySegment out,
      long to) {
    for (int c = 0; c < channels; c += COUNT) {
      long lane = (long) c * Float.BYTES;
      VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int j = 0; j < size; j++) {
        long at = first + lane + (long) j * Float.BYTES;
        sum =
            FloatVector.fromMemorySegment(SPECIES, Memory.of(squares), Memory.offset(at), NATIVE)
                .add(sum);
      }
      FloatVector root = VECTOR.cast(sum).mul(factor).add(k).sqrt();
      FloatVector x =
          FloatVector.fromMemorySegment(
              SPECIES, Memory.of(in), Memory.offset(from + lane), NATIVE, mask);
      x.div(root.mul(root.sqrt()))
          .intoMemorySegment(Memory.of(out), Memory.offset(to + lane), NATIVE, mask);
    }
  }
}
