package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.Epilogue;
import dev.lanewise.kernels.vector.gemm.LeftPanel;
import dev.lanewise.kernels.vector.gemm.Microkernels;
import dev.lanewise.kernels.vector.gemm.Panels;
import dev.lanewise.kernels.vector.gemm.ReadAhead;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * One Winograd convolution bound to its operands.
 *
 * <p>A block of image tiles is transformed into scratch memory, {@code V[position][tile][C]}; then,
 * panel by panel of output channels, each position's rows are multiplied into {@code
 * M[position][tile][width]} and transformed back into the output. Blocks are sized so that V and M
 * stay in the second-level cache.
 *
 * <p>Step tiles are image tiles, or panels where there are few image tiles.
 */
final class WinogradStep implements Step {
  private static final long BLOCK_BYTES = 1 << 20;
  private static final int FEW_TILES = 48;

  private final WinogradWeights packed;
  private final WinogradTransform transform;
  private final Panels panels;
  private final PostOp post;
  private final View in;
  private final View residual;
  private final View out;
  private final Extent size;
  private final Extent outSize;
  private final int padHeight;
  private final int padWidth;
  private final int channels;
  private final int outChannels;
  private final int tilesDown;
  private final int tilesAcross;
  private final int imageTiles;
  private final int blockTiles;
  private final boolean splitImage;
  private final long rowBytes;
  private final long halfOffset;
  private final long edgeOffset;
  private final long yOffset;
  private final long vOffset;
  private final long mOffset;
  private final long scratch;

  WinogradStep(
      ConvProblem problem, WinogradWeights packed, PostOp post, View in, View residual, View out) {
    this.packed = packed;
    this.transform = packed.transform();
    this.panels = packed.panels();
    this.post = post;
    this.in = Memory.of(in);
    this.residual = Memory.of(residual);
    this.out = Memory.of(out);
    this.size = problem.in();
    this.outSize = problem.out();
    this.padHeight = problem.padBefore().height();
    this.padWidth = problem.padBefore().width();
    this.channels = problem.inChannels();
    this.outChannels = problem.outChannels();
    this.tilesDown = Math.ceilDiv(outSize.height(), transform.outputs);
    this.tilesAcross = Math.ceilDiv(outSize.width(), transform.outputs);
    this.imageTiles = problem.batch() * outSize.depth() * tilesDown * tilesAcross;
    int positions = transform.positions();
    int widest = panels.panelVectors(0);
    long perTile = positions * ((long) channels * Float.BYTES + (long) widest * BYTES);
    this.splitImage = imageTiles >= FEW_TILES || panels.panels() == 1;
    int most = (int) Math.min(imageTiles, Math.max(8, BLOCK_BYTES / perTile));
    this.blockTiles = Math.ceilDiv(imageTiles, Math.ceilDiv(imageTiles, most));
    this.rowBytes = (long) channels * Float.BYTES;
    this.halfOffset = 0;
    this.edgeOffset = halfOffset + (long) positions * BYTES;
    this.yOffset = edgeOffset + (long) positions * BYTES;
    this.vOffset = yOffset + (long) transform.outputs * transform.outputs * tilesAcross * BYTES;
    this.mOffset = vOffset + positions * positionBytes(blockTiles);
    this.scratch = mOffset + (long) positions * blockTiles * widest * BYTES;
  }

  @Override
  public int tiles() {
    return splitImage ? imageTiles : panels.panels();
  }

  @Override
  public long scratchBytes() {
    return scratch;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    if (splitImage) {
      blocks(from, to, 0, panels.panels(), scratch);
    } else {
      blocks(0, imageTiles, from, to, scratch);
    }
  }

  private void blocks(int tile0, int tile1, int panel0, int panel1, MemorySegment scratch) {
    int rounds = Math.ceilDiv(tile1 - tile0, blockTiles);
    for (int round = 0; round < rounds; round++) {
      int first = tile0 + (int) ((long) (tile1 - tile0) * round / rounds);
      int end = tile0 + (int) ((long) (tile1 - tile0) * (round + 1) / rounds);
      for (int tile = first; tile < end; tile++) {
        transformInput(tile, tile - first, end - first, scratch);
      }
      for (int panel = panel0; panel < panel1; panel++) {
        multiply(panel, end - first, scratch);
        for (int tile = first; tile < end; ) {
          int run = Math.min(end - tile, tilesAcross - tile % tilesAcross);
          transformOutput(tile, run, tile - first, end - first, panel, scratch);
          tile += run;
        }
      }
    }
  }

  private void transformInput(int tile, int index, int count, MemorySegment scratch) {
    int across = tile % tilesAcross;
    int line = tile / tilesAcross;
    int down = line % tilesDown;
    int plane = line / tilesDown;
    int h = down * transform.outputs - padHeight;
    int w = across * transform.outputs - padWidth;
    long columnStride = in.pixelStride() * Float.BYTES;
    long rowStride = size.width() * columnStride;
    long from = in.offset() + ((long) plane * size.height() + h) * rowStride + w * columnStride;
    long to = Memory.base(scratch) + vOffset + index * rowBytes;
    long toStride = positionBytes(count);
    boolean inside =
        h >= 0
            && w >= 0
            && h + transform.inputs <= size.height()
            && w + transform.inputs <= size.width();
    for (int c = 0; c < channels; c += COUNT) {
      long lane = (long) c * Float.BYTES;
      if (inside) {
        input(in.segment(), from + lane, rowStride, columnStride, scratch, to + lane, toStride);
      } else {
        gatherEdge(h, w, from + lane, rowStride, columnStride, scratch);
        input(
            scratch,
            Memory.base(scratch) + edgeOffset,
            (long) transform.inputs * BYTES,
            BYTES,
            scratch,
            to + lane,
            toStride);
      }
    }
  }

  private void input(
      MemorySegment source,
      long from,
      long rowStride,
      long columnStride,
      MemorySegment scratch,
      long to,
      long toStride) {
    long half = Memory.base(scratch) + halfOffset;
    if (transform == WinogradTransform.F4) {
      WinogradTiles4.input(
          source, from, rowStride, columnStride, scratch, half, scratch, to, toStride);
    } else {
      WinogradTiles2.input(
          source, from, rowStride, columnStride, scratch, half, scratch, to, toStride);
    }
  }

  /** Copies a tile that reaches over the border into scratch memory, with zeros outside. */
  private void gatherEdge(
      int h, int w, long from, long rowStride, long columnStride, MemorySegment scratch) {
    for (int y = 0; y < transform.inputs; y++) {
      for (int x = 0; x < transform.inputs; x++) {
        boolean inside = h + y >= 0 && h + y < size.height() && w + x >= 0 && w + x < size.width();
        FloatVector v =
            inside
                ? Memory.load(in.segment(), from + y * rowStride + x * columnStride)
                : FloatVector.zero(SPECIES);
        Memory.store(
            v,
            scratch,
            Memory.base(scratch) + edgeOffset + (long) (y * transform.inputs + x) * BYTES);
      }
    }
  }

  /**
   * From one position's rows to the next one's: an odd number of cache lines, so that the positions
   * of a tile fall into different sets.
   */
  private long positionBytes(int count) {
    return LeftPanel.rowBytes(count * channels);
  }

  private void multiply(int panel, int count, MemorySegment scratch) {
    int vectors = panels.panelVectors(panel);
    int most = Microkernels.maxRows(vectors);
    int rows = Math.ceilDiv(count, Math.ceilDiv(count, most));
    long width = (long) vectors * BYTES;
    long base = Memory.base(packed.weights()) + packed.panelOffset(panel);
    long panelBytes = channels * width;
    long end = Memory.base(packed.weights()) + packed.weights().byteSize();
    int step = ReadAhead.step(panelBytes, Math.ceilDiv(count, rows), channels);
    int touched = 0;
    for (int position = 0; position < transform.positions(); position++) {
      long b = base + position * (channels * width);
      long v = Memory.base(scratch) + vOffset + position * positionBytes(count);
      long m = Memory.base(scratch) + mOffset + position * (count * width);
      boolean isLast = b + 2 * panelBytes > end;
      long next = isLast ? b : b + panelBytes;
      for (int row = 0; row < count; row += rows) {
        touched +=
            Microkernels.run(
                vectors,
                Math.min(rows, count - row),
                channels,
                scratch,
                v + row * rowBytes,
                rowBytes,
                packed.weights(),
                b,
                next,
                isLast ? 0 : step,
                scratch,
                m + row * width,
                width);
        next = isLast ? next : ReadAhead.advance(next, channels, step, b + 2 * panelBytes);
      }
    }
    Memory.of(scratch).set(JAVA_INT_UNALIGNED, Memory.base(scratch) + halfOffset, touched);
  }

  /** Transforms a run of neighbouring tiles back and moves their pixels to the output. */
  private void transformOutput(
      int tile, int run, int index, int count, int panel, MemorySegment scratch) {
    int m = transform.outputs;
    int across = tile % tilesAcross;
    int line = tile / tilesAcross;
    int h = line % tilesDown * m;
    long plane = line / tilesDown;
    long pixel = (plane * outSize.height() + h) * outSize.width() + (long) across * m;
    int pixels = Math.min(run * m, outSize.width() - across * m);
    int lines = Math.min(m, outSize.height() - h);
    int vectors = panels.panelVectors(panel);
    long width = (long) vectors * BYTES;
    long lineBytes = (long) tilesAcross * m * BYTES;
    long y0 = Memory.base(scratch) + yOffset;
    for (int j = 0; j < vectors; j++) {
      int channel = panels.panelStart(panel) + j * COUNT;
      if (channel >= outChannels) {
        break;
      }
      for (int t = 0; t < run; t++) {
        long from = Memory.base(scratch) + mOffset + (index + t) * width + (long) j * BYTES;
        output(scratch, from, count * width, y0 + (long) t * m * BYTES, lineBytes);
      }
      for (int y = 0; y < lines; y++) {
        long at = pixel + (long) y * outSize.width();
        Epilogue.column(
            pixels,
            outChannels - channel,
            scratch,
            y0 + y * lineBytes,
            BYTES,
            packed.bias(),
            Memory.base(packed.bias()) + (long) channel * Float.BYTES,
            residual,
            residual == null
                ? 0
                : residual.offset() + (at * residual.pixelStride() + channel) * Float.BYTES,
            post,
            out,
            out.offset() + (at * out.pixelStride() + channel) * Float.BYTES);
      }
    }
  }

  private void output(MemorySegment scratch, long from, long fromStride, long to, long lineBytes) {
    long half = Memory.base(scratch) + halfOffset;
    if (transform == WinogradTransform.F4) {
      WinogradTiles4.output(scratch, from, fromStride, scratch, half, scratch, to, lineBytes);
    } else {
      WinogradTiles2.output(scratch, from, fromStride, scratch, half, scratch, to, lineBytes);
    }
  }
}
