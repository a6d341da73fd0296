package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.Bfloat16Panels;
import dev.lanewise.kernels.vector.gemm.Bfloat16Row;
import dev.lanewise.kernels.vector.gemm.IndirectRows;
import dev.lanewise.kernels.vector.gemm.PanelRows;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.MemorySegment;

/**
 * One im2col convolution bound to its operands.
 *
 * <p>Step tiles are runs of output pixels, or panels of output channels where weights outweigh
 * pixels. A range of tiles is worked off in blocks of rows, whose window stays in the second-level
 * cache while all panels pass over it.
 *
 * <p>Panels are step tiles of all rows, or first of the one half of them and then of the other:
 * threads on a half of their own read and write other pixels than the others. A processor writes
 * what another one has read several times as slowly. The second half begins with another panel, so
 * that these threads stream different weights.
 */
final class Im2colStep implements Step {
  private static final int MOST_ROWS = 5 * PanelRows.CHUNK;
  private static final int TILE_ROWS = PanelRows.CHUNK;
  private static final int FEW_TILES = 8;
  private static final int SOME_PANELS = 4;
  private static final long LARGE_WEIGHTS = 1 << 20;

  /** Weights that threads on halves of the rows may each stream in full. */
  private static final long MOST_STREAMED = 2 << 20;

  private final PackedWeights packed;
  private final Panels panels;
  private final PostOp post;
  private final View residual;
  private final View out;
  private final Im2colWindow[] windows;
  private final int rows;
  private final int blockRows;
  private final boolean splitRows;

  /** Panels of all groups. */
  private final int allPanels;

  /** What rows are halved into where step tiles are panels, or 1. */
  private final int parts;

  private final boolean singleRow;

  /** The window whose rows are read where they lie; null where they are gathered. */
  private final LineWindow inPlace;

  private final long scratchBytes;
  private final long windowOffset;
  private final long widenedOffset;

  Im2colStep(
      ConvProblem problem, PackedWeights packed, PostOp post, View in, View residual, View out) {
    this.packed = packed;
    this.panels = packed.panels();
    this.post = post;
    this.residual = Memory.of(residual);
    this.out = Memory.of(out);
    this.rows = Math.toIntExact(problem.outPixels());
    this.blockRows = Math.min(rows, MOST_ROWS);
    this.windows = new Im2colWindow[packed.groups()];
    long preparation = 0;
    for (int group = 0; group < windows.length; group++) {
      windows[group] = Im2colWindow.of(problem, Memory.of(in), group, blockRows);
      preparation = Math.max(preparation, windows[group].scratchBytes());
    }
    this.windowOffset = PanelRows.SCRATCH_BYTES + Math.ceilDiv(preparation, 64) * 64;
    this.singleRow = packed.rounded() != null && rows == 1;
    this.inPlace =
        windows[0] instanceof LineWindow lines
                && lines.isRegular()
                && packed.rounded() == null
                && IndirectRows.accepts(panels)
            ? lines
            : null;
    this.widenedOffset =
        windowOffset
            + (inPlace == null
                ? windows[0].windowBytes(blockRows, singleRow ? panels.k() : panels.blockLength())
                : placesBytes() + (long) panels.k() * Integer.BYTES);
    boolean widens = packed.rounded() != null && !singleRow;
    this.scratchBytes =
        widenedOffset + (widens ? packed.rounded().widenedFloats() * Float.BYTES : 0);
    this.allPanels = panels.panels() * packed.groups();
    boolean fewRows = rows < FEW_TILES * TILE_ROWS;
    boolean heavy = packed.groups() * panels.bytes() > LARGE_WEIGHTS && allPanels >= SOME_PANELS;
    this.splitRows = allPanels == 1 || !(fewRows || heavy);
    boolean halves = packed.groups() == 1 && rows >= 2 * TILE_ROWS;
    this.parts = halves && panels.bytes() <= MOST_STREAMED ? 2 : 1;
  }

  private long placesBytes() {
    return (long) (blockRows + IndirectRows.SPARE_PLACES) * Long.BYTES;
  }

  @Override
  public int tiles() {
    return splitRows ? Math.ceilDiv(rows, TILE_ROWS) : parts * allPanels;
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    if (splitRows) {
      int end = Math.min(rows, to * TILE_ROWS);
      multiply(from * TILE_ROWS, end, 0, allPanels, 0, scratch);
    } else {
      parts(from, to, scratch);
    }
  }

  /** Works off step tiles that are panels; parts of which all panels are wanted go together. */
  private void parts(int from, int to, MemorySegment scratch) {
    for (int tile = from; tile < to; ) {
      int part = tile / allPanels;
      int panel = tile % allPanels;
      int whole = panel == 0 ? (to - tile) / allPanels : 0;
      int count = Math.min(to - tile, allPanels - panel);
      if (whole > 0) {
        multiply(partStart(part), partStart(part + whole), 0, allPanels, 0, scratch);
        tile += whole * allPanels;
      } else {
        int shift = allPanels * part / parts;
        multiply(partStart(part), partStart(part + 1), panel, panel + count, shift, scratch);
        tile += count;
      }
    }
  }

  private int partStart(int part) {
    return (int) ((long) rows * part / parts);
  }

  /**
   * @param row0 the first row, and {@code row1} the end of them
   * @param panel0 the first panel, counted through all groups, and {@code panel1} the end of them
   * @param shift added to all panels of the only group, cyclically; 0 if there are more
   */
  private void multiply(
      int row0, int row1, int panel0, int panel1, int shift, MemorySegment scratch) {
    int perGroup = panels.panels();
    long base = Memory.base(scratch);
    long columns = base + windowOffset + placesBytes();
    if (inPlace != null) {
      inPlace.columns(scratch, columns);
    }
    for (int group = panel0 / perGroup; group * perGroup < panel1; group++) {
      int first = Math.max(0, panel0 - group * perGroup);
      int end = Math.min(perGroup, panel1 - group * perGroup);
      Im2colWindow window = windows[group];
      int row = row0;
      while (row < row1) {
        int rowEnd = window.blockEnd(row, Math.min(row1, row + blockRows));
        window.prepare(row, rowEnd, scratch, base + PanelRows.SCRATCH_BYTES);
        if (singleRow) {
          singleRow(group, first, end, scratch);
          break;
        }
        if (inPlace != null) {
          inPlace.places(
              row,
              rowEnd,
              IndirectRows.SPARE_PLACES,
              base + PanelRows.SCRATCH_BYTES,
              scratch,
              base + windowOffset);
        }
        int block0 = firstBlock(window, row, rowEnd);
        int block1 = endBlock(window, row, rowEnd, block0);
        for (int block = block0; block < block1; block++) {
          int k = panels.blockStart(block);
          int kc = panels.blockStart(block + 1) - k;
          if (inPlace == null) {
            window.fill(
                row, rowEnd, k, kc, scratch, base + PanelRows.SCRATCH_BYTES, base + windowOffset);
          }
          boolean isFirst = block == block0;
          boolean isLast = block == block1 - 1;
          for (int panel = first; panel < end; panel++) {
            int shifted = (panel + shift) % perGroup;
            panel(group, row, rowEnd - row, block, isFirst, isLast, shifted, scratch);
          }
        }
        row = rowEnd;
      }
    }
  }

  /** The first block of K that is not padding; the last one if all are. */
  private int firstBlock(Im2colWindow window, int row, int rowEnd) {
    int block = 0;
    while (block < panels.blocks() - 1 && isPadding(window, row, rowEnd, block)) {
      block++;
    }
    return block;
  }

  /** The end of the blocks of K that are not padding, behind {@code first}. */
  private int endBlock(Im2colWindow window, int row, int rowEnd, int first) {
    int end = panels.blocks();
    while (end > first + 1 && isPadding(window, row, rowEnd, end - 1)) {
      end--;
    }
    return end;
  }

  private boolean isPadding(Im2colWindow window, int row, int rowEnd, int block) {
    int k = panels.blockStart(block);
    return window.isPadding(row, rowEnd, k, panels.blockStart(block + 1) - k);
  }

  /** The only row, with weights that are widened in registers, over all of K. */
  private void singleRow(int group, int panel0, int panel1, MemorySegment scratch) {
    Im2colWindow window = windows[group];
    long base = Memory.base(scratch);
    window.fill(0, 1, 0, panels.k(), scratch, base + PanelRows.SCRATCH_BYTES, base + windowOffset);
    MemorySegment weights = packed.weights();
    long biasAt = Memory.base(packed.bias()) + (long) group * packed.biasStride() * Float.BYTES;
    for (int panel = panel0; panel < panel1; panel++) {
      long start = (long) panels.panelStart(panel) * Float.BYTES;
      long channelBytes = (long) group * panels.n() * Float.BYTES + start;
      Bfloat16Row.run(
          packed.rounded(),
          panel,
          window.segment(0, 1, scratch),
          window.offset(0, 1, 0, base + PanelRows.SCRATCH_BYTES, base + windowOffset),
          weights,
          Memory.base(weights) + packed.offset(group, 0, 0),
          Memory.base(weights) + weights.byteSize(),
          scratch,
          packed.bias(),
          biasAt + start,
          residual,
          residual == null ? 0 : residual.offset() + channelBytes,
          post,
          out,
          out.offset() + channelBytes);
    }
  }

  private void panel(
      int group,
      int row,
      int count,
      int block,
      boolean isFirst,
      boolean isLast,
      int panel,
      MemorySegment scratch) {
    int kc = panels.blockStart(block + 1) - panels.blockStart(block);
    MemorySegment weights = packed.weights();
    long at = Memory.base(weights) + packed.offset(group, block, panel);
    long end = Memory.base(weights) + weights.byteSize();
    int vectors = panels.panelVectors(panel);
    if (packed.rounded() != null) {
      long widened = Memory.base(scratch) + widenedOffset;
      Bfloat16Panels.widen(kc, vectors, weights, at, scratch, widened);
      weights = scratch;
      at = widened;
      end = widened + (long) kc * vectors * BYTES;
    }
    int start = panels.panelStart(panel);
    long channelBytes = ((long) group * panels.n() + start) * Float.BYTES;
    Im2colWindow window = windows[group];
    View addend = isFirst ? residual : out;
    MemorySegment bias = isFirst ? packed.bias() : null;
    long biasAt =
        Memory.base(packed.bias()) + ((long) group * packed.biasStride() + start) * Float.BYTES;
    long addendAt =
        addend == null
            ? 0
            : addend.offset() + row * addend.pixelStride() * Float.BYTES + channelBytes;
    long outAt = out.offset() + row * out.pixelStride() * Float.BYTES + channelBytes;
    PostOp last = isLast ? post : null;
    if (inPlace != null) {
      long tables = Memory.base(scratch) + windowOffset;
      IndirectRows.run(
          count,
          kc,
          inPlace.source(scratch),
          scratch,
          tables,
          tables + placesBytes() + (long) panels.blockStart(block) * Integer.BYTES,
          weights,
          at,
          scratch,
          bias,
          biasAt,
          addend,
          addendAt,
          last,
          out,
          outAt);
      return;
    }
    int columns = Math.min(panels.n() - start, vectors * COUNT);
    MemorySegment a = window.segment(row, row + count, scratch);
    long base = Memory.base(scratch);
    long aAt =
        window.offset(
            row,
            row + count,
            panels.blockStart(block),
            base + PanelRows.SCRATCH_BYTES,
            base + windowOffset);
    PanelRows.run(
        count,
        kc,
        a,
        aAt,
        window.rowBytes(kc),
        weights,
        at,
        end,
        vectors,
        columns,
        scratch,
        bias,
        biasAt,
        addend,
        addendAt,
        last,
        out,
        outAt);
  }
}
