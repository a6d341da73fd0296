package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.Epilogue;
import java.lang.foreign.MemorySegment;

/**
 * One convolution with pixels in the lanes, bound to its operands.
 *
 * <p>The im2col matrix is transposed into {@code P[chunk][panel][kc][3 vectors]}, and those pixels
 * that do not fill a panel lie as they are, {@code [chunk][pixel][kc]}. A section of filters is
 * multiplied chunk by chunk, seven filters at a time that lie a seventh of the section apart, and
 * added to {@code [filter][vectors]}; the sums are transposed back on their way out.
 *
 * <p>Step tiles are vectors of output channels.
 */
final class PixelLanesStep implements Step {
  private static final int FILTERS = PixelLanesMicrokernel.FILTERS;
  private static final int VECTORS = PixelLanesMicrokernel.VECTORS;

  /** The most filters of a section, whole vectors: their sums take 84 KB for each panel. */
  private static final int MOST_FILTERS = 448;

  /** Vectors of output channels that are moved out together. */
  private static final int MOST_VECTORS = 4;

  private final PixelLanesWeights packed;
  private final Im2colWindow window;
  private final PostOp post;
  private final View residual;
  private final View out;
  private final int channels;
  private final int pixels;

  /** Panels of pixels. */
  private final int panels;

  /** Pixels behind the last panel. */
  private final int singles;

  private final long sumsBytes;
  private final long productsOffset;
  private final long linesOffset;
  private final long partsOffset;
  private final long transpositionOffset;
  private final long windowOffset;
  private final long panelsOffset;
  private final long singlesOffset;
  private final long scratch;

  PixelLanesStep(
      ConvProblem problem,
      PixelLanesWeights packed,
      PostOp post,
      View in,
      View residual,
      View out) {
    this.packed = packed;
    View pixelsIn = Memory.of(in);
    this.window =
        problem.isPointwise() && problem.inChannels() % COUNT == 0 // vectors end with a pixel
            ? new PixelWindow(pixelsIn, 0)
            : new TapWindow(problem, pixelsIn, problem.inChannels(), 0);
    this.post = post;
    this.residual = Memory.of(residual);
    this.out = Memory.of(out);
    this.channels = problem.outChannels();
    this.pixels = Math.toIntExact(problem.outPixels());
    this.panels = pixels / (VECTORS * COUNT);
    this.singles = pixels % (VECTORS * COUNT);
    this.sumsBytes = (long) (VECTORS * panels + singles) * BYTES;
    this.productsOffset = Math.min(MOST_FILTERS, packed.filters()) * sumsBytes;
    this.linesOffset = productsOffset + (long) FILTERS * VECTORS * BYTES;
    this.partsOffset = linesOffset + (long) pixels * MOST_VECTORS * BYTES;
    this.transpositionOffset = partsOffset + (long) COUNT * BYTES;
    this.windowOffset = transpositionOffset + Transposition.SCRATCH_BYTES;
    this.panelsOffset =
        windowOffset + Math.ceilDiv(window.windowBytes(COUNT, packed.kc()), BYTES) * BYTES;
    this.singlesOffset = panelsOffset + (long) packed.chunks() * panels * panelBytes();
    this.scratch = singlesOffset + (long) packed.chunks() * singles * packed.kc() * Float.BYTES;
  }

  @Override
  public int tiles() {
    return packed.filters() / COUNT;
  }

  @Override
  public long scratchBytes() {
    return scratch;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int chunk = 0; chunk < packed.chunks(); chunk++) {
      gather(chunk, scratch);
    }
    resume(from, to, scratch);
  }

  @Override
  public void resume(int from, int to, MemorySegment scratch) {
    int sections = Math.ceilDiv((to - from) * COUNT, MOST_FILTERS);
    for (int section = 0; section < sections; section++) {
      int first = from + (int) ((long) (to - from) * section / sections);
      int end = from + (int) ((long) (to - from) * (section + 1) / sections);
      for (int chunk = 0; chunk < packed.chunks(); chunk++) {
        multiply(chunk, first * COUNT, (end - first) * COUNT, scratch);
      }
      for (int tile = first; tile < end; tile += MOST_VECTORS) {
        int vectors = Math.min(MOST_VECTORS, end - tile);
        moveOut(tile, vectors, (tile - first) * COUNT * sumsBytes, scratch);
      }
    }
  }

  /** Brings all pixels of a chunk of im2col columns into scratch memory. */
  private void gather(int chunk, MemorySegment scratch) {
    long base = Memory.base(scratch);
    int kc = packed.columns(chunk);
    int k = chunk * packed.kc();
    int behind = packed.kc() - kc;
    long work = base + windowOffset;
    int row = 0;
    for (int panel = 0; panel < panels; panel++) {
      long to = base + panel(chunk, panel);
      for (int vector = 0; vector < VECTORS; vector++) {
        window.fill(row, row + COUNT, k, kc, scratch, work, work);
        MemorySegment from = window.segment(row, row + COUNT, scratch);
        long at = window.offset(row, row + COUNT, k, work, work);
        long runs = to + (long) vector * BYTES;
        for (int i = 0; i < kc; i += COUNT) {
          long column = at + (long) i * Float.BYTES;
          long run = runs + (long) i * VECTORS * BYTES;
          transpose(from, column, window.rowBytes(kc), scratch, run, VECTORS * BYTES);
        }
        row += COUNT;
      }
      FloatCopy.zero(scratch, to + (long) kc * VECTORS * BYTES, behind * VECTORS * COUNT);
    }
    for (int single = 0; single < singles; single++, row++) {
      window.fill(row, row + 1, k, kc, scratch, work, work);
      MemorySegment from = window.segment(row, row + 1, scratch);
      long to = base + single(chunk, single);
      FloatCopy.copy(from, window.offset(row, row + 1, k, work, work), scratch, to, kc);
      FloatCopy.zero(scratch, to + (long) kc * Float.BYTES, behind);
    }
  }

  /** Of a chunk, a section of {@code count} filters from {@code first} on. */
  private void multiply(int chunk, int first, int count, MemorySegment scratch) {
    long base = Memory.base(scratch);
    long filters = Memory.base(packed.weights()) + packed.offset(chunk, first);
    long filterBytes = (long) packed.kc() * Float.BYTES;
    int run = count / FILTERS;
    for (int i = 0; i < run; i++) {
      long from = filters + i * filterBytes;
      products(chunk, from, run * filterBytes, 0, scratch, base + i * sumsBytes, run * sumsBytes);
    }
    int rest = count - FILTERS * run;
    if (rest > 0) { // with some that are done before them
      int last = count - FILTERS;
      long from = filters + last * filterBytes;
      long sums = base + last * sumsBytes;
      products(chunk, from, filterBytes, FILTERS - rest, scratch, sums, sumsBytes);
    }
  }

  /** Of seven filters with all pixels; the sums of the first {@code done} ones are complete. */
  private void products(
      int chunk,
      long filters,
      long filterStride,
      int done,
      MemorySegment scratch,
      long sums,
      long sumsStride) {
    int kc = packed.kc();
    MemorySegment weights = packed.weights();
    long base = Memory.base(scratch);
    boolean adds = chunk > 0;
    for (int panel = 0; panel < panels; panel++) {
      long from = base + panel(chunk, panel);
      long to = sums + (long) panel * VECTORS * BYTES;
      long at = adds ? base + productsOffset : to;
      long stride = adds ? (long) VECTORS * BYTES : sumsStride;
      PixelLanesMicrokernel.run(
          kc, weights, filters, filterStride, scratch, from, scratch, at, stride);
      if (adds) {
        PixelLanesMicrokernel.add(done, VECTORS, scratch, at, scratch, to, sumsStride);
      }
    }
    for (int single = 0; single < singles; single++) {
      long from = base + single(chunk, single);
      long to = sums + (long) (VECTORS * panels + single) * BYTES;
      long at = adds ? base + productsOffset : to;
      long stride = adds ? BYTES : sumsStride;
      PixelLanesMicrokernel.single(
          kc, weights, filters, filterStride, scratch, from, scratch, at, stride);
      if (adds) {
        PixelLanesMicrokernel.add(done, 1, scratch, at, scratch, to, sumsStride);
      }
    }
  }

  /** Transposes the sums of some vectors of channels, and moves them to the output. */
  private void moveOut(int tile, int vectors, long sums, MemorySegment scratch) {
    long base = Memory.base(scratch);
    long lines = base + linesOffset;
    long lineBytes = (long) vectors * BYTES;
    for (int vector = 0; vector < vectors; vector++) {
      long to = lines + (long) vector * BYTES;
      long from = base + sums + vector * COUNT * sumsBytes;
      for (int i = 0; i < VECTORS * panels; i++) {
        long at = from + (long) i * BYTES;
        transpose(scratch, at, sumsBytes, scratch, to + i * COUNT * lineBytes, lineBytes);
      }
      for (int single = 0; single < singles; single++) {
        long at = from + (long) (VECTORS * panels + single) * BYTES;
        long parts = base + partsOffset;
        transpose(scratch, at, sumsBytes, scratch, parts, BYTES);
        long pixel = VECTORS * COUNT * panels + single;
        PixelLanesMicrokernel.sum(scratch, parts, scratch, to + pixel * lineBytes);
      }
    }
    int channel = tile * COUNT;
    Epilogue.rows(
        pixels,
        vectors,
        channels - channel,
        scratch,
        lines,
        packed.bias(),
        Memory.base(packed.bias()) + (long) channel * Float.BYTES,
        residual,
        residual == null ? 0 : residual.offset() + (long) channel * Float.BYTES,
        post,
        out,
        out.offset() + (long) channel * Float.BYTES);
  }

  private void transpose(
      MemorySegment from, long at, long stride, MemorySegment scratch, long to, long toStride) {
    long work = Memory.base(scratch) + transpositionOffset;
    Transposition.block(from, at, stride, scratch, work, to, toStride);
  }

  private long panelBytes() {
    return (long) packed.kc() * VECTORS * BYTES;
  }

  private long panel(int chunk, int panel) {
    return panelsOffset + ((long) chunk * panels + panel) * panelBytes();
  }

  private long single(int chunk, int single) {
    return singlesOffset + ((long) chunk * singles + single) * packed.kc() * Float.BYTES;
  }
}
