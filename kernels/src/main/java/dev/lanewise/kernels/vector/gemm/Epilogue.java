package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.elementwise.ActivationLoops;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * What happens to finished sums on their way to the output: bias, residual, clamp or activation.
 *
 * <p>One call moves one vector of channels, or four in {@link Epilogue4}, down a run of pixels, so
 * that bias and limits stay in registers. Where K comes in blocks, the first block's sums get bias
 * and residual, the later ones are added to the output, and the last ones are clamped. The output
 * may be the residual: each element of it is read just before it is overwritten. Activations are
 * computed in place, on what was just written and lies in the first-level cache.
 */
public final class Epilogue {
  static final long ZEROS_OFFSET = Memory.base(Memory.ZEROS);

  private Epilogue() {}

  /**
   * Moves rows of sums to the output.
   *
   * @param rows pixels
   * @param vectors of each row
   * @param channels how many lanes of a row exist in the output, at least 1
   * @param sums the first row at {@code from}, the next ones behind it without gaps
   * @param bias whole vectors at {@code biasOffset}, or null
   * @param addend residual or earlier sums at {@code addendOffset}, or null
   * @param post applied last, or null for none
   */
  public static void rows(
      int rows,
      int vectors,
      int channels,
      MemorySegment sums,
      long from,
      MemorySegment bias,
      long biasOffset,
      View addend,
      long addendOffset,
      PostOp post,
      View out,
      long outOffset) {
    if (vectors == 4 && channels >= 4 * COUNT && !(post instanceof Activation)) {
      Epilogue4.rows(
          rows, sums, from, bias, biasOffset, addend, addendOffset, (Clamp) post, out, outOffset);
      return;
    }
    for (int j = 0; j < vectors && j * COUNT < channels; j++) {
      long lane = (long) j * BYTES;
      column(
          rows,
          channels - j * COUNT,
          sums,
          from + lane,
          (long) vectors * BYTES,
          bias,
          biasOffset + lane,
          addend,
          addendOffset + lane,
          post,
          out,
          outOffset + lane);
    }
  }

  /**
   * Moves one vector column of sums to the output.
   *
   * @param rows pixels
   * @param channels how many lanes exist in the output, at least 1; more than a vector is a vector
   * @param sums the first pixel's vector at {@code from}, the next ones every {@code fromStride}
   *     bytes
   * @param bias a whole vector at {@code biasOffset}, or null
   * @param addend residual or earlier sums at {@code addendOffset}, or null
   * @param post applied last, or null for none
   */
  public static void column(
      int rows,
      int channels,
      MemorySegment sums,
      long from,
      long fromStride,
      MemorySegment bias,
      long biasOffset,
      View addend,
      long addendOffset,
      PostOp post,
      View out,
      long outOffset) {
    Clamp clamp = post instanceof Clamp limits ? limits : null;
    move(
        rows,
        channels,
        sums,
        from,
        fromStride,
        bias,
        biasOffset,
        addend,
        addendOffset,
        clamp,
        out,
        outOffset);
    if (post instanceof Activation activation) {
      long stride = out.pixelStride() * Float.BYTES;
      int lanes = Math.min(channels, COUNT);
      ActivationLoops.run(
          activation,
          rows,
          lanes,
          out.segment(),
          outOffset,
          stride,
          out.segment(),
          outOffset,
          stride);
    }
  }

  private static void move(
      int rows,
      int channels,
      MemorySegment sums,
      long from,
      long fromStride,
      MemorySegment bias,
      long biasOffset,
      View addend,
      long addendOffset,
      Clamp clamp,
      View out,
      long outOffset) {
    float low = clamp == null ? Float.NEGATIVE_INFINITY : clamp.low();
    float high = clamp == null ? Float.POSITIVE_INFINITY : clamp.high();
    MemorySegment to = out.segment();
    long toStride = out.pixelStride() * Float.BYTES;
    MemorySegment shift = bias == null ? Memory.ZEROS : bias;
    long shiftOffset = bias == null ? ZEROS_OFFSET : biasOffset;
    if (addend == null) {
      if (channels >= COUNT) {
        whole(rows, sums, from, fromStride, shift, shiftOffset, low, high, to, outOffset, toStride);
      } else {
        part(
            rows,
            channels,
            sums,
            from,
            fromStride,
            shift,
            shiftOffset,
            low,
            high,
            to,
            outOffset,
            toStride);
      }
      return;
    }
    MemorySegment add = addend.segment();
    long addStride = addend.pixelStride() * Float.BYTES;
    if (channels >= COUNT) {
      wholeAdd(
          rows,
          sums,
          from,
          fromStride,
          shift,
          shiftOffset,
          add,
          addendOffset,
          addStride,
          low,
          high,
          to,
          outOffset,
          toStride);
    } else {
      partAdd(
          rows,
          channels,
          sums,
          from,
          fromStride,
          shift,
          shiftOffset,
          add,
          addendOffset,
          addStride,
          low,
          high,
          to,
          outOffset,
          toStride);
    }
  }

  private static void whole(
      int rows,
      MemorySegment sums,
      long from,
      long fromStride,
      MemorySegment bias,
      long biasOffset,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toStride) {
    FloatVector b =
        FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), Memory.offset(biasOffset), NATIVE);
    MemorySegment sm = Memory.of(sums);
    MemorySegment om = Memory.of(out);
    for (int r = 0; r < rows; r++) {
      long s = Memory.offset(from + r * fromStride);
      long t = Memory.offset(to + r * toStride);
      FloatVector v = FloatVector.fromMemorySegment(SPECIES, sm, s, NATIVE).add(b);
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      v.intoMemorySegment(om, t, NATIVE);
    }
  }

  private static void wholeAdd(
      int rows,
      MemorySegment sums,
      long from,
      long fromStride,
      MemorySegment bias,
      long biasOffset,
      MemorySegment addend,
      long addFrom,
      long addStride,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toStride) {
    FloatVector b =
        FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), Memory.offset(biasOffset), NATIVE);
    MemorySegment sm = Memory.of(sums);
    MemorySegment am = Memory.of(addend);
    MemorySegment om = Memory.of(out);
    for (int r = 0; r < rows; r++) {
      long s = Memory.offset(from + r * fromStride);
      long a = Memory.offset(addFrom + r * addStride);
      long t = Memory.offset(to + r * toStride);
      FloatVector v =
          FloatVector.fromMemorySegment(SPECIES, sm, s, NATIVE)
              .add(b)
              .add(FloatVector.fromMemorySegment(SPECIES, am, a, NATIVE));
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      v.intoMemorySegment(om, t, NATIVE);
    }
  }

  private static void part(
      int rows,
      int channels,
      MemorySegment sums,
      long from,
      long fromStride,
      MemorySegment bias,
      long biasOffset,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toStride) {
    VectorMask<Float> lanes = SPECIES.indexInRange(0, channels);
    FloatVector b =
        FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), Memory.offset(biasOffset), NATIVE);
    MemorySegment sm = Memory.of(sums);
    MemorySegment om = Memory.of(out);
    for (int r = 0; r < rows; r++) {
      long s = Memory.offset(from + r * fromStride);
      long t = Memory.offset(to + r * toStride);
      FloatVector v = FloatVector.fromMemorySegment(SPECIES, sm, s, NATIVE).add(b);
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      v.intoMemorySegment(om, t, NATIVE, lanes);
    }
  }

  private static void partAdd(
      int rows,
      int channels,
      MemorySegment sums,
      long from,
      long fromStride,
      MemorySegment bias,
      long biasOffset,
      MemorySegment addend,
      long addFrom,
      long addStride,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toStride) {
    VectorMask<Float> lanes = SPECIES.indexInRange(0, channels);
    FloatVector b =
        FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), Memory.offset(biasOffset), NATIVE);
    MemorySegment sm = Memory.of(sums);
    MemorySegment am = Memory.of(addend);
    MemorySegment om = Memory.of(out);
    for (int r = 0; r < rows; r++) {
      long s = Memory.offset(from + r * fromStride);
      long a = Memory.offset(addFrom + r * addStride);
      long t = Memory.offset(to + r * toStride);
      FloatVector add = FloatVector.fromMemorySegment(SPECIES, am, a, NATIVE, lanes);
      FloatVector v = FloatVector.fromMemorySegment(SPECIES, sm, s, NATIVE).add(b).add(add);
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      v.intoMemorySegment(om, t, NATIVE, lanes);
    }
  }
}
