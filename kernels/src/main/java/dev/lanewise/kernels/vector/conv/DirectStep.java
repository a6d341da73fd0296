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

  /** Runs below this are gathered, as each call of the microkernel costs some dozen steps. */
  private static final int SHORT_RUN = 128;

  private static final int SOME_PANELS = 4;

  private final ConvProblem problem;
  private final PackedWeights packed;
  private final Panels panels;
  private final Clamp clamp;
  private final View in;
  private final View residual;
  private final View out;
  private final PaddedLines padded;
  private final RunWindow window;
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
    boolean gathered = isGathered(problem);
    boolean inPlace =
        !gathered
            && problem.padBefore().equals(Extent.ZERO)
            && problem.padAfter().equals(Extent.ZERO)
            && (problem.kernel().width() == 1 || in.pixelStride() == problem.inChannels());
    this.padded = inPlace ? null : new PaddedLines(problem, in, BLOCK_BYTES);
    this.window = gathered ? new RunWindow(problem, padded, PanelRows.CHUNK) : null;
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
    int runs = kernel.depth() * kernel.height();
    return isGathered(problem)
        ? new Panels(1, runs * run, problem.outChannels())
        : new Panels(runs, run, problem.outChannels());
  }

  private static boolean isGathered(ConvProblem problem) {
    Extent kernel = problem.kernel();
    return kernel.depth() * kernel.height() > 1
        && kernel.width() * problem.inChannels() < SHORT_RUN;
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
    return PanelRows.SCRATCH_BYTES
        + (padded == null ? 0 : padded.bytes())
        + (window == null ? 0 : window.bytes());
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
      if (window == null) {
        multiply(chunk, end, panel0, panel1, scratch);
      } else {
        for (int c = chunk; c < end; c++) {
          gather(c, chunk, end, scratch);
          multiply(c, c + 1, panel0, panel1, scratch);
        }
      }
      chunk = end;
    }
  }

  private int firstPixel(int chunk) {
    return (int) ((long) width * (chunk % chunksPerLine) / chunksPerLine);
  }

  private int endPixel(int chunk) {
    return (int) ((long) width * (chunk % chunksPerLine + 1) / chunksPerLine);
  }

  private void gather(int chunk, int first, int end, MemorySegment scratch) {
    int firstLine = first / chunksPerLine;
    int start = firstPixel(chunk);
    window.gather(
        chunk / chunksPerLine - firstLine,
        (end - 1) / chunksPerLine - firstLine + 1,
        start,
        endPixel(chunk) - start,
        scratch,
        PanelRows.SCRATCH_BYTES,
        PanelRows.SCRATCH_BYTES + padded.bytes());
  }

  private void multiply(int first, int end, int panel0, int panel1, MemorySegment scratch) {
    for (int block = 0; block < panels.blocks(); block++) {
      for (int panel = panel0; panel < panel1; panel++) {
        for (int chunk = first; chunk < end; chunk++) {
          multiply(chunk, leftSide(chunk, first, end, block), block, panel, scratch);
        }
      }
    }
  }

  /**
   * Where the left side of a chunk's product begins, among the chunks {@code first} to {@code end}.
   */
  private long leftSide(int chunk, int first, int end, int block) {
    if (window != null) {
      return PanelRows.SCRATCH_BYTES
          + padded.bytes()
          + (long) panels.blockRunStart(block) * Float.BYTES;
    }
    int line = chunk / chunksPerLine;
    int kd = panels.blockRun(block) / problem.kernel().height();
    int kh = panels.blockRun(block) % problem.kernel().height();
    long inLine =
        firstPixel(chunk) * problem.stride().width() * pixelBytes
            + (long) panels.blockRunStart(block) * Float.BYTES;
    if (padded != null) {
      int firstLine = first / chunksPerLine;
      int copied = (end - 1) / chunksPerLine - firstLine + 1;
      return PanelRows.SCRATCH_BYTES + padded.offset(line - firstLine, kd, kh, copied) + inLine;
    }
    return problem.isPointwise()
        ? in.offset() + inLine
        : in.offset() + inputLine(line, kd, kh) * problem.in().width() * pixelBytes + inLine;
  }

  /** One chunk of pixels times a block of a panel. */
  private void multiply(int chunk, long a, int block, int panel, MemorySegment scratch) {
    int start = firstPixel(chunk);
    long pixel = (long) (chunk / chunksPerLine) * width + start;
    int channel = panels.panelStart(panel);
    boolean isFirst = block == 0;
    View addend = isFirst ? residual : out;
    PanelRows.run(
        endPixel(chunk) - start,
        panels.blockStart(block + 1) - panels.blockStart(block),
        padded == null ? in.segment() : scratch,
        a,
        window == null ? problem.stride().width() * pixelBytes : window.rowBytes(),
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
