package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/** Multiplies a block of rows with one panel: microkernel, then epilogue, tile by tile. */
public final class PanelRows {
  private PanelRows() {}

  /**
   * {@code out = clamp(A * B + bias + addend)} for {@code rows} rows and one panel.
   *
   * @param kc length of this block of K
   * @param vectors width of the panel
   * @param columns how many of the panel's columns exist in the output
   * @param tile scratch of {@link Microkernels#TILE_BYTES}
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
    long tileStride = (long) vectors * BYTES;
    long outStride = out.pixelStride() * Float.BYTES;
    long addendStride = addend == null ? 0 : addend.pixelStride() * Float.BYTES;
    for (int row = 0; row < rows; row += most) {
      int count = Math.min(most, rows - row);
      Microkernels.run(
          vectors, count, kc, a, aOffset + row * aStride, aStride, b, bOffset, tile, 0, tileStride);
      Epilogue.store(
          count,
          vectors,
          Math.min(columns, vectors * COUNT),
          tile,
          0,
          bias,
          biasOffset,
          addend,
          addendOffset + row * addendStride,
          clamp,
          out,
          outOffset + row * outStride);
    }
  }
}
