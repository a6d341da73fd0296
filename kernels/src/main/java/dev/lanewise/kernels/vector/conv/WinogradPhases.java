package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.LeftPanel;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The input side of a Winograd convolution of stride 2 with few channels: blocks of 2x2 pixels, the
 * four phases, become one pixel of four times the channels in scratch memory, and tiles of those
 * are transformed.
 */
final class WinogradPhases {
  /** With fewer, sums would be too short for rounding errors to cancel out. */
  static final int LEAST_CHANNELS = 3;

  /** More channels would rather be transformed each phase for itself. */
  static final int MOST_CHANNELS = 4;

  private final WinogradTransform transform;
  private final WinogradGrid grid;
  private final View in;
  private final Extent size;
  private final int channels;
  private final int padHeight;
  private final int padWidth;

  /** From one block of pixels in scratch memory to the next. */
  private final long blockBytes;

  /** From one line of blocks to the next. */
  private final long lineBytes;

  /** Whole vectors that two neighbouring pixels take. */
  private final int vectors;

  /** Where the memory of the input ends. */
  private final long end;

  /**
   * @param in as {@link Memory#of(View)} sees it
   */
  WinogradPhases(ConvProblem problem, WinogradTransform transform, WinogradGrid grid, View in) {
    this.transform = transform;
    this.grid = grid;
    this.in = in;
    this.size = problem.in();
    this.channels = problem.inChannels();
    this.padHeight = problem.padBefore().height();
    this.padWidth = problem.padBefore().width();
    int blockFloats = Lanes.whole(transform.channels(channels));
    this.blockBytes = (long) blockFloats * Float.BYTES;
    this.lineBytes = LeftPanel.rowBytes(blocks(grid.tilesAcross) * blockFloats);
    this.vectors = Math.ceilDiv(2 * channels, COUNT);
    this.end = WinogradInput.end(problem, in);
  }

  /** Blocks of a line that neighbouring tiles read. */
  private int blocks(int tiles) {
    return (tiles - 1) * transform.outputs + transform.inputs;
  }

  /** Scratch bytes of {@link #run}: a tile between its two halves, lines of blocks and a vector. */
  long scratchBytes() {
    return (long) transform.inputs * transform.inputs * BYTES
        + transform.inputs * lineBytes
        + BYTES;
  }

  /**
   * Transforms one frame of neighbouring tiles of one line.
   *
   * <p>Whole vectors are written; behind the last channel of the last vector follow numbers without
   * meaning.
   *
   * @param half offset of {@link #scratchBytes} in {@code scratch}
   * @param to where position 0 of the first tile begins; the next tile follows after {@code
   *     columnBytes}, the next position after {@code toStride} bytes
   */
  void run(
      int column,
      int run,
      int frame,
      MemorySegment scratch,
      long half,
      long to,
      long columnBytes,
      long toStride) {
    int h = grid.down(column) * transform.outputs * 2 - padHeight;
    int w = grid.across(column) * transform.outputs * 2 - padWidth;
    long plane = grid.inPlane(column, frame) * size.height();
    long lines = half + (long) transform.inputs * transform.inputs * BYTES;
    int count = blocks(run);
    for (int line = 0; line < transform.inputs; line++) {
      line(plane, h + 2 * line, w, count, scratch, lines + line * lineBytes);
    }
    long step = transform.outputs * blockBytes;
    for (int tile = 0; tile < run; tile++) {
      for (long vector = 0; vector < blockBytes; vector += BYTES) {
        WinogradTiles7.input(
            scratch,
            lines + tile * step + vector,
            lineBytes,
            blockBytes,
            scratch,
            half,
            scratch,
            to + tile * columnBytes + vector,
            toStride);
      }
    }
  }

  /** Gathers {@code count} blocks of the lines {@code h} and {@code h + 1} from column w on. */
  private void line(long plane, int h, int w, int count, MemorySegment scratch, long to) {
    long pixelBytes = in.pixelStride() * Float.BYTES;
    long inLineBytes = size.width() * pixelBytes;
    long from = in.offset() + (plane + h) * inLineBytes + w * pixelBytes;
    int first = Math.clamp(Math.ceilDiv(-w, 2), 0, count);
    int last = Math.clamp(Math.floorDiv(size.width() - w, 2), first, count);
    boolean inside0 = h >= 0 && h < size.height();
    boolean inside1 = h + 1 >= 0 && h + 1 < size.height();
    long room = end - (inside1 ? from + inLineBytes : from) - (long) vectors * BYTES;
    long whole = room < 0 ? 0 : room / (2 * pixelBytes) + 1;
    if (in.pixelStride() != channels || !inside0 && !inside1) {
      whole = 0;
    }
    last = Math.clamp(whole, first, last);
    for (int x = 0; x < first; x++) {
      block(plane, h, w + 2 * x, scratch, to + x * blockBytes);
    }
    long step = 2 * pixelBytes;
    pairs(
        last - first,
        vectors,
        inside0 ? in.segment() : Memory.ZEROS,
        inside0 ? from + first * step : Memory.base(Memory.ZEROS),
        inside0 ? step : 0,
        inside1 ? in.segment() : Memory.ZEROS,
        inside1 ? from + inLineBytes + first * step : Memory.base(Memory.ZEROS),
        inside1 ? step : 0,
        scratch,
        to + first * blockBytes,
        blockBytes,
        2L * channels * Float.BYTES);
    for (int x = last; x < count; x++) {
      block(plane, h, w + 2 * x, scratch, to + x * blockBytes);
    }
  }

  /**
   * Two neighbouring pixels of two lines each, block by block: a whole vector writes over the next
   * block, which follows.
   */
  private static void pairs(
      int count,
      int vectors,
      MemorySegment in0,
      long from0,
      long step0,
      MemorySegment in1,
      long from1,
      long step1,
      MemorySegment out,
      long to,
      long toStep,
      long second) {
    MemorySegment source0 = Memory.of(in0);
    MemorySegment source1 = Memory.of(in1);
    MemorySegment target = Memory.of(out);
    for (int block = 0; block < count; block++) {
      for (int vector = 0; vector < vectors; vector++) {
        long at0 = Memory.offset(from0 + block * step0 + (long) vector * BYTES);
        long toAt = Memory.offset(to + block * toStep + (long) vector * BYTES);
        FloatVector.fromMemorySegment(SPECIES, source0, at0, NATIVE)
            .intoMemorySegment(target, toAt, NATIVE);
      }
      for (int vector = 0; vector < vectors; vector++) {
        long at1 = Memory.offset(from1 + block * step1 + (long) vector * BYTES);
        long toAt = Memory.offset(to + block * toStep + second + (long) vector * BYTES);
        FloatVector.fromMemorySegment(SPECIES, source1, at1, NATIVE)
            .intoMemorySegment(target, toAt, NATIVE);
      }
    }
  }

  /** One block, pixel by pixel, with zeros outside. */
  private void block(long plane, int h, int w, MemorySegment scratch, long to) {
    FloatCopy.zero(scratch, to, transform.channels(channels));
    for (int phase = 0; phase < 4; phase++) {
      int y = h + phase / 2;
      int x = w + phase % 2;
      if (y >= 0 && y < size.height() && x >= 0 && x < size.width()) {
        long pixel = (plane + y) * size.width() + x;
        long from = in.offset() + pixel * in.pixelStride() * Float.BYTES;
        long at = to + (long) phase * channels * Float.BYTES;
        FloatCopy.copy(in.segment(), from, scratch, at, channels);
      }
    }
  }
}
