package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.Processor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Multiplies a block of rows with one panel.
 *
 * <p>Register tiles are computed into scratch memory that stays in the first-level cache, and the
 * epilogue moves them to the output two at a time: what it writes leaves for the second-level cache
 * and beyond while the next tiles are computed. Where the panel is too long for the first-level
 * cache, some tiles are computed piece by piece of it, and the sums of the pieces added. Rows that
 * {@link FusedRows} takes need none of that.
 */
public final class PanelRows {
  /** Rows that a piece of the panel meets in turn: whole register tiles of 5, 8 and 4 rows. */
  public static final int CHUNK = 40;

  /** Register tiles between two epilogues. */
  private static final int GROUP = 2;

  private static final int WIDEST = 4;

  private static final long TILE_BYTES = (long) CHUNK * WIDEST * BYTES;

  /** Behind the tiles of the first piece and of a later one: microkernels' meaningless numbers. */
  private static final long TOUCHED = 2 * TILE_BYTES;

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
    int pieces = Panels.pieces(kc, vectors);
    int fused =
        FusedRows.accepts(vectors, columns, pieces, addend, post)
            ? FusedRows.run(
                rows,
                vectors,
                kc,
                a,
                aOffset,
                aStride,
                b,
                bOffset,
                bias,
                biasOffset,
                post,
                out,
                outOffset)
            : 0;
    int most = Microkernels.maxRows(vectors);
    MemorySegment scratch = Memory.of(tile);
    long tileBase = Memory.base(tile);
    long tileStride = (long) vectors * BYTES;
    long outStride = out.pixelStride() * Float.BYTES;
    long addendStride = addend == null ? 0 : addend.pixelStride() * Float.BYTES;
    long panelBytes = kc * tileStride;
    long panelEnd = bOffset + panelBytes;
    boolean readsAhead =
        ReadAhead.reads(panelEnd, panelBytes, bEnd)
            && (rows > 1 || Processor.READS_AHEAD_OF_SINGLE_ROWS);
    long next = readsAhead ? panelEnd : bOffset;
    int span = readsAhead ? ReadAhead.span(panelBytes) : 0;
    int every = Microkernels.readingEvery(vectors, rows / most);
    int reading = Math.ceilDiv(Math.ceilDiv(rows, most), every);
    int pace = ReadAhead.pace((long) reading * kc);
    int at = 0;
    int touched = 0;
    for (int chunk = fused; chunk < rows; chunk += CHUNK) {
      int count = Math.min(rows - chunk, CHUNK);
      int tiles = Math.ceilDiv(count, most);
      for (int piece = 0; piece < pieces; piece++) {
        int k = Panels.pieceStart(kc, pieces, piece);
        int length = Panels.pieceStart(kc, pieces, piece + 1) - k;
        long aPiece = aOffset + chunk * aStride + (long) k * Float.BYTES;
        long bPiece = bOffset + k * tileStride;
        long cPiece = tileBase + (piece == 0 ? 0 : TILE_BYTES);
        int done = 0;
        for (int t = 0; t < tiles; t++) {
          int row = count * t / tiles;
          int end = count * (t + 1) / tiles;
          long aAt = aPiece + row * aStride;
          long cAt = cPiece + row * tileStride;
          if (Microkernels.rests(chunk / most + t, every, vectors, end - row)) {
            Microkernels.resident(
                vectors, end - row, length, a, aAt, aStride, b, bPiece, tile, cAt, tileStride);
          } else {
            touched +=
                Microkernels.run(
                    vectors,
                    end - row,
                    length,
                    a,
                    aAt,
                    aStride,
                    b,
                    bPiece,
                    next,
                    span,
                    at,
                    pace,
                    tile,
                    cAt,
                    tileStride);
            at += length * pace;
          }
          if (t % GROUP != GROUP - 1 && t < tiles - 1) {
            continue;
          }
          long sums = tileBase + done * tileStride;
          if (piece > 0) {
            add((end - done) * vectors, tile, cPiece + done * tileStride, sums);
          }
          if (piece == pieces - 1) {
            Epilogue.rows(
                end - done,
                vectors,
                columns,
                tile,
                sums,
                bias,
                biasOffset,
                addend,
                addendOffset + (chunk + done) * addendStride,
                post,
                out,
                outOffset + (chunk + done) * outStride);
          }
          done = end;
        }
      }
    }
    scratch.set(JAVA_INT_UNALIGNED, tileBase + TOUCHED, touched);
  }

  /** Adds vectors to others. */
  private static void add(int vectors, MemorySegment tile, long from, long to) {
    MemorySegment m = Memory.of(tile);
    for (int i = 0; i < vectors; i++) {
      long f = Memory.offset(from + (long) i * BYTES);
      long t = Memory.offset(to + (long) i * BYTES);
      FloatVector.fromMemorySegment(SPECIES, m, t, NATIVE)
          .add(FloatVector.fromMemorySegment(SPECIES, m, f, NATIVE))
          .intoMemorySegment(m, t, NATIVE);
    }
  }
}
