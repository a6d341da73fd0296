package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.gemm.PanelRows;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.MemorySegment;

/**
 * One direct convolution bound to its operands.
 *
 * <p>Output pixels form lines, and lines are cut into chunks of a few register tiles. A pointwise
 * convolution is one long line. Step tiles are chunks, or panels of output channels where weights
 * outweigh pixels. Chunks are worked off in blocks whose input stays in the second-level cache
 * while all panels pass over it.
 */
final class DirectStep implements Step {
  private static final long BLOCK_BYTES = 384 << 10;
  private static final long LARGE_WEIGHTS = 1 << 20;
  private static final int FEW_CHUNKS = 8;
  private static final int SOME_PANELS = 4;

  private final ConvProblem problem;
  private final PackedWeights packed;
  private final Panels panels;
  private final Clamp clamp;
  private final View in;
  private final View residual;
  private final View out;
  private final PaddedLines padded;
  private final Extent outSize;
  private final int lines;
  private final int width;
  private final int chunksPerLine;
  private final int blockChunks;
  private final long pixelBytes;
  private final boolean splitPixels;

  DirectStep(
      ConvProblem problem, PackedWeights packed, Clamp clamp, View in, View residual, View out) {
    this.problem = problem;
    this.packed = packed;
    this.panels = packed.panels();
    this.clamp = clamp;
    this.in = in;
    this.residual = residual;
    this.out = out;
    this.outSize = problem.out();
    boolean oneLine = problem.isPointwise();
    this.lines = oneLine ? 1 : problem.batch() * outSize.depth() * outSize.height();
    this.width = oneLine ? Math.toIntExact(problem.outPixels()) : outSize.width();
    this.chunksPerLine = Math.ceilDiv(width, PanelRows.CHUNK);
    boolean inPlace =
        problem.padBefore().equals(Extent.ZERO)
            && problem.padAfter().equals(Extent.ZERO)
            && (problem.kernel().width() == 1 || in.pixelStride() == problem.inChannels());
    this.padded = inPlace ? null : new PaddedLines(problem, in, BLOCK_BYTES);
    this.pixelBytes = Float.BYTES * (inPlace ? in.pixelStride() : problem.inChannels());
    this.blockChunks = blockChunks();
    long weightBytes = panels.bytes();
    boolean fewChunks = lines * chunksPerLine < FEW_CHUNKS;
    boolean manyPanels = panels.panels() >= SOME_PANELS;
    this.splitPixels =
        panels.panels() == 1 || !(fewChunks || weightBytes > LARGE_WEIGHTS && manyPanels);
  }

  /** The panels of a problem's weights: K is made of kernel rows. */
  static Panels panels(ConvProblem problem) {
    Extent kernel = problem.kernel();
    int run = kernel.width() * problem.inChannels();
    return new Panels(kernel.depth(), kernel.height(), run, problem.outChannels());
  }

  private int blockChunks() {
    if (padded != null) {
      return padded.lines() * chunksPerLine;
    }
    long chunkBytes = (long) Math.min(width, PanelRows.CHUNK) * panels.longestBlock() * Float.BYTES;
    return Math.clamp(BLOCK_BYTES / chunkBytes, 1, 1 << 20);
  }

  @Override
  public int tiles() {
    return splitPixels ? lines * chunksPerLine : panels.panels();
  }

  @Override
  public long scratchBytes() {
    return PanelRows.SCRATCH_BYTES + (padded == null ? 0 : padded.bytes());
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    if (splitPixels) {
      chunks(from, to, 0, panels.panels(), scratch);
    } else {
      chunks(0, lines * chunksPerLine, from, to, scratch);
    }
  }

  private void chunks(int from, int to, int panel0, int panel1, MemorySegment scratch) {
    int chunk = from;
    while (chunk < to) {
      int end = Math.min(to, chunk + blockChunks);
      if (padded != null) {
        int line = chunk / chunksPerLine;
        end = Math.min(end, padded.endLine(line) * chunksPerLine);
        int lastLine = (end - 1) / chunksPerLine;
        padded.fill(line, lastLine, scratch, PanelRows.SCRATCH_BYTES);
      }
      for (int block = 0; block < panels.blocks(); block++) {
        for (int panel = panel0; panel < panel1; panel++) {
          for (int c = chunk; c < end; c++) {
            multiply(c, chunk, end, block, panel, scratch);
          }
        }
      }
      chunk = end;
    }
  }

  /** One chunk of pixels, of those from {@code first} to {@code end}, times a block of a panel. */
  private void multiply(
      int chunk, int first, int end, int block, int panel, MemorySegment scratch) {
    int line = chunk / chunksPerLine;
    int part = chunk % chunksPerLine;
    int start = (int) ((long) width * part / chunksPerLine);
    int stop = (int) ((long) width * (part + 1) / chunksPerLine);
    int kd = panels.blockOuter(block);
    int kh = panels.blockFirstRun(block);
    int inRun = panels.blockRunStart(block);
    MemorySegment a = padded == null ? in.segment() : scratch;
    long lineBytes = padded == null ? problem.in().width() * pixelBytes : padded.lineBytes();
    long at;
    if (padded != null) {
      int firstLine = first / chunksPerLine;
      int copied = (end - 1) / chunksPerLine - firstLine + 1;
      at = PanelRows.SCRATCH_BYTES + padded.offset(line - firstLine, kd, kh, copied);
    } else if (problem.isPointwise()) {
      at = in.offset();
    } else {
      at = in.offset() + inputLine(line, kd, kh) * lineBytes;
    }
    long stride = problem.stride().width() * pixelBytes;
    long pixel = (long) line * width + start;
    int channel = panels.panelStart(panel);
    boolean isFirst = block == 0;
    View addend = isFirst ? residual : out;
    PanelRows.run(
        stop - start,
        panels.blockRuns(block),
        panels.blockRunLength(block),
        a,
        at + start * stride + (long) inRun * Float.BYTES,
        stride,
        problem.dilation().height() * lineBytes,
        packed.weights(),
        panels.offset(block, panel),
        panels.panelVectors(panel),
        panels.n() - channel,
        scratch,
        isFirst ? packed.bias() : null,
        (long) channel * Float.BYTES,
        addend,
        addend == null
            ? 0
            : addend.offset() + (pixel * addend.pixelStride() + channel) * Float.BYTES,
        block == panels.blocks() - 1 ? clamp : null,
        out,
        out.offset() + (pixel * out.pixelStride() + channel) * Float.BYTES);
  }

  /** The input line, counted through the batch, of a tap of an output line. */
  private long inputLine(int line, int kd, int kh) {
    int oh = line % outSize.height();
    int plane = line / outSize.height();
    int od = plane % outSize.depth();
    long sample = plane / outSize.depth();
    int id = od * problem.stride().depth() + kd * problem.dilation().depth();
    int ih = oh * problem.stride().height() + kh * problem.dilation().height();
    return (sample * problem.in().depth() + id) * problem.in().height() + ih;
  }
}
