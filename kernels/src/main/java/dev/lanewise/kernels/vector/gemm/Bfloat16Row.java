package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.INTS;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * One row of A times a panel of {@link Bfloat16Panels}: the microkernel of fully connected layers
 * at batch 1, which wait for weights and nothing else.
 *
 * <p>Weights are widened in registers. Each sum runs over k in ascending order, one multiply-add
 * after the other, and blocks of K are added up as by the epilogue of {@link PanelRows}: the bits
 * are those of the rounded weights as floats.
 */
public final class Bfloat16Row {
  /** How far before its use memory is read, in bytes. */
  private static final long AHEAD = 32 << 10;

  private Bfloat16Row() {}

  /**
   * {@code out = post(A * B + bias + addend)} for one row and one panel, over all of K.
   *
   * @param b the matrix
   * @param panel the panel
   * @param a the row, all of K without gaps
   * @param weights where B lies
   * @param bOffset where B begins
   * @param bEnd where the memory of B ends; what lies behind a block is read ahead
   * @param tile scratch of {@link PanelRows#SCRATCH_BYTES}
   * @param bias whole vectors for this panel, or null
   */
  public static void run(
      Bfloat16Panels b,
      int panel,
      MemorySegment a,
      long aOffset,
      MemorySegment weights,
      long bOffset,
      long bEnd,
      MemorySegment tile,
      MemorySegment bias,
      long biasOffset,
      View addend,
      long addendOffset,
      PostOp post,
      View out,
      long outOffset) {
    Panels panels = b.panels();
    int vectors = panels.panelVectors(panel);
    int columns = Math.min(panels.n() - panels.panelStart(panel), vectors * COUNT);
    long sums = Memory.base(tile);
    int touched = 0;
    for (int block = 0; block < panels.blocks(); block++) {
      int kc = panels.blockStart(block + 1) - panels.blockStart(block);
      long ak = aOffset + (long) panels.blockStart(block) * Float.BYTES;
      long at = bOffset + b.offset(block, panel);
      for (int j = 0; j < vectors; j++) {
        long to = Memory.offset(sums + (long) j * BYTES);
        FloatVector.zero(SPECIES).intoMemorySegment(Memory.of(tile), to, NATIVE);
      }
      int pieces = Panels.pieces(kc, vectors);
      for (int piece = 0; piece < pieces; piece++) {
        int k = Panels.pieceStart(kc, pieces, piece);
        int length = Panels.pieceStart(kc, pieces, piece + 1) - k;
        long aPiece = ak + (long) k * Float.BYTES;
        long bPiece = at + (long) Bfloat16Panels.pairs(k) * vectors * BYTES;
        long rest = bEnd - bPiece - (long) Bfloat16Panels.pairs(length) * vectors * BYTES;
        long ahead = Math.min(AHEAD, rest);
        touched +=
            switch (vectors) {
              case 4 -> vectors4(length, a, aPiece, weights, bPiece, ahead, tile, sums);
              case 2 -> vectors2(length, a, aPiece, weights, bPiece, ahead, tile, sums);
              default -> vectors1(length, a, aPiece, weights, bPiece, ahead, tile, sums);
            };
      }
      boolean isFirst = block == 0;
      Epilogue.rows(
          1,
          vectors,
          columns,
          tile,
          sums,
          isFirst ? bias : null,
          biasOffset,
          isFirst ? addend : out,
          isFirst ? addendOffset : outOffset,
          block == panels.blocks() - 1 ? post : null,
          out,
          outOffset);
    }
    Memory.of(tile).set(JAVA_INT_UNALIGNED, sums, touched); // or the reads would be optimised away
  }

  private static int vectors4(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      long ahead,
      MemorySegment c,
      long cOffset) {
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long at = Memory.offset(cOffset);
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = FloatVector.zero(SPECIES);
    FloatVector c2 = FloatVector.zero(SPECIES);
    FloatVector c3 = FloatVector.zero(SPECIES);
    int touched = 0;
    int whole = kc >> 1;
    for (int pair = 0; pair < whole; pair++) {
      long ak = Memory.offset(aOffset + (long) pair * (2 * Float.BYTES));
      long bk = Memory.offset(bOffset + (long) pair * (4 * BYTES));
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, ak));
      FloatVector a1 =
          FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, ak + Float.BYTES));
      IntVector p0 = IntVector.fromMemorySegment(INTS, bm, bk, NATIVE);
      c0 = a0.fma(Bfloat16Panels.even(p0), c0);
      c0 = a1.fma(Bfloat16Panels.odd(p0), c0);
      IntVector p1 = IntVector.fromMemorySegment(INTS, bm, bk + BYTES, NATIVE);
      c1 = a0.fma(Bfloat16Panels.even(p1), c1);
      c1 = a1.fma(Bfloat16Panels.odd(p1), c1);
      IntVector p2 = IntVector.fromMemorySegment(INTS, bm, bk + 2 * BYTES, NATIVE);
      c2 = a0.fma(Bfloat16Panels.even(p2), c2);
      c2 = a1.fma(Bfloat16Panels.odd(p2), c2);
      IntVector p3 = IntVector.fromMemorySegment(INTS, bm, bk + 3 * BYTES, NATIVE);
      c3 = a0.fma(Bfloat16Panels.even(p3), c3);
      c3 = a1.fma(Bfloat16Panels.odd(p3), c3);
      touched += bm.get(JAVA_INT_UNALIGNED, bk + ahead);
    }
    if ((kc & 1) != 0) {
      long ak = Memory.offset(aOffset + (long) whole * (2 * Float.BYTES));
      long bk = Memory.offset(bOffset + (long) whole * (4 * BYTES));
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, ak));
      IntVector p0 = IntVector.fromMemorySegment(INTS, bm, bk, NATIVE);
      c0 = a0.fma(Bfloat16Panels.even(p0), c0);
      IntVector p1 = IntVector.fromMemorySegment(INTS, bm, bk + BYTES, NATIVE);
      c1 = a0.fma(Bfloat16Panels.even(p1), c1);
      IntVector p2 = IntVector.fromMemorySegment(INTS, bm, bk + 2 * BYTES, NATIVE);
      c2 = a0.fma(Bfloat16Panels.even(p2), c2);
      IntVector p3 = IntVector.fromMemorySegment(INTS, bm, bk + 3 * BYTES, NATIVE);
      c3 = a0.fma(Bfloat16Panels.even(p3), c3);
    }
    c0.add(FloatVector.fromMemorySegment(SPECIES, cm, at, NATIVE))
        .intoMemorySegment(cm, at, NATIVE);
    c1.add(FloatVector.fromMemorySegment(SPECIES, cm, at + BYTES, NATIVE))
        .intoMemorySegment(cm, at + BYTES, NATIVE);
    c2.add(FloatVector.fromMemorySegment(SPECIES, cm, at + 2 * BYTES, NATIVE))
        .intoMemorySegment(cm, at + 2 * BYTES, NATIVE);
    c3.add(FloatVector.fromMemorySegment(SPECIES, cm, at + 3 * BYTES, NATIVE))
        .intoMemorySegment(cm, at + 3 * BYTES, NATIVE);
    return touched;
  }

  private static int vectors2(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      long ahead,
      MemorySegment c,
      long cOffset) {
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long at = Memory.offset(cOffset);
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = FloatVector.zero(SPECIES);
    int touched = 0;
    int whole = kc >> 1;
    for (int pair = 0; pair < whole; pair++) {
      long ak = Memory.offset(aOffset + (long) pair * (2 * Float.BYTES));
      long bk = Memory.offset(bOffset + (long) pair * (2 * BYTES));
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, ak));
      FloatVector a1 =
          FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, ak + Float.BYTES));
      IntVector p0 = IntVector.fromMemorySegment(INTS, bm, bk, NATIVE);
      c0 = a0.fma(Bfloat16Panels.even(p0), c0);
      c0 = a1.fma(Bfloat16Panels.odd(p0), c0);
      IntVector p1 = IntVector.fromMemorySegment(INTS, bm, bk + BYTES, NATIVE);
      c1 = a0.fma(Bfloat16Panels.even(p1), c1);
      c1 = a1.fma(Bfloat16Panels.odd(p1), c1);
      touched += bm.get(JAVA_INT_UNALIGNED, bk + ahead);
    }
    if ((kc & 1) != 0) {
      long ak = Memory.offset(aOffset + (long) whole * (2 * Float.BYTES));
      long bk = Memory.offset(bOffset + (long) whole * (2 * BYTES));
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, ak));
      IntVector p0 = IntVector.fromMemorySegment(INTS, bm, bk, NATIVE);
      c0 = a0.fma(Bfloat16Panels.even(p0), c0);
      IntVector p1 = IntVector.fromMemorySegment(INTS, bm, bk + BYTES, NATIVE);
      c1 = a0.fma(Bfloat16Panels.even(p1), c1);
    }
    c0.add(FloatVector.fromMemorySegment(SPECIES, cm, at, NATIVE))
        .intoMemorySegment(cm, at, NATIVE);
    c1.add(FloatVector.fromMemorySegment(SPECIES, cm, at + BYTES, NATIVE))
        .intoMemorySegment(cm, at + BYTES, NATIVE);
    return touched;
  }

  private static int vectors1(
      int kc,
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      long ahead,
      MemorySegment c,
      long cOffset) {
    MemorySegment am = Memory.of(a);
    MemorySegment bm = Memory.of(b);
    MemorySegment cm = Memory.of(c);
    long at = Memory.offset(cOffset);
    FloatVector c0 = FloatVector.zero(SPECIES);
    int touched = 0;
    int whole = kc >> 1;
    for (int pair = 0; pair < whole; pair++) {
      long ak = Memory.offset(aOffset + (long) pair * (2 * Float.BYTES));
      long bk = Memory.offset(bOffset + (long) pair * (1 * BYTES));
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, ak));
      FloatVector a1 =
          FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, ak + Float.BYTES));
      IntVector p0 = IntVector.fromMemorySegment(INTS, bm, bk, NATIVE);
      c0 = a0.fma(Bfloat16Panels.even(p0), c0);
      c0 = a1.fma(Bfloat16Panels.odd(p0), c0);
      touched += bm.get(JAVA_INT_UNALIGNED, bk + ahead);
    }
    if ((kc & 1) != 0) {
      long ak = Memory.offset(aOffset + (long) whole * (2 * Float.BYTES));
      long bk = Memory.offset(bOffset + (long) whole * (1 * BYTES));
      FloatVector a0 = FloatVector.broadcast(SPECIES, am.get(JAVA_FLOAT_UNALIGNED, ak));
      IntVector p0 = IntVector.fromMemorySegment(INTS, bm, bk, NATIVE);
      c0 = a0.fma(Bfloat16Panels.even(p0), c0);
    }
    c0.add(FloatVector.fromMemorySegment(SPECIES, cm, at, NATIVE))
        .intoMemorySegment(cm, at, NATIVE);
    return touched;
  }
}
