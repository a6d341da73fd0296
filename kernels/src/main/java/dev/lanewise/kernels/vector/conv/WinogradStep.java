package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.Microkernels;
import dev.lanewise.kernels.vector.gemm.Panels;
import dev.lanewise.kernels.vector.gemm.ReadAhead;
import java.lang.foreign.MemorySegment;

/**
 * One Winograd convolution bound to its operands.
 *
 * <p>The frames of a block of tiles are transformed into scratch memory, {@code
 * V[position][column][frame][C]}; then, panel by panel of output channels, each position's rows are
 * multiplied into {@code M[position][frame][column][width]}, all depth taps in one sum, and
 * transformed back into the output. See {@link WinogradBlocks} for the size of a block.
 *
 * <p>Step tiles are columns of {@link WinogradGrid}. Where there are few, they are the panels of
 * the first block, then those of the next: a thread's columns alone would be too few to stream all
 * filters for, and threads on a block of their own read and write other pixels than the others.
 * Each block begins with another panel, so that these threads stream different filters, of which
 * each finds the others' in the last-level cache.
 */
final class WinogradStep implements Step {
  private static final int FEW_COLUMNS = 64;

  /** At the end of scratch memory: the block that was worked off last. */
  private static final long BLOCK_BYTES = 64;

  private final WinogradWeights packed;
  private final WinogradTransform transform;
  private final Panels panels;
  private final WinogradGrid grid;
  private final WinogradBlocks blocks;

  /** Null where several phases are taken together. */
  private final WinogradInput input;

  /** In its place; else null. */
  private final WinogradPhases phases;

  private final WinogradOutput output;
  private final int channels;
  private final boolean splitColumns;

  /** Blocks of each depth class. */
  private final int classBlocks;

  private final long linesOffset;
  private final long vOffset;
  private final long mOffset;
  private final long blockOffset;

  WinogradStep(
      ConvProblem problem, WinogradWeights packed, PostOp post, View in, View residual, View out) {
    this.packed = packed;
    this.transform = packed.transform();
    this.panels = packed.panels();
    this.grid = new WinogradGrid(problem, transform);
    this.blocks = WinogradBlocks.of(transform, grid, panels);
    boolean gathers = transform.phases > 1;
    this.input = gathers ? null : new WinogradInput(problem, transform, grid, Memory.of(in));
    this.output =
        new WinogradOutput(
            problem, transform, grid, packed.bias(), post, Memory.of(residual), Memory.of(out));
    this.channels = transform.channels(problem.inChannels());
    this.splitColumns = grid.columns() >= FEW_COLUMNS || panels.panels() == 1;
    this.classBlocks = Math.ceilDiv(grid.classColumns(), blocks.columns());
    long widest = (long) panels.panelVectors(0) * BYTES;
    this.phases = gathers ? new WinogradPhases(problem, transform, grid, Memory.of(in)) : null;
    this.linesOffset = gathers ? phases.scratchBytes() : WinogradInput.scratchBytes(transform);
    this.vOffset = linesOffset + WinogradOutput.scratchBytes(transform, grid);
    this.mOffset = vOffset + transform.positions() * blocks.positionBytes(blocks.columns());
    this.blockOffset =
        mOffset + transform.positions() * blocks.columns() * blocks.frames() * widest;
  }

  @Override
  public int tiles() {
    int blockCount = grid.columns() / grid.classColumns() * classBlocks;
    return splitColumns ? grid.columns() : blockCount * panels.panels();
  }

  @Override
  public long scratchBytes() {
    return blockOffset + BLOCK_BYTES;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    run(from, to, false, scratch);
  }

  @Override
  public void resume(int from, int to, MemorySegment scratch) {
    run(from, to, true, scratch);
  }

  private void run(int from, int to, boolean resumes, MemorySegment scratch) {
    if (splitColumns) {
      columns(from, to, scratch);
    } else {
      blocks(from, to, resumes, scratch);
    }
  }

  /** Works off columns in blocks of nearly equal size, none of which has two depth classes. */
  private void columns(int column0, int column1, MemorySegment scratch) {
    for (int from = column0; from < column1; ) {
      int to = Math.min(column1, (grid.depthClass(from) + 1) * grid.classColumns());
      int rounds = Math.ceilDiv(to - from, blocks.columns());
      for (int round = 0; round < rounds; round++) {
        int first = from + (int) ((long) (to - from) * round / rounds);
        int end = from + (int) ((long) (to - from) * (round + 1) / rounds);
        frames(first, end, 0, panels.panels(), false, scratch);
      }
      from = to;
    }
  }

  /**
   * Works off step tiles that are panels of blocks.
   *
   * @param resumes whether scratch memory tells which block lies there
   */
  private void blocks(int from, int to, boolean resumes, MemorySegment scratch) {
    int count = panels.panels();
    for (int tile = from; tile < to; ) {
      int block = tile / count;
      int end = Math.min(to, (block + 1) * count);
      long note = Memory.base(scratch) + blockOffset;
      boolean isThere = resumes && Memory.of(scratch).get(JAVA_INT_UNALIGNED, note) == block;
      frames(
          blockStart(block),
          blockStart(block + 1),
          tile % count,
          end - block * count,
          isThere,
          scratch);
      Memory.of(scratch).set(JAVA_INT_UNALIGNED, note, block);
      tile = end;
    }
  }

  private int blockStart(int block) {
    long columns = grid.classColumns();
    int rest = (int) (columns * (block % classBlocks) / classBlocks);
    return block / classBlocks * grid.classColumns() + rest;
  }

  /**
   * Works off all frames of some columns.
   *
   * @param from the first panel, counted from the one that these columns begin with
   * @param isThere whether scratch memory has the columns transformed, if it has room for all
   *     frames
   */
  private void frames(
      int column0, int column1, int from, int to, boolean isThere, MemorySegment scratch) {
    int frames = grid.frames(grid.depthClass(column0));
    int rounds = Math.ceilDiv(frames, blocks.frames());
    int count = panels.panels();
    int first = (int) ((long) count * column0 / grid.columns());
    for (int round = 0; round < rounds; round++) {
      int frame0 = (int) ((long) frames * round / rounds);
      int frame1 = (int) ((long) frames * (round + 1) / rounds);
      if (!isThere || rounds > 1) {
        transformInput(column0, column1, frame0, frame1, scratch);
      }
      for (int i = from; i < to; i++) {
        int panel = (first + i) % count;
        multiply(column0, column1, frame0, frame1, panel, scratch);
        transformOutput(column0, column1, frame0, frame1, panel, scratch);
      }
    }
  }

  /** Transforms what the output frames read; of the padding there is nothing to transform. */
  private void transformInput(
      int column0, int column1, int frame0, int frame1, MemorySegment scratch) {
    int depthClass = grid.depthClass(column0);
    int first = Math.max(frame0, grid.firstFrame(depthClass));
    int end = Math.min(frame1 + grid.taps - 1, grid.endFrame(depthClass));
    long half = Memory.base(scratch);
    long stride = blocks.positionBytes(column1 - column0);
    for (int column = column0; column < column1; ) {
      int run = Math.min(column1 - column, phases == null ? 1 : grid.untilLineEnd(column));
      long v = half + vOffset + (column - column0) * blocks.columnBytes();
      for (int frame = first; frame < end; frame++) {
        long to = v + (long) (frame - frame0) * channels * Float.BYTES;
        if (phases == null) {
          input.run(column, frame, scratch, half, to, stride);
        } else {
          phases.run(column, run, frame, scratch, half, to, blocks.columnBytes(), stride);
        }
      }
      column += run;
    }
  }

  private void multiply(
      int column0, int column1, int frame0, int frame1, int panel, MemorySegment scratch) {
    int count = column1 - column0;
    int vectors = panels.panelVectors(panel);
    int rows = Math.ceilDiv(count, Math.ceilDiv(count, Microkernels.maxRows(vectors)));
    long width = (long) vectors * BYTES;
    long panelBytes = panels.k() * width;
    long base = Memory.base(packed.weights()) + packed.panelOffset(panel);
    long end = Memory.base(packed.weights()) + packed.weights().byteSize();
    int calls = Math.ceilDiv(count, rows) * (frame1 - frame0);
    int every = Microkernels.readingEvery(vectors, calls);
    int pace = ReadAhead.pace((long) Math.ceilDiv(calls, every) * panels.k());
    int depthClass = grid.depthClass(column0);
    int firstFrame = grid.firstFrame(depthClass);
    int endFrame = grid.endFrame(depthClass);
    long frameBytes = (long) channels * Float.BYTES;
    int touched = 0;
    for (int position = 0; position < transform.positions(); position++) {
      int terms = transform.terms(position);
      long b = base + transform.firstFilter(position) * panelBytes;
      int following = (position + 1) % transform.positions();
      int nextFilter = following == 0 ? transform.filters() : transform.firstFilter(following);
      long nextAt = base + nextFilter * panelBytes;
      long nextBytes = transform.terms(following) * panelBytes;
      long v = Memory.base(scratch) + vOffset + position * blocks.positionBytes(count);
      long m = Memory.base(scratch) + mOffset + position * ((frame1 - frame0) * count * width);
      boolean readsAhead = ReadAhead.reads(nextAt, nextBytes, end);
      long next = readsAhead ? nextAt : b;
      int span = readsAhead ? ReadAhead.span(nextBytes) : 0;
      int at = 0;
      int tile = 0;
      for (int frame = frame0; frame < frame1; frame++) {
        int tap0 = Math.max(0, firstFrame - frame);
        int kc = (Math.min(grid.taps, endFrame - frame) - tap0) * channels * terms;
        long c = m + (frame - frame0) * count * width;
        if (kc <= 0) { // the frame sees padding alone
          FloatCopy.zero(scratch, c, count * vectors * COUNT);
          continue;
        }
        long a = v + (frame - frame0 + tap0) * frameBytes;
        for (int row = 0; row < count; row += rows) {
          int tileRows = Math.min(rows, count - row);
          long aAt = a + row * blocks.columnBytes();
          long bAt = b + tap0 * channels * width;
          long cAt = c + row * width;
          if (Microkernels.rests(tile++, every, vectors, tileRows)) {
            Microkernels.resident(
                vectors,
                tileRows,
                kc,
                scratch,
                aAt,
                blocks.columnBytes(),
                packed.weights(),
                bAt,
                scratch,
                cAt,
                width);
            continue;
          }
          touched +=
              Microkernels.run(
                  vectors,
                  tileRows,
                  kc,
                  scratch,
                  aAt,
                  blocks.columnBytes(),
                  packed.weights(),
                  bAt,
                  next,
                  span,
                  at,
                  pace,
                  scratch,
                  cAt,
                  width);
          at += kc * pace;
        }
      }
    }
    Memory.of(scratch).set(JAVA_INT_UNALIGNED, Memory.base(scratch), touched);
  }

  private void transformOutput(
      int column0, int column1, int frame0, int frame1, int panel, MemorySegment scratch) {
    int count = column1 - column0;
    int first = panels.panelStart(panel);
    int vectors = panels.panelVectors(panel);
    long width = (long) vectors * BYTES;
    long stride = (frame1 - frame0) * count * width;
    long half = Memory.base(scratch);
    for (int frame = frame0; frame < frame1; frame++) {
      long m = half + mOffset + (frame - frame0) * count * width;
      output.groups(
          column0,
          column1,
          count,
          frame,
          first,
          vectors,
          scratch,
          half,
          half + linesOffset,
          m,
          0,
          stride);
    }
  }
}
