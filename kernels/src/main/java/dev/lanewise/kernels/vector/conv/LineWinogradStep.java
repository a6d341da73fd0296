package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.Epilogue;
import dev.lanewise.kernels.vector.gemm.LeftPanel;
import dev.lanewise.kernels.vector.gemm.Microkernels;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.MemorySegment;

/**
 * One F(4, 3) convolution along one axis, bound to its operands.
 *
 * <p>A block of rows of {@link LineWinogradGrid} is transformed into scratch memory, {@code
 * V[position][row][C]}; then, panel by panel of output channels, each position's rows are
 * multiplied into {@code M[position][row][width]} and transformed back into the output.
 *
 * <p>Step tiles are runs of rows, or panels where there are few rows.
 */
final class LineWinogradStep implements Step {
  private static final int OUTPUTS = WinogradTransform.F4.outputs;
  private static final int POSITIONS = WinogradTransform.F4.inputs;

  /** Rows of a step tile. */
  private static final int TILE_ROWS = 40;

  private static final int FEW_ROWS = 2 * TILE_ROWS;

  /** What V and M of a block may take of the second-level cache, beside the filters. */
  private static final long CACHE_BYTES = 5 << 18;

  /** Rows whose outputs are transformed together: four lines of 64 channels each take 16 KB. */
  private static final int RUN = 16;

  private final LineWinogradWeights packed;
  private final Panels panels;
  private final LineWinogradGrid grid;
  private final PostOp post;
  private final View in;
  private final View residual;
  private final View out;
  private final int channels;
  private final int outChannels;
  private final int rows;
  private final int blockRows;
  private final boolean splitRows;
  private final long lastWhole;
  private final long rowBytes;
  private final long linesOffset;
  private final long vOffset;
  private final long mOffset;
  private final long scratch;

  LineWinogradStep(
      ConvProblem problem,
      LineWinogradWeights packed,
      PostOp post,
      View in,
      View residual,
      View out) {
    this.packed = packed;
    this.panels = packed.panels();
    this.grid = LineWinogradGrid.of(problem);
    this.post = post;
    this.in = Memory.of(in);
    this.residual = Memory.of(residual);
    this.out = Memory.of(out);
    this.channels = problem.inChannels();
    this.outChannels = problem.outChannels();
    this.rows = Math.toIntExact(grid.rows());
    // Whole vectors of a later pixel would be read from behind the input.
    long behind = Math.ceilDiv(Lanes.whole(channels) - channels, in.pixelStride());
    this.lastWhole = grid.outer() * grid.in() * grid.inner() - 1 - behind;
    this.rowBytes = LeftPanel.rowBytes(Lanes.whole(channels));
    long width = (long) panels.panelVectors(0) * BYTES;
    long most = CACHE_BYTES / (POSITIONS * (rowBytes + width));
    this.blockRows = (int) Math.min(rows, Math.max(FEW_ROWS, most));
    this.splitRows = rows > FEW_ROWS || panels.panels() == 1;
    this.linesOffset = POSITIONS * rowBytes;
    this.vOffset = linesOffset + OUTPUTS * RUN * width;
    this.mOffset = vOffset + POSITIONS * positionBytes(blockRows);
    this.scratch = mOffset + POSITIONS * blockRows * width;
  }

  /** From one position of V to the next: an odd number of cache lines. */
  private long positionBytes(int rows) {
    return LeftPanel.rowBytes(Math.toIntExact(rows * rowBytes / Float.BYTES));
  }

  @Override
  public int tiles() {
    return splitRows ? Math.ceilDiv(rows, TILE_ROWS) : panels.panels();
  }

  @Override
  public long scratchBytes() {
    return scratch;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    int row0 = splitRows ? from * TILE_ROWS : 0;
    int row1 = splitRows ? Math.min(rows, to * TILE_ROWS) : rows;
    int panel0 = splitRows ? 0 : from;
    int panel1 = splitRows ? panels.panels() : to;
    int rounds = Math.ceilDiv(row1 - row0, blockRows);
    for (int round = 0; round < rounds; round++) {
      int first = row0 + (int) ((long) (row1 - row0) * round / rounds);
      int end = row0 + (int) ((long) (row1 - row0) * (round + 1) / rounds);
      transformInput(first, end, scratch);
      for (int panel = panel0; panel < panel1; panel++) {
        multiply(end - first, panel, scratch);
        transformOutput(first, end, panel, scratch);
      }
    }
  }

  private void transformInput(int row0, int row1, MemorySegment scratch) {
    long v = Memory.base(scratch) + vOffset;
    long positionBytes = positionBytes(row1 - row0);
    int inner = row0 % grid.inner();
    int tile = row0 / grid.inner() % grid.tiles();
    long outer = row0 / grid.inner() / grid.tiles();
    for (int row = row0; row < row1; row++) {
      transformRow(outer, tile, inner, scratch, v + (row - row0) * rowBytes, positionBytes);
      if (++inner == grid.inner()) {
        inner = 0;
        if (++tile == grid.tiles()) {
          tile = 0;
          outer++;
        }
      }
    }
  }

  private void transformRow(
      long outer, int tile, int inner, MemorySegment scratch, long to, long positionBytes) {
    int vectors = Math.ceilDiv(channels, COUNT);
    int first = tile * OUTPUTS - grid.pad();
    long pixel = (outer * grid.in() + first) * grid.inner() + inner;
    long pixelBytes = in.pixelStride() * Float.BYTES;
    long stride = grid.inner() * pixelBytes;
    long from = in.offset() + pixel * pixelBytes;
    long lastPixel = pixel + (POSITIONS - 1L) * grid.inner();
    if (first >= 0 && first + POSITIONS <= grid.in() && lastPixel <= lastWhole) {
      WinogradTiles4.inputHalf(
          vectors, in.segment(), from, stride, BYTES, scratch, to, BYTES, positionBytes);
      return;
    }
    long gathered = Memory.base(scratch);
    for (int i = 0; i < POSITIONS; i++) {
      long at = gathered + i * rowBytes;
      if (first + i >= 0 && first + i < grid.in()) {
        FloatCopy.copy(in.segment(), from + i * stride, scratch, at, channels);
      } else {
        FloatCopy.zero(scratch, at, channels);
      }
    }
    WinogradTiles4.inputHalf(
        vectors, scratch, gathered, rowBytes, BYTES, scratch, to, BYTES, positionBytes);
  }

  private void multiply(int count, int panel, MemorySegment scratch) {
    int vectors = panels.panelVectors(panel);
    long width = (long) vectors * BYTES;
    long b = Memory.base(packed.weights()) + packed.panelOffset(panel);
    long end = Memory.base(packed.weights()) + packed.weights().byteSize();
    long v = Memory.base(scratch) + vOffset;
    long m = Memory.base(scratch) + mOffset;
    int touched = 0;
    for (int position = 0; position < POSITIONS; position++) {
      touched +=
          Microkernels.rows(
              vectors,
              count,
              channels,
              scratch,
              v + position * positionBytes(count),
              rowBytes,
              packed.weights(),
              b + position * channels * width,
              end,
              scratch,
              m + position * count * width,
              width);
    }
    Memory.of(scratch).set(JAVA_INT_UNALIGNED, Memory.base(scratch), touched);
  }

  /** Transforms runs of rows: pixels side by side, or where there are none, tiles of a line. */
  private void transformOutput(int row0, int row1, int panel, MemorySegment scratch) {
    long width = (long) panels.panelVectors(panel) * BYTES;
    for (int row = row0; row < row1; ) {
      int tile = row / grid.inner() % grid.tiles();
      int rest = grid.inner() == 1 ? grid.tiles() - tile : grid.inner() - row % grid.inner();
      int run = Math.min(Math.min(row1 - row, rest), RUN);
      long m = Memory.base(scratch) + mOffset + (row - row0) * width;
      transformRun(row, run, panel, scratch, m, (row1 - row0) * width);
      row += run;
    }
  }

  private void transformRun(
      int row, int run, int panel, MemorySegment scratch, long m, long positionBytes) {
    int vectors = panels.panelVectors(panel);
    long width = (long) vectors * BYTES;
    long lines = Memory.base(scratch) + linesOffset;
    boolean isLine = grid.inner() == 1;
    long rowStep = isLine ? OUTPUTS * width : width;
    long outputStep = isLine ? width : run * width;
    for (int i = 0; i < run; i++) {
      WinogradTiles4.outputHalf(
          vectors,
          scratch,
          m + i * width,
          positionBytes,
          BYTES,
          scratch,
          lines + i * rowStep,
          BYTES,
          outputStep);
    }
    int inner = row % grid.inner();
    int first = row / grid.inner() % grid.tiles() * OUTPUTS;
    long outer = row / grid.inner() / grid.tiles();
    long pixel = (outer * grid.out() + first) * grid.inner() + inner;
    int outputs = Math.min(grid.out() - first, isLine ? run * OUTPUTS : OUTPUTS);
    if (isLine) {
      store(outputs, pixel, panel, scratch, lines);
      return;
    }
    for (int y = 0; y < outputs; y++) {
      store(run, pixel + (long) y * grid.inner(), panel, scratch, lines + y * outputStep);
    }
  }

  private void store(int pixels, long pixel, int panel, MemorySegment scratch, long from) {
    int start = panels.panelStart(panel);
    Epilogue.rows(
        pixels,
        panels.panelVectors(panel),
        outChannels - start,
        scratch,
        from,
        packed.bias(),
        Memory.base(packed.bias()) + (long) start * Float.BYTES,
        residual,
        residual == null ? 0 : offset(residual, pixel, start),
        post,
        out,
        offset(out, pixel, start));
  }

  private static long offset(View view, long pixel, int channel) {
    return view.offset() + (pixel * view.pixelStride() + channel) * Float.BYTES;
  }
}
