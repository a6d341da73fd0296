package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/**
 * One grouped convolution bound to its operands.
 *
 * <p>A tile is some lines of one plane of output pixels and one block of channels, or several
 * blocks where the input needs no spreading. It is worked off in strips of columns, so that the
 * spread lines under a kernel stay in the first-level cache, and each strip in rectangles whose
 * pixels see the same taps.
 */
final class GroupedStep implements Step {
  /** The most output lines of a tile: whole register tiles down a column. */
  private static final int TILE_LINES = 14;

  /** Input lines of a tile, with all channels, take at most so much of the second-level cache. */
  private static final long INPUT_BYTES = 640 << 10;

  /** Input or weights of so many bytes are still in the second-level cache, or nearly. */
  private static final long CACHED_BYTES = 1 << 20;

  /** Tiles that a map is cut into at least, if it has as many blocks. */
  private static final int LEAST_TILES = 16;

  /** Spread lines under one kernel take at most so much of the first-level cache. */
  private static final long STRIP_BYTES = 24 << 10;

  private final ConvProblem problem;
  private final GroupedLayout layout;
  private final MemorySegment weights;
  private final ConvAxis depth;
  private final ConvAxis height;
  private final ConvAxis width;
  private final GroupedTaps taps;
  private final GroupedSpread spread;
  private final GroupedRuns runs;

  /** Computes rectangles of whole vectors of channels; null where it does not. */
  private final DepthwiseRectangles depthwise;

  private final View in;
  private final Extent size;
  private final Extent outSize;
  private final boolean hasRows;
  private final boolean isLarge;
  private final int tileLines;
  private final int chunks;
  private final int inPlaceBlocks;
  private final int inPlaceUnits;
  private final int units;
  private final int unitBlocks;
  private final int stripColumns;
  private final long spreadOffset;
  private final long scratchBytes;

  GroupedStep(
      ConvProblem problem,
      GroupedConv.Packed packed,
      PostOp post,
      View in,
      View residual,
      View out) {
    this.problem = problem;
    this.layout = GroupedLayout.of(problem);
    this.weights = packed.weights();
    this.in = Memory.of(in);
    this.size = problem.in();
    this.outSize = problem.out();
    Extent kernel = problem.kernel();
    Extent stride = problem.stride();
    Extent dilation = problem.dilation();
    this.depth = ConvAxis.depth(problem);
    this.height = ConvAxis.height(problem);
    this.width = ConvAxis.width(problem);
    this.taps = new GroupedTaps(depth, height, width, problem, layout);
    this.runs = new GroupedRuns(problem, packed, post, Memory.of(residual), Memory.of(out));
    this.depthwise =
        DepthwiseRectangles.accepts(problem, layout, post, residual)
            ? new DepthwiseRectangles(problem, depth, height, width, packed, post, Memory.of(out))
            : null;
    this.hasRows = GroupedTaps.hasRows(problem);
    this.isLarge = (long) size.volume() * problem.inChannels() * Float.BYTES > CACHED_BYTES;
    this.tileLines = tileLines(problem);
    this.chunks = Math.ceilDiv(outSize.height(), tileLines);
    long maps = (long) problem.batch() * outSize.depth() * chunks;
    int wanted = (int) Math.max(1, LEAST_TILES / maps);
    this.inPlaceBlocks = layout.inPlaceBlocks();
    this.unitBlocks = Math.max(1, Math.ceilDiv(inPlaceBlocks, wanted));
    this.inPlaceUnits = Math.ceilDiv(inPlaceBlocks, unitBlocks);
    this.units = inPlaceUnits + layout.blocks() - inPlaceBlocks;
    boolean isSpread = inPlaceBlocks < layout.blocks();
    this.spread = isSpread ? new GroupedSpread(layout) : null;
    long columnBytes =
        (long) layout.in() * BYTES * kernel.depth() * kernel.height() * stride.width();
    int most = (int) Math.max(1, STRIP_BYTES / columnBytes);
    this.stripColumns = Math.max(GroupedRuns.MOST, most / GroupedRuns.MOST * GroupedRuns.MOST);
    this.spreadOffset = GroupedRuns.SUM_BYTES + Math.ceilDiv(GroupedTaps.bytes(problem), 64) * 64;
    this.scratchBytes = spreadOffset + (isSpread ? spreadBytes() : 0);
  }

  private static int tileLines(ConvProblem problem) {
    long lineBytes = (long) problem.in().width() * problem.inChannels() * Float.BYTES;
    long most = INPUT_BYTES / (lineBytes * problem.stride().height());
    return Math.clamp(most, TILE_LINES / 2, TILE_LINES);
  }

  private long spreadBytes() {
    Extent stride = problem.stride();
    long bytes = (long) layout.in() * BYTES * depth.span(1);
    bytes *= height.span(Math.min(tileLines, outSize.height()));
    return bytes * width.span(Math.min(stripColumns, outSize.width()));
  }

  @Override
  public int tiles() {
    return Math.multiplyExact(problem.batch() * outSize.depth(), chunks * units);
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int tile = from; tile < to; tile++) {
      int unit = tile % units;
      int chunk = tile / units % chunks;
      int plane = tile / units / chunks;
      int first = outSize.height() * chunk / chunks;
      int end = outSize.height() * (chunk + 1) / chunks;
      if (isLarge && (tile == from || unit == 0)) {
        touch(plane, first, end, unit, Math.min(units, unit + to - tile), scratch);
      }
      int block = firstBlock(unit);
      int blocks = firstBlock(unit + 1) - block;
      if (weights.byteSize() > CACHED_BYTES) {
        touchWeights(block, blocks, scratch);
      }
      if (unit < inPlaceUnits) {
        inPlace(plane, first, end, block, blocks, scratch);
      } else {
        spread(plane, first, end, block, scratch);
      }
    }
  }

  /**
   * Brings the input of some units into the second-level cache: a unit reads a few channels of each
   * pixel, at a distance that no processor fetches ahead of.
   */
  private void touch(int plane, int first, int end, int unit, int unitEnd, MemorySegment scratch) {
    int od = plane % outSize.depth();
    int h0 = height.begin(first);
    int h1 = height.reach(end - 1);
    long channel = layout.firstInput(firstBlock(unit));
    long channelEnd = Math.min(problem.inChannels(), layout.firstInput(firstBlock(unitEnd)));
    if (h0 >= h1 || channel >= channelEnd) {
      return;
    }
    long pixelBytes = in.pixelStride() * Float.BYTES;
    long bytes = (channelEnd - channel) * Float.BYTES;
    int pixels = (h1 - h0) * size.width();
    int touched = 0;
    for (int d = depth.begin(od); d < depth.reach(od); d++) {
      long line = ((plane / outSize.depth()) * (long) size.depth() + d) * size.height() + h0;
      long at = in.offset() + line * size.width() * pixelBytes + channel * Float.BYTES;
      touched += Touch.rows(in.segment(), at, pixels, bytes, pixelBytes);
    }
    Memory.of(scratch).set(JAVA_INT_UNALIGNED, Memory.base(scratch), touched);
  }

  /** Brings weights, which are used at once for a few pixels, into the cache. */
  private void touchWeights(int block, int blocks, MemorySegment scratch) {
    long blockBytes = layout.blockBytes(problem);
    long from = Memory.base(weights) + block * blockBytes;
    int touched = Touch.streams(weights, from, blocks * blockBytes);
    Memory.of(scratch).set(JAVA_INT_UNALIGNED, Memory.base(scratch), touched);
  }

  /** The first block of a unit; the number of blocks behind the last one. */
  private int firstBlock(int unit) {
    return unit < inPlaceUnits
        ? unit * unitBlocks
        : inPlaceBlocks + Math.min(unit - inPlaceUnits, layout.blocks() - inPlaceBlocks);
  }

  private void inPlace(
      int plane, int first, int end, int block, int blocks, MemorySegment scratch) {
    long pixelBytes = in.pixelStride() * Float.BYTES;
    long sample = plane / outSize.depth();
    long lineBytes = size.width() * pixelBytes;
    long planeBytes = size.height() * lineBytes;
    long origin =
        in.offset() + sample * size.depth() * planeBytes + layout.firstInput(block) * Float.BYTES;
    rectangles(
        plane,
        first,
        end,
        0,
        outSize.width(),
        block,
        blocks,
        in.segment(),
        origin,
        planeBytes,
        lineBytes,
        pixelBytes,
        scratch);
  }

  /** Spreads the input of one block strip by strip and computes it. */
  private void spread(int plane, int first, int end, int block, MemorySegment scratch) {
    int od = plane % outSize.depth();
    int strips = Math.ceilDiv(outSize.width(), stripColumns);
    int d0 = depth.begin(od);
    int d1 = depth.reach(od);
    int h0 = height.begin(first);
    int h1 = height.reach(end - 1);
    long to = Memory.base(scratch) + spreadOffset;
    for (int strip = 0; strip < strips; strip++) {
      int ow = (int) ((long) outSize.width() * strip / strips);
      int owEnd = (int) ((long) outSize.width() * (strip + 1) / strips);
      int w0 = width.begin(ow);
      int w1 = width.reach(owEnd - 1);
      long pixelBytes = (long) layout.in() * BYTES;
      long lineBytes = Math.max(0, w1 - w0) * pixelBytes;
      long planeBytes = Math.max(0, h1 - h0) * lineBytes;
      fill(plane / outSize.depth(), block, d0, d1, h0, h1, w0, w1, scratch, to);
      long origin = to - d0 * planeBytes - h0 * lineBytes - w0 * pixelBytes;
      rectangles(
          plane,
          first,
          end,
          ow,
          owEnd,
          block,
          1,
          scratch,
          origin,
          planeBytes,
          lineBytes,
          pixelBytes,
          scratch);
    }
  }

  private void fill(
      long sample,
      int block,
      int d0,
      int d1,
      int h0,
      int h1,
      int w0,
      int w1,
      MemorySegment scratch,
      long to) {
    int channels = layout.groupsOf(block) * layout.in();
    long firstByte = in.offset() + layout.firstInput(block) * Float.BYTES;
    long pixelBytes = in.pixelStride() * Float.BYTES;
    long lineBytes = (long) (w1 - w0) * layout.in() * BYTES;
    long at = to;
    for (int d = d0; d < d1; d++) {
      for (int h = h0; h < h1; h++) {
        long line = (sample * size.depth() + d) * size.height() + h;
        long from = firstByte + (line * size.width() + w0) * pixelBytes;
        spread.line(w1 - w0, channels, in.segment(), from, pixelBytes, scratch, at);
        at += lineBytes;
      }
    }
  }

  /**
   * Computes lines {@code first .. end} and columns {@code from .. to} of a plane.
   *
   * @param origin where input position (0, 0, 0) of the sample lies, or would lie
   */
  private void rectangles(
      int plane,
      int first,
      int end,
      int from,
      int to,
      int block,
      int blocks,
      MemorySegment source,
      long origin,
      long planeBytes,
      long lineBytes,
      long pixelBytes,
      MemorySegment scratch) {
    int od = plane % outSize.depth();
    long sums = Memory.base(scratch);
    long table = sums + GroupedRuns.SUM_BYTES;
    int oh = first;
    while (oh < end) {
      int heightRun = height.run(oh);
      int ohEnd = Math.min(end, height.end(heightRun));
      int ow = from;
      while (ow < to) {
        int widthRun = width.run(ow);
        int owEnd = Math.min(to, width.end(widthRun));
        if (depthwise != null
            && block < inPlaceBlocks
            && depthwise.takes(depth.run(od), heightRun, widthRun)) {
          depthwise.run(
              plane,
              oh,
              ohEnd,
              ow,
              owEnd,
              block,
              blocks,
              source,
              origin,
              planeBytes,
              lineBytes,
              pixelBytes);
          ow = owEnd;
          continue;
        }
        int count =
            taps.write(
                depth.run(od),
                heightRun,
                widthRun,
                planeBytes,
                lineBytes,
                pixelBytes,
                scratch,
                table);
        boolean down = owEnd - ow < Math.min(ohEnd - oh, GroupedRuns.MOST / 2);
        boolean isRow = hasRows && !down && width.endTap(widthRun) - width.firstTap(widthRun) == 3;
        int lines = down ? owEnd - ow : ohEnd - oh;
        for (int line = 0; line < lines; line++) {
          int h = down ? oh : oh + line;
          int w = down ? ow + line : ow;
          long window =
              origin
                  + depth.window(od) * planeBytes
                  + height.window(h) * lineBytes
                  + width.window(w) * pixelBytes;
          runs.run(
              block,
              blocks,
              down ? ohEnd - oh : owEnd - ow,
              count,
              source,
              window,
              down ? problem.stride().height() * lineBytes : problem.stride().width() * pixelBytes,
              ((long) plane * outSize.height() + h) * outSize.width() + w,
              down,
              isRow,
              scratch,
              table,
              sums);
        }
        ow = owEnd;
      }
      oh = ohEnd;
    }
  }
}
