package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * What happens to a finished register tile on its way to the output: bias, residual, clamp.
 *
 * <p>K comes in blocks. The first block's tile gets bias and residual, the later ones are added to
 * the output, the last one is clamped. The output may be the residual: each element of it is read
 * just before it is overwritten.
 */
public final class Epilogue {
  private Epilogue() {}

  /**
   * Moves one tile of {@code rows} times {@code vectors} vectors to the output.
   *
   * @param tile dense rows of {@code vectors} vectors at {@code tileOffset}
   * @param bias padded with zeros to whole vectors, at {@code biasOffset}, or null
   * @param addend residual or earlier sums, one row per pixel, or null
   * @param clamp applied last, or null for none
   * @param out rows of at least {@code columns} floats
   * @param columns how many of the tile's columns exist in the output
   */
  public static void store(
      int rows,
      int vectors,
      int columns,
      MemorySegment tile,
      long tileOffset,
      MemorySegment bias,
      long biasOffset,
      View addend,
      long addendOffset,
      Clamp clamp,
      View out,
      long outOffset) {
    MemorySegment o = out.segment();
    long outStride = out.pixelStride() * Float.BYTES;
    MemorySegment s = addend == null ? null : addend.segment();
    long addendStride = addend == null ? 0 : addend.pixelStride() * Float.BYTES;
    float low = clamp == null ? Float.NEGATIVE_INFINITY : clamp.low();
    float high = clamp == null ? Float.POSITIVE_INFINITY : clamp.high();
    int whole = columns / COUNT;
    for (int r = 0; r < rows; r++) {
      long t = tileOffset + (long) r * vectors * BYTES;
      long at = outOffset + r * outStride;
      long from = addendOffset + r * addendStride;
      for (int j = 0; j < whole; j++) {
        long step = (long) j * BYTES;
        FloatVector v = FloatVector.fromMemorySegment(SPECIES, tile, t + step, NATIVE);
        if (bias != null) {
          v = v.add(FloatVector.fromMemorySegment(SPECIES, bias, biasOffset + step, NATIVE));
        }
        if (s != null) {
          v = v.add(FloatVector.fromMemorySegment(SPECIES, s, from + step, NATIVE));
        }
        v = v.blend(low, v.compare(VectorOperators.LT, low));
        v = v.blend(high, v.compare(VectorOperators.GT, high));
        v.intoMemorySegment(o, at + step, NATIVE);
      }
      if (whole * COUNT < columns) {
        long step = (long) whole * BYTES;
        VectorMask<Float> rest = SPECIES.indexInRange(whole * COUNT, columns);
        FloatVector v = FloatVector.fromMemorySegment(SPECIES, tile, t + step, NATIVE);
        if (bias != null) {
          v = v.add(FloatVector.fromMemorySegment(SPECIES, bias, biasOffset + step, NATIVE));
        }
        if (s != null) {
          v = v.add(FloatVector.fromMemorySegment(SPECIES, s, from + step, NATIVE, rest));
        }
        v = v.blend(low, v.compare(VectorOperators.LT, low));
        v = v.blend(high, v.compare(VectorOperators.GT, high));
        v.intoMemorySegment(o, at + step, NATIVE, rest);
      }
    }
  }
}
