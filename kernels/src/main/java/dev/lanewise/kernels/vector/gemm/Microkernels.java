package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.REGISTERS;

import java.lang.foreign.MemorySegment;

/** The microkernels by panel width: how many rows one call takes, and the call. */
public final class Microkernels {
  private static final int ROWS_OF_2 = REGISTERS >= 32 ? Microkernel2.MAX_ROWS : 4;

  private Microkernels() {}

  /** The most rows of one call for a panel of this many vectors. */
  public static int maxRows(int vectors) {
    return switch (vectors) {
      case 4 -> Microkernel4.MAX_ROWS;
      case 2 -> ROWS_OF_2;
      default -> Microkernel1.MAX_ROWS;
    };
  }

  /**
   * {@code C = A * B} for one register tile; see {@link Microkernel4#run}.
   *
   * @param vectors width of the panel B, 4, 2 or 1 vectors
   */
  public static int run(
      int vectors,
      int rows,
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      long next,
      int span,
      int at,
      int pace,
      MemorySegment c,
      long cOffset,
      long cStride) {
    return switch (vectors) {
      case 4 ->
          Microkernel4.run(
              rows, kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      case 2 ->
          Microkernel2.run(
              rows, kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
      default ->
          Microkernel1.run(
              rows, kc, a, aOffset, aStride, b, bOffset, next, span, at, pace, c, cOffset, cStride);
    };
  }
}
