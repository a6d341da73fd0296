package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/**
 * One Winograd convolution that transforms filters on the way, bound to its operands.
 *
 * <p>The tiles of a block are transformed into scratch memory. Then, panel by panel and some input
 * channels at a time, filters are brought into the second-level cache, half transformed, multiplied
 * line by line into {@code M[group][slot][position][tile][width]}, and the sums are transformed
 * back.
 *
 * <p>One frame has one slot. Two frames have three, of the tiles as of the sums: slots 0 and 1
 * belong to the frames, slot 2 to what they share; see {@link LeanWinogradWeights}.
 *
 * <p>Step tiles are panels.
 */
final class LeanWinogradStep implements Step {
  private static final WinogradTransform TRANSFORM = WinogradTransform.F4;
  private static final int TILES = LeanWinogradMicrokernel.TILES;

  /** Groups of {@link #TILES} tiles that are worked off at once. */
  private static final int MOST_GROUPS = 2;

  /** Input channels whose filters are half transformed at once: into 192 KB. */
  private static final int MOST_CHANNELS = 128;

  private final LeanWinogradWeights packed;
  private final WinogradGrid grid;
  private final LeanWinogradInput input;
  private final WinogradOutput output;
  private final int frames;
  private final int slots;
  private final int groups;
  private final int panels;
  private final long linesOffset;
  private final long workOffset;
  private final long vOffset;
  private final long mOffset;
  private final long sumsOffset;
  private final long halfOffset;
  private final long scratch;

  LeanWinogradStep(
      ConvProblem problem,
      LeanWinogradWeights packed,
      PostOp post,
      View in,
      View residual,
      View out) {
    this.packed = packed;
    this.grid = new WinogradGrid(problem, TRANSFORM);
    this.input = new LeanWinogradInput(problem, grid, Memory.of(in));
    this.output =
        new WinogradOutput(
            problem, TRANSFORM, grid, packed.bias(), post, Memory.of(residual), Memory.of(out));
    this.frames = grid.mostFrames();
    this.slots = frames == 1 ? 1 : 3;
    this.groups = Math.min(MOST_GROUPS, Math.ceilDiv(grid.columns(), TILES));
    this.panels = LeanWinogradWeights.panels(problem);
    this.linesOffset = (long) TRANSFORM.positions() * BYTES;
    this.workOffset = linesOffset + WinogradOutput.scratchBytes(TRANSFORM, grid);
    this.vOffset = workOffset + input.scratchBytes();
    this.mOffset = vOffset + groups * slots * input.bytes();
    this.sumsOffset = mOffset + groups * slots * mBytes();
    this.halfOffset = sumsOffset + 2L * LeanWinogradMicrokernel.POSITION_BYTES;
    this.scratch = halfOffset + 4 * halfBytes(Math.min(MOST_CHANNELS, packed.channels()));
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
    int columns = grid.columns();
    for (int column = 0; column < columns; column += groups * TILES) {
      int end = Math.min(columns, column + groups * TILES);
      if (transforms) {
        transformInput(column, end, scratch);
      }
      for (int panel = from; panel < to; panel++) {
        multiply(Math.ceilDiv(end - column, TILES), panel, scratch);
        transformOutput(column, end, panel, scratch);
      }
    }
  }

  private void transformInput(int column, int end, MemorySegment scratch) {
    long base = Memory.base(scratch);
    for (int first = column; first < end; first += TILES) {
      int group = (first - column) / TILES;
      int count = Math.min(TILES, end - first);
      for (int frame = 0; frame < frames; frame++) {
        int inFrame = frame + grid.firstFrame(0);
        input.run(first, count, inFrame, scratch, base + workOffset, base + v(group, frame));
      }
      if (frames == 2) {
        input.add(scratch, base + v(group, 0), base + v(group, 1), base + v(group, 2));
      }
    }
  }

  /** Frames have as many matrices as slots: 2 of them share t1, the others are one's alone. */
  private void multiply(int count, int panel, MemorySegment scratch) {
    int blocks = Math.ceilDiv(packed.channels(), MOST_CHANNELS);
    int touched = 0;
    for (int matrix = 0; matrix < slots; matrix++) {
      for (int block = 0; block < blocks; block++) {
        int c = (int) ((long) packed.channels() * block / blocks);
        int end = (int) ((long) packed.channels() * (block + 1) / blocks);
        touched += packed.touch(panel, matrix, c, end - c);
        lines(count, panel, matrix, c, end - c, scratch);
      }
    }
    Memory.of(scratch).set(JAVA_INT_UNALIGNED, Memory.base(scratch), touched);
  }

  /** All lines of positions: the first and the last one are rows of filters as they are. */
  private void lines(int count, int panel, int matrix, int c, int kc, MemorySegment scratch) {
    MemorySegment weights = packed.weights();
    long filters = Memory.base(weights) + packed.offset(panel, matrix, c);
    long stride = LeanWinogradWeights.filterBytes();
    long halves = Memory.base(scratch) + halfOffset;
    LeanWinogradMicrokernel.half(
        LeanWinogradMicrokernel.VECTORS * kc, weights, filters, scratch, halves, halfBytes(kc));
    line(count, 0, matrix, c, kc, weights, filters, stride, scratch);
    for (int line = 1; line < TRANSFORM.inputs - 1; line++) {
      long half = halves + (line - 1) * halfBytes(kc);
      line(count, line, matrix, c, kc, scratch, half, halfBytes(1), scratch);
    }
    long last = filters + LeanWinogradWeights.lastRow();
    line(count, TRANSFORM.inputs - 1, matrix, c, kc, weights, last, stride, scratch);
  }

  private void line(
      int count,
      int line,
      int matrix,
      int c,
      int kc,
      MemorySegment filters,
      long filtersOffset,
      long filtersStride,
      MemorySegment scratch) {
    long base = Memory.base(scratch);
    long sums = base + sumsOffset;
    int vSlot = slots == 1 ? 0 : matrix == 0 ? 2 : matrix - 1;
    int mSlot = slots == 1 ? 0 : 2 - matrix;
    for (int group = 0; group < count; group++) {
      long m = base + m(group, mSlot);
      long before = c == 0 ? base + m(group, 2) : m;
      for (int pair = 0; pair < LeanWinogradMicrokernel.PAIRS; pair++) {
        long v = base + v(group, vSlot) + input.offset(line, pair, c);
        LeanWinogradMicrokernel.run(
            pair, kc, scratch, v, filters, filtersOffset, filtersStride, scratch, sums);
        if (c == 0 && matrix == 0) {
          LeanWinogradMicrokernel.finish(line, pair, scratch, sums, scratch, m);
        } else {
          LeanWinogradMicrokernel.finishOnto(
              line, pair, scratch, sums, scratch, before, scratch, m);
        }
      }
    }
  }

  private void transformOutput(int column, int end, int panel, MemorySegment scratch) {
    long base = Memory.base(scratch);
    int channel = panel * LeanWinogradWeights.WIDTH;
    for (int frame = 0; frame < frames; frame++) {
      output.groups(
          column,
          end,
          TILES,
          frame,
          channel,
          LeanWinogradMicrokernel.VECTORS,
          scratch,
          base,
          base + linesOffset,
          base + m(0, frame),
          slots * mBytes(),
          LeanWinogradMicrokernel.POSITION_BYTES);
    }
  }

  /** Where the transformed tiles of a group begin. */
  private long v(int group, int slot) {
    return vOffset + ((long) group * slots + slot) * input.bytes();
  }

  /** Where the sums of a group begin. */
  private long m(int group, int slot) {
    return mOffset + ((long) group * slots + slot) * mBytes();
  }

  private static long mBytes() {
    return (long) TRANSFORM.positions() * LeanWinogradMicrokernel.POSITION_BYTES;
  }

  /** Bytes of one line of half transformed filters. */
  private static long halfBytes(int channels) {
    return (long) channels * LeanWinogradWeights.filterBytes() / 3;
  }
}
