package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.Processor;
import java.lang.foreign.MemorySegment;

/**
 * Multiplies a block of rows that are read through tables with one panel of four vectors.
 *
 * <p>As {@link PanelRows} does with rows that lie at equal distances.
 */
public final class IndirectRows {
  private static final int VECTORS = 4;
  private static final int ROWS = IndirectMicrokernel4.ROWS;

  /** Rows between two epilogues. */
  private static final int GROUP = 2 * ROWS;

  /** Places that the table of rows has behind the last row, which are read and not used. */
  public static final int SPARE_PLACES = ROWS - 1;

  private static final long CACHED_BYTES = 3 << 18;

  private IndirectRows() {}

  /**
   * Whether a matrix B is multiplied so: its panels are of four vectors, it stays in the
   * second-level cache, so that nothing need be read ahead, and the processor has instructions to
   * spare beside its multiply-adds.
   */
  public static boolean accepts(Panels panels) {
    return Processor.READS_THROUGH_TABLES
        && panels.panelVectors(0) == VECTORS
        && panels.bytes() <= CACHED_BYTES
        && panels.n() % (VECTORS * COUNT) == 0;
  }

  /**
   * {@code out = post(A * B + bias + addend)} for {@code rows} rows and one panel.
   *
   * @param kc length of this block of K
   * @param a where the rows lie
   * @param tables holds both tables
   * @param placesOffset the offsets of the rows in A, longs, and {@link #SPARE_PLACES} valid ones
   *     more
   * @param columnsOffset {@code kc} ints, the distance of each column from the row's beginning, in
   *     bytes
   * @param tile scratch of {@link PanelRows#SCRATCH_BYTES}
   * @param addendOffset of the first row and column, in bytes
   * @param outOffset of the first row and column, in bytes
   */
  public static void run(
      int rows,
      int kc,
      MemorySegment a,
      MemorySegment tables,
      long placesOffset,
      long columnsOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment tile,
      MemorySegment bias,
      long biasOffset,
      View addend,
      long addendOffset,
      PostOp post,
      View out,
      long outOffset) {
    long sums = Memory.base(tile);
    long outStride = out.pixelStride() * Float.BYTES;
    long addendStride = addend == null ? 0 : addend.pixelStride() * Float.BYTES;
    for (int group = 0; group < rows; group += GROUP) {
      int count = Math.min(rows - group, GROUP);
      for (int row = 0; row < count; row += ROWS) {
        long places = placesOffset + (long) (group + row) * Long.BYTES;
        IndirectMicrokernel4.run(
            kc,
            a,
            place(tables, places),
            place(tables, places + Long.BYTES),
            place(tables, places + 2 * Long.BYTES),
            place(tables, places + 3 * Long.BYTES),
            place(tables, places + 4 * Long.BYTES),
            tables,
            columnsOffset,
            b,
            bOffset,
            tile,
            sums + (long) row * VECTORS * BYTES);
      }
      Epilogue.rows(
          count,
          VECTORS,
          VECTORS * COUNT,
          tile,
          sums,
          bias,
          biasOffset,
          addend,
          addendOffset + group * addendStride,
          post,
          out,
          outOffset + group * outStride);
    }
  }

  private static long place(MemorySegment tables, long at) {
    return Memory.of(tables).get(JAVA_LONG_UNALIGNED, at);
  }
}
