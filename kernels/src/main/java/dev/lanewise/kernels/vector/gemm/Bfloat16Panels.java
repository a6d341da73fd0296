package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.INTS;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link Panels} whose numbers are stored as bfloat16, the upper half of a float32.
 *
 * <p>Two rows of B share one row of ints, so that a vector of ints becomes two vectors of floats by
 * a shift and a mask, without moving lanes:
 *
 * <pre>
 *   int of column n:   upper 16 bits b[k+1][n]   lower 16 bits b[k][n]      k even within its block
 * </pre>
 *
 * <p>The last row of a block of odd length has zeros above it. All blocks of a panel follow each
 * other, so that one row of A meets one stream of weights:
 *
 * <pre>
 *   panel 0: block 0 | block 1 | ...      panel 1: ...
 * </pre>
 *
 * @param panels the matrix and its blocking
 */
public record Bfloat16Panels(Panels panels) {
  private static final int UPPER = 0xffff0000;
  private static final int HALF_BITS = 16;

  /** Bytes of the packed matrix. */
  public long bytes() {
    return pairStart(panels.blocks()) * panels.panelStart(panels.panels()) * Float.BYTES;
  }

  /** Where a panel's block begins, in bytes. */
  public long offset(int block, int panel) {
    long columns = pairStart(panels.blocks()) * panels.panelStart(panel);
    return (columns + pairStart(block) * panels.panelVectors(panel) * COUNT) * Float.BYTES;
  }

  /** Rows of ints that hold {@code kc} rows of B. */
  public static int pairs(int kc) {
    return (kc + 1) / 2;
  }

  /** Far enough behind the block before, also if all blocks are of odd length. */
  private long pairStart(int block) {
    return (panels.blockStart(block) + (long) block + 1) / 2;
  }

  /**
   * The nearest bfloat16, of two equally near ones the even one, as the upper half of an int.
   * Magnitudes from 2^127 * (2 - 2^-8) on become infinite; NaN stays NaN.
   */
  public static int round(float x) {
    int bits = Float.floatToRawIntBits(x);
    if (Float.isNaN(x)) {
      return (bits | 0x00400000) & UPPER; // quiet, or cutting could leave an infinity
    }
    return (bits + 0x7fff + (bits >>> HALF_BITS & 1)) & UPPER;
  }

  /**
   * Rounds {@code rows} rows of floats into {@link #pairs} rows of ints.
   *
   * @param width floats of a row
   */
  public static void pack(float[] from, int rows, int width, int[] to) {
    for (int row = 0; row < rows; row += 2) {
      for (int n = 0; n < width; n++) {
        int at = row * width + n;
        int upper = row + 1 < rows ? round(from[at + width]) : 0;
        to[row / 2 * width + n] = upper | round(from[at]) >>> HALF_BITS;
      }
    }
  }

  /** The rows of even k that a vector of pairs holds. */
  static FloatVector even(IntVector pairs) {
    return pairs.lanewise(VectorOperators.LSHL, HALF_BITS).reinterpretAsFloats();
  }

  /** The rows of odd k that a vector of pairs holds. */
  static FloatVector odd(IntVector pairs) {
    return pairs.lanewise(VectorOperators.AND, UPPER).reinterpretAsFloats();
  }

  /**
   * Widens a block of one panel to floats, as {@link Panels} has it.
   *
   * @param kc rows; if that is odd, a row of zeros is written behind them
   * @param vectors width of the panel
   * @param toOffset room for {@code 2 * pairs(kc)} rows
   */
  public static void widen(
      int kc, int vectors, MemorySegment from, long fromOffset, MemorySegment to, long toOffset) {
    MemorySegment source = Memory.of(from);
    long width = Memory.stride((long) vectors * BYTES);
    int pairs = pairs(kc);
    for (int j = 0; j < vectors; j++) {
      long at = fromOffset + (long) j * BYTES;
      long into = toOffset + (long) j * BYTES;
      for (int pair = 0; pair < pairs; pair++) {
        IntVector v =
            IntVector.fromMemorySegment(INTS, source, Memory.offset(at + pair * width), NATIVE);
        even(v).intoMemorySegment(Memory.of(to), Memory.offset(into + pair * (2 * width)), NATIVE);
        odd(v)
            .intoMemorySegment(
                Memory.of(to), Memory.offset(into + pair * (2 * width) + width), NATIVE);
      }
    }
  }

  /** Floats of scratch memory for the longest block of the widest panel. */
  public long widenedFloats() {
    return 2L * pairs(panels.blockLength()) * panels.panelVectors(0) * COUNT;
  }
}
