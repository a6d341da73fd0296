package dev.lanewise.kernels.vector.gemm;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.REGISTERS;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.Processor;
import java.lang.foreign.MemorySegment;

/**
 * Multiplies a block of rows with one panel of whole vectors, whose sums get bias and limits in
 * their registers and go to the output at once.
 *
 * <p>Spares what {@link PanelRows} pays for moving them there through scratch memory: a tenth of
 * the time where K is 64. Nothing is read ahead.
 */
final class FusedRows {
  private FusedRows() {}

  /**
   * Whether products are computed so; parameters as in {@link PanelRows#run}.
   *
   * @param pieces that the panel is multiplied in
   */
  static boolean accepts(int vectors, int columns, int pieces, View addend, PostOp post) {
    return columns == vectors * COUNT
        && (vectors != 2 || REGISTERS >= 32)
        && pieces == 1
        && !Processor.READS_AHEAD
        && addend == null
        && (post == null || post instanceof Clamp);
  }

  /**
   * {@code out = post(A * B + bias)} for the first rows; parameters as in {@link PanelRows#run}.
   *
   * @param rows how many there are
   * @param vectors width of the panel
   * @return how many of them are done: all but the few that fill no register tile
   */
  static int run(
      int rows,
      int vectors,
      int kc,
      MemorySegment a,
      long aOffset,
      long aStride,
      MemorySegment b,
      long bOffset,
      MemorySegment bias,
      long biasOffset,
      PostOp post,
      View out,
      long outOffset) {
    Clamp limits = post instanceof Clamp clamp ? clamp : Clamp.NONE;
    float low = limits.low();
    float high = limits.high();
    MemorySegment to = out.segment();
    MemorySegment shift = bias == null ? Memory.ZEROS : bias;
    long shiftOffset = bias == null ? Epilogue.ZEROS_OFFSET : biasOffset;
    long outStride = out.pixelStride() * Float.BYTES;
    int most = vectors == 4 ? FusedMicrokernel4.mostRows(high) : FusedMicrokernel8.ROWS;
    int least = vectors == 4 ? FusedMicrokernel4.LEAST_ROWS : FusedMicrokernel8.ROWS;
    int tiles = Math.ceilDiv(rows, most);
    if (rows / tiles < least) {
      tiles = rows / most;
    }
    int done = Math.min(rows, tiles * most);
    for (int t = 0; t < tiles; t++) {
      int row = (int) ((long) done * t / tiles);
      int end = (int) ((long) done * (t + 1) / tiles);
      long aAt = aOffset + row * aStride;
      long toAt = outOffset + row * outStride;
      switch (vectors) {
        case 4 ->
            FusedMicrokernel4.run(
                end - row,
                kc,
                a,
                aAt,
                aStride,
                b,
                bOffset,
                shift,
                shiftOffset,
                low,
                high,
                to,
                toAt,
                outStride);
        case 2 ->
            FusedMicrokernel8.vectors2(
                kc,
                a,
                aAt,
                aStride,
                b,
                bOffset,
                shift,
                shiftOffset,
                low,
                high,
                to,
                toAt,
                outStride);
        default ->
            FusedMicrokernel8.vectors1(
                kc,
                a,
                aAt,
                aStride,
                b,
                bOffset,
                shift,
                shiftOffset,
                low,
                high,
                to,
                toAt,
                outStride);
      }
    }
    return done;
  }
}
