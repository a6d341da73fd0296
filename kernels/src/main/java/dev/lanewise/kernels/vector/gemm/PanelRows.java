package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.PostOp;
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
  /** Rows between two epilogues: whole register tiles of 5, 8 and 4 rows. */
  public static final int CHUNK = 40;

  private static final int MOST_VECTORS = 4;

  /** Where the microkernels' meaningless numbers go. */
  private static final long TOUCHED = (long) CHUNK * MOST_VECTORS * BYTES;

  /** Scratch bytes of one call. */
  public static final long SCRATCH_BYTES = TOUCHED + 64;

  private PanelRows() {}

  /**
   * {@code out = post(A * B + bias + addend)} for {@code rows} rows and one panel.
   *
   * @param kc length of this block of K
   * @param a the left rows, each {@code kc} floats without gaps
   * @param aStride distance of the rows, in bytes
   * @param bEnd where the memory of B ends; what lies there behind this panel is read ahead
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
      long bEnd,
      int vectors,
      int columns,
      MemorySegment tile,
      MemorySegment bias,
      long biasOffset,
      View addend,
      long addendOffset,
      PostOp post,
      View out,
      long outOffset) {
    int most = Microkernels.maxRows(vectors);
    long tileBase = Memory.base(tile);
    long tileStride = (long) vectors * BYTES;
    long outStride = out.pixelStride() * Float.BYTES;
    long addendStride = addend == null ? 0 : addend.pixelStride() * Float.BYTES;
    long panelBytes = kc * tileStride;
    long panelEnd = bOffset + panelBytes;
    boolean isLast = panelEnd + panelBytes > bEnd;
    long next = isLast ? bOffset : panelEnd;
    int span = isLast ? 0 : ReadAhead.span(panelBytes);
    int pace = ReadAhead.pace((long) Math.ceilDiv(rows, most) * kc);
    int at = 0;
    int touched = 0;
    for (int chunk = 0; chunk < rows; chunk += CHUNK) {
      int end = Math.min(rows, chunk + CHUNK);
      int tiles = Math.ceilDiv(end - chunk, most);
      for (int t = 0; t < tiles; t++) {
        int row = chunk + (end - chunk) * t / tiles;
        touched +=
            Microkernels.run(
                vectors,
                chunk + (end - chunk) * (t + 1) / tiles - row,
                kc,
                a,
                aOffset + row * aStride,
                aStride,
                b,
                bOffset,
                next,
                span,
                at,
                pace,
                tile,
                tileBase + (row - chunk) * tileStride,
                tileStride);
        at += kc * pace;
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
            post,
            out,
            outOffset + chunk * outStride + lane);
      }
    }
    Memory.of(tile).set(JAVA_INT_UNALIGNED, tileBase + TOUCHED, touched);
  }
}
