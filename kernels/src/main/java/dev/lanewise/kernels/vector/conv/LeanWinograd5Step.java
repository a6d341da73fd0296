package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.LeftPanel;
import java.lang.foreign.MemorySegment;

/**
 * One F(5x5, 3x3) convolution bound to its operands, which transforms its filters on the way.
 *
 * <p>The tiles of a block are transformed into {@code V[position][tile][C]}. Then, panel by panel
 * and a chunk of input channels at a time, the filters for two lines of positions are transformed
 * into {@code U[position][channel][2 vectors]}, multiplied with all groups of nine tiles while they
 * are in the second-level cache, and added to {@code M[group][position][tile][2 vectors]}; the sums
 * are transformed back.
 *
 * <p>The more groups meet a chunk, the less its transform counts: a block has as many as there are,
 * up to {@link #MOST_BYTES}.
 *
 * <p>Step tiles are panels.
 */
final class LeanWinograd5Step implements Step {
  private static final WinogradTransform TRANSFORM = WinogradTransform.F5;
  private static final int POSITIONS = TRANSFORM.positions();
  private static final int TILES = LeanWinograd5Microkernel.TILES;
  private static final int VECTORS = LeanWinograd5Microkernel.VECTORS;
  private static final long POSITION_BYTES = LeanWinograd5Microkernel.POSITION_BYTES;

  /** Input channels whose filters are transformed at once: U takes 230 KB. */
  private static final int MOST_CHANNELS = 128;

  /** The most scratch memory that V may take, if one group does not take more. */
  private static final long MOST_BYTES = 8 << 20;

  private final LeanWinogradWeights packed;
  private final WinogradGrid grid;
  private final WinogradInput input;
  private final WinogradOutput output;

  /** Groups of a block. */
  private final int groups;

  private final int panels;
  private final int chunks;
  private final long tileBytes;
  private final long vBytes;
  private final long linesOffset;
  private final long uOffset;
  private final long vOffset;
  private final long mOffset;
  private final long sumsOffset;
  private final long scratch;

  LeanWinograd5Step(
      ConvProblem problem,
      LeanWinogradWeights packed,
      PostOp post,
      View in,
      View residual,
      View out) {
    this.packed = packed;
    this.grid = new WinogradGrid(problem, TRANSFORM);
    this.input = new WinogradInput(problem, TRANSFORM, grid, Memory.of(in));
    this.output =
        new WinogradOutput(
            problem, TRANSFORM, grid, packed.bias(), post, Memory.of(residual), Memory.of(out));
    this.groups = Math.ceilDiv(groups(grid), blocks(grid, packed.channels()));
    this.panels = LeanWinogradWeights.panels(problem);
    this.chunks = Math.ceilDiv(packed.channels(), MOST_CHANNELS);
    this.tileBytes = tileBytes(packed.channels());
    this.vBytes = LeftPanel.rowBytes(Math.toIntExact(groups * TILES * tileBytes / Float.BYTES));
    this.linesOffset = WinogradInput.scratchBytes(TRANSFORM);
    this.uOffset = linesOffset + WinogradOutput.scratchBytes(TRANSFORM, grid);
    int longest = Math.ceilDiv(packed.channels(), chunks);
    this.vOffset = uOffset + LeanWinograd5Filters.POSITIONS * uBytes(longest);
    this.mOffset = vOffset + POSITIONS * vBytes;
    this.sumsOffset = mOffset + groups * mBytes();
    this.scratch = sumsOffset + POSITION_BYTES;
  }

  /** How many blocks a convolution has, each of which transforms all filters. */
  static int blocks(WinogradGrid grid, int channels) {
    long most = Math.max(1, MOST_BYTES / (POSITIONS * TILES * tileBytes(channels)));
    return Math.toIntExact(Math.ceilDiv(groups(grid), most));
  }

  /** Groups of {@link #TILES} tiles. */
  private static int groups(WinogradGrid grid) {
    return Math.ceilDiv(grid.columns(), TILES);
  }

  @Override
  public int tiles() {
    return panels;
  }

  @Override
  public long scratchBytes() {
    return scratch;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    run(from, to, true, scratch);
  }

  @Override
  public void resume(int from, int to, MemorySegment scratch) {
    run(from, to, grid.columns() > groups * TILES, scratch);
  }

  /**
   * @param transforms the input; without, its only block lies in scratch memory
   */
  private void run(int from, int to, boolean transforms, MemorySegment scratch) {
    long base = Memory.base(scratch);
    int columns = grid.columns();
    for (int column = 0; column < columns; column += groups * TILES) {
      int end = Math.min(columns, column + groups * TILES);
      for (int tile = 0; transforms && tile < end - column; tile++) {
        long v = base + vOffset + tile * tileBytes;
        input.run(column + tile, 0, scratch, base, v, vBytes);
      }
      for (int panel = from; panel < to; panel++) {
        multiply(Math.ceilDiv(end - column, TILES), panel, scratch);
        output.groups(
            column,
            end,
            TILES,
            0,
            panel * LeanWinogradWeights.WIDTH,
            VECTORS,
            scratch,
            base,
            base + linesOffset,
            base + mOffset,
            mBytes(),
            POSITION_BYTES);
      }
    }
  }

  private void multiply(int count, int panel, MemorySegment scratch) {
    int touched = 0;
    for (int chunk = 0; chunk < chunks; chunk++) {
      int c = (int) ((long) packed.channels() * chunk / chunks);
      int kc = (int) ((long) packed.channels() * (chunk + 1) / chunks) - c;
      touched += packed.touch(panel, 0, c, kc);
      long g = Memory.base(packed.weights()) + packed.offset(panel, 0, c);
      long u = Memory.base(scratch) + uOffset;
      for (int first = 0; first < POSITIONS; first += LeanWinograd5Filters.POSITIONS) {
        int end = Math.min(POSITIONS, first + LeanWinograd5Filters.POSITIONS);
        LeanWinograd5Filters.run(first, kc * VECTORS, packed.weights(), g, scratch, u, uBytes(kc));
        for (int position = first; position < end; position++) {
          products(count, position, c, kc, u + (position - first) * uBytes(kc), scratch);
        }
      }
    }
    Memory.of(scratch).set(JAVA_INT_UNALIGNED, Memory.base(scratch), touched);
  }

  /** Of one position, all groups of tiles with a chunk of input channels from {@code c} on. */
  private void products(int count, int position, int c, int kc, long u, MemorySegment scratch) {
    long base = Memory.base(scratch);
    for (int group = 0; group < count; group++) {
      long v = base + vOffset + position * vBytes + group * TILES * tileBytes;
      long m = base + mOffset + group * mBytes() + position * POSITION_BYTES;
      long sums = c == 0 ? m : base + sumsOffset;
      LeanWinograd5Microkernel.run(
          kc, scratch, v + (long) c * Float.BYTES, tileBytes, scratch, u, scratch, sums);
      if (c > 0) {
        LeanWinograd5Microkernel.add(scratch, sums, m);
      }
    }
  }

  /** From one tile of V to the next, an odd number of cache lines. */
  private static long tileBytes(int channels) {
    return LeftPanel.rowBytes(Lanes.whole(channels));
  }

  /** From one position of U to the next: not a power of two, of which few fit the cache. */
  private static long uBytes(int channels) {
    return (long) channels * VECTORS * BYTES + BYTES;
  }

  private static long mBytes() {
    return POSITIONS * POSITION_BYTES;
  }
}
