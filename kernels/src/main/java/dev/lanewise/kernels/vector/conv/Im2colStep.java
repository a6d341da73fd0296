package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.gemm.PanelRows;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.MemorySegment;

/**
 * One im2col convolution bound to its operands.
 *
 * <p>Tiles are runs of output pixels, or panels of output channels where there are few pixels. A
 * range of tiles is worked off in blocks of rows that stay in the second-level cache while all
 * panels pass over them.
 */
final class Im2colStep implements Step {
  private static final long WINDOW_BYTES = 384 << 10;
  private static final long ALIGNMENT = 64;
  private static final int TILE_ROWS = 20;
  private static final int FEW_TILES = 16;

  private final PackedWeights packed;
  private final Panels panels;
  private final Clamp clamp;
  private final View in;
  private final View residual;
  private final View out;
  private final Im2colWindow[] windows;
  private final int inChannels;
  private final int rows;
  private final int blockRows;
  private final long windowStride;
  private final boolean splitRows;

  Im2colStep(
      ConvProblem problem, PackedWeights packed, Clamp clamp, View in, View residual, View out) {
    this.packed = packed;
    this.panels = packed.panels();
    this.clamp = clamp;
    this.in = in;
    this.residual = residual;
    this.out = out;
    this.inChannels = problem.groupInChannels();
    this.rows = Math.toIntExact(problem.outPixels());
    if (problem.isPointwise()) {
      this.windows = null;
      this.windowStride = 0;
    } else {
      this.windows = new Im2colWindow[packed.groups()];
      for (int group = 0; group < windows.length; group++) {
        windows[group] = new Im2colWindow(problem, in, inChannels, group * inChannels);
      }
      this.windowStride =
          Math.ceilDiv((long) panels.longestBlock() * Float.BYTES, ALIGNMENT) * ALIGNMENT
              + ALIGNMENT;
    }
    long rowBytes = windows == null ? (long) panels.longestBlock() * Float.BYTES : windowStride;
    this.blockRows = (int) Math.min(rows, Math.max(TILE_ROWS, WINDOW_BYTES / rowBytes));
    this.splitRows = rows >= FEW_TILES * TILE_ROWS || panels.panels() * packed.groups() == 1;
  }

  @Override
  public int tiles() {
    return splitRows ? Math.ceilDiv(rows, TILE_ROWS) : panels.panels() * packed.groups();
  }

  @Override
  public long scratchBytes() {
    return PanelRows.SCRATCH_BYTES + (windows == null ? 0 : blockRows * windowStride);
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    if (splitRows) {
      int end = Math.min(rows, to * TILE_ROWS);
      multiply(from * TILE_ROWS, end, 0, panels.panels() * packed.groups(), scratch);
    } else {
      multiply(0, rows, from, to, scratch);
    }
  }

  /** Rows {@code row0 .. row1}, panels {@code panel0 .. panel1} counted through all groups. */
  private void multiply(int row0, int row1, int panel0, int panel1, MemorySegment scratch) {
    int perGroup = panels.panels();
    for (int group = panel0 / perGroup; group * perGroup < panel1; group++) {
      int first = Math.max(0, panel0 - group * perGroup);
      int end = Math.min(perGroup, panel1 - group * perGroup);
      for (int row = row0; row < row1; row += blockRows) {
        int count = Math.min(blockRows, row1 - row);
        for (int block = 0; block < panels.blocks(); block++) {
          block(group, row, count, block, first, end, scratch);
        }
      }
    }
  }

  private void block(
      int group,
      int row,
      int count,
      int block,
      int firstPanel,
      int endPanel,
      MemorySegment scratch) {
    int k = panels.blockStart(block);
    int kc = panels.blockStart(block + 1) - k;
    MemorySegment a = in.segment();
    long aStride = in.pixelStride() * Float.BYTES;
    long aOffset = in.offset() + row * aStride + ((long) group * inChannels + k) * Float.BYTES;
    if (windows != null) {
      a = scratch;
      aOffset = PanelRows.SCRATCH_BYTES;
      aStride = windowStride;
      windows[group].fill(row, count, k, kc, scratch, aOffset, aStride);
    }
    int channels = panels.n();
    boolean isFirst = block == 0;
    boolean isLast = block == panels.blocks() - 1;
    View addend = isFirst ? residual : out;
    MemorySegment bias = isFirst ? packed.bias() : null;
    for (int panel = firstPanel; panel < endPanel; panel++) {
      int start = panels.panelStart(panel);
      long channel = (long) group * channels + start;
      long bytes = channel * Float.BYTES;
      PanelRows.run(
          count,
          kc,
          a,
          aOffset,
          aStride,
          packed.weights(),
          group * panels.bytes() + panels.offset(block, panel),
          panels.panelVectors(panel),
          Math.min(channels - start, panels.panelVectors(panel) * COUNT),
          scratch,
          bias,
          ((long) group * packed.biasStride() + start) * Float.BYTES,
          addend,
          addend == null ? 0 : addend.offset() + row * addend.pixelStride() * Float.BYTES + bytes,
          isLast ? clamp : null,
          out,
          out.offset() + row * out.pixelStride() * Float.BYTES + bytes);
    }
  }
}
