package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Multiplies a block of rows with one panel.
 *
 * <p>A few register tiles are computed into scratch memory that stays in the first-level cache,
 * then the epilogue moves them to the output. Where the panel is too long for that cache, these
 * tiles are computed piece by piece of it, and the sums of the pieces added.
 */
public final class PanelRows {
  /** Rows between two epilogues: whole register tiles of 5, 8 and 4 rows. */
  public static final int CHUNK = 40;

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
    int every = Microkernels.readingEvery(vectors, rows / most);
    int reading = Math.ceilDiv(Math.ceilDiv(rows, most), every);
    int pace = ReadAhead.pace((long) reading * kc);
    int at = 0;
    int touched = 0;
    int pieces = Panels.pieces(kc, vectors);
    for (int chunk = 0; chunk < rows; chunk += CHUNK) {
      int count = Math.min(rows - chunk, CHUNK);
      int tiles = Math.ceilDiv(count, most);
      for (int piece = 0; piece < pieces; piece++) {
        int k = Panels.pieceStart(kc, pieces, piece);
        int length = Panels.pieceStart(kc, pieces, piece + 1) - k;
        long aPiece = aOffset + chunk * aStride + (long) k * Float.BYTES;
        long bPiece = bOffset + k * tileStride;
        long cPiece = tileBase + (piece == 0 ? 0 : TILE_BYTES);
        for (int t = 0; t < tiles; t++) {
          int row = count * t / tiles;
          int tileRows = count * (t + 1) / tiles - row;
          long aAt = aPiece + row * aStride;
          long cAt = cPiece + row * tileStride;
          if ((chunk / most + t) % every != 0 && Microkernels.isWhole(vectors, tileRows)) {
            Microkernels.resident(
                vectors, length, a, aAt, aStride, b, bPiece, tile, cAt, tileStride);
            continue;
          }
          touched +=
              Microkernels.run(
                  vectors,
                  tileRows,
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
        if (piece > 0) {
          add(count * vectors, tile, cPiece, tileBase);
        }
      }
      Epilogue.rows(
          count,
          vectors,
          columns,
          tile,
          tileBase,
          bias,
          biasOffset,
          addend,
          addendOffset + chunk * addendStride,
          post,
          out,
          outOffset + chunk * outStride);
    }
    Memory.of(tile).set(JAVA_INT_UNALIGNED, tileBase + TOUCHED, touched);
  }

  /** Adds vectors to others; rounded up to fours, as there is room behind the last ones. */
  private static void add(int vectors, MemorySegment tile, long from, long to) {
    MemorySegment m = Memory.of(tile);
    for (int i = 0; i < vectors; i += 4) {
      long f = Memory.offset(from + (long) i * BYTES);
      long t = Memory.offset(to + (long) i * BYTES);
      FloatVector.fromMemorySegment(SPECIES, m, t, NATIVE)
          .add(FloatVector.fromMemorySegment(SPECIES, m, f, NATIVE))
          .intoMemorySegment(m, t, NATIVE);
      FloatVector.fromMemorySegment(SPECIES, m, t + BYTES, NATIVE)
          .add(FloatVector.fromMemorySegment(SPECIES, m, f + BYTES, NATIVE))
          .intoMemorySegment(m, t + BYTES, NATIVE);
      FloatVector.fromMemorySegment(SPECIES, m, t + 2 * BYTES, NATIVE)
          .add(FloatVector.fromMemorySegment(SPECIES, m, f + 2 * BYTES, NATIVE))
          .intoMemorySegment(m, t + 2 * BYTES, NATIVE);
      FloatVector.fromMemorySegment(SPECIES, m, t + 3 * BYTES, NATIVE)
          .add(FloatVector.fromMemorySegment(SPECIES, m, f + 3 * BYTES, NATIVE))
          .intoMemorySegment(m, t + 3 * BYTES, NATIVE);
    }
  }
}
