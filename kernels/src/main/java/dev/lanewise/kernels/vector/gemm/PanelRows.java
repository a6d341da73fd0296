package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Multiplies a block of rows with one panel.
 *
 * <p>A few register tiles are computed into scratch memory that stays in the first-level cache,
 * then the epilogue moves them to the output.
 */
public final class PanelRows {
  /** Rows between two epilogues: whole register tiles of 10, 8 and 4 rows. */
  public static final int CHUNK = 40;

  private static final int MOST_VECTORS = 2;

  /** Scratch bytes of one call. */
  public static final long SCRATCH_BYTES = (long) CHUNK * MOST_VECTORS * BYTES;

  private PanelRows() {}

  /**
   * {@code out = clamp(A * B + bias + addend)} for {@code rows} rows and one panel.
   *
   * @param kc length of this block of K
   * @param a the left rows, each {@code kc} floats without gaps
   * @param aStride distance of the rows, in bytes
   * @param vectors width of the panel
   * @param columns how many of the panel's columns exist in the output
   * @param tile scratch of {@link #SCRATCH_BYTES}
   * @param addendOffset of the first row and column, in bytes
   * @param outOffset of the first row and column, in bytes
   */
  public static void run(
      int rows,
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      int vectors,
      int columns,
      MemorySegment tile,
      MemorySegment bias,
      long biasOffset,
      View addend,
      long addendOffset,
      Clamp clamp,
      View out,
      long outOffset) {
    int most = Microkernels.maxRows(vectors);
    long tileBase = Memory.base(tile);
    long tileStride = (long) vectors * BYTES;
    long outStride = out.pixelStride() * Float.BYTES;
    long addendStride = addend == null ? 0 : addend.pixelStride() * Float.BYTES;
    for (int chunk = 0; chunk < rows; chunk += CHUNK) {
      int end = Math.min(rows, chunk + CHUNK);
      int tiles = Math.ceilDiv(end - chunk, most);
      for (int t = 0; t < tiles; t++) {
        int row = chunk + (end - chunk) * t / tiles;
        Microkernels.run(
            vectors,
            chunk + (end - chunk) * (t + 1) / tiles - row,
            kc,
            a,
            aOffset + row * aStride,
            aStride,
            b,
            bOffset,
            tile,
            tileBase + (row - chunk) * tileStride,
            tileStride);
      }
      for (int j = 0; j < vectors && j * COUNT < columns; j++) {
        long lane = (long) j * BYTES;
        Epilogue.column(
            end - chunk,
            columns - j * COUNT,
            tile,
            tileBase + lane,
            tileStride,
            bias,
            biasOffset + lane,
            addend,
            addendOffset + chunk * addendStride + lane,
            clamp,
            out,
            outOffset + chunk * outStride + lane);
      }
    }
  }
}
