package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.Processor;
import dev.lanewise.kernels.vector.gemm.Epilogue;
import java.lang.foreign.MemorySegment;

/** The output side of a Winograd convolution: transforms products back and moves them out. */
final class WinogradOutput {
  private final WinogradTransform transform;
  private final WinogradGrid grid;
  private final MemorySegment bias;
  private final PostOp post;
  private final View residual;
  private final View out;
  private final View stridedResidual;
  private final View stridedOut;
  private final Extent size;
  private final int channels;
  private final int stepHeight;
  private final int stepWidth;

  /**
   * @param bias padded to whole vectors, or null
   * @param residual as {@link Memory#of(View)} sees it, like {@code out}
   */
  WinogradOutput(
      ConvProblem problem,
      WinogradTransform transform,
      WinogradGrid grid,
      MemorySegment bias,
      PostOp post,
      View residual,
      View out) {
    this.transform = transform;
    this.grid = grid;
    this.bias = bias;
    this.post = post;
    this.residual = residual;
    this.out = out;
    this.size = problem.out();
    this.channels = problem.outChannels();
    this.stepHeight = problem.dilation().height();
    this.stepWidth = problem.dilation().width();
    this.stridedResidual = strided(residual, stepWidth);
    this.stridedOut = strided(out, stepWidth);
  }

  /** Every {@code step}-th pixel. */
  private static View strided(View view, int step) {
    return view == null || step == 1
        ? view
        : new View(view.segment(), view.offset(), step * view.pixelStride());
  }

  /** Scratch bytes of {@link #run}: the output lines of a line of tiles. */
  static long scratchBytes(WinogradTransform transform, WinogradGrid grid) {
    return (long) transform.outputs * transform.outputs * grid.tilesAcross * BYTES;
  }

  /**
   * Transforms one frame of {@code run} tiles, neighbours in one line, for some output channels.
   *
   * @param first the first of the output channels
   * @param vectors whole vectors of them
   * @param half offset of one tile's scratch memory between its two halves
   * @param lines offset of {@link #scratchBytes}
   * @param from position 0 of the first tile, which neighbouring tiles follow; the next position
   *     follows after {@code fromStride} bytes
   */
  private void run(
      int column,
      int run,
      int frame,
      int first,
      int vectors,
      MemorySegment scratch,
      long half,
      long lines,
      long from,
      long fromStride) {
    int m = transform.outputs;
    int across = grid.across(column) * m;
    int down = grid.down(column) * m;
    int h = grid.heightClass(column) + down * stepHeight;
    int w = grid.widthClass(column) + across * stepWidth;
    int height = Math.min(m, Math.ceilDiv(size.height() - h, stepHeight));
    int width = Math.min(run * m, Math.ceilDiv(size.width() - w, stepWidth));
    if (height <= 0 || width <= 0) {
      return; // a tile behind the end of a class that is shorter than the longest
    }
    long pixel = (grid.outPlane(column, frame) * size.height() + h) * size.width() + w;
    long tileBytes = (long) vectors * BYTES;
    long lineBytes = (long) grid.tilesAcross * m * BYTES;
    int touched = Processor.TOUCHES_OUTPUTS ? touch(pixel, height, width, first, vectors) : 0;
    for (int j = 0; j < vectors; j++) {
      int channel = first + j * COUNT;
      if (channel >= channels) {
        break;
      }
      for (int t = 0; t < run; t++) {
        long tile = from + t * tileBytes + (long) j * BYTES;
        tile(scratch, tile, fromStride, half, lines + (long) t * m * BYTES, lineBytes);
      }
      for (int y = 0; y < height; y++) {
        long at = pixel + (long) y * stepHeight * size.width();
        Epilogue.column(
            width,
            channels - channel,
            scratch,
            lines + y * lineBytes,
            BYTES,
            bias,
            Memory.base(bias) + (long) channel * Float.BYTES,
            stridedResidual,
            residual == null ? 0 : offset(residual, at, channel),
            post,
            stridedOut,
            offset(out, at, channel));
      }
    }
    Memory.of(scratch).set(JAVA_INT_UNALIGNED, half, touched);
  }

  /**
   * Transforms one frame of neighbouring columns, whose sums come in groups of {@code tiles}, for
   * some output channels, a line of tiles at a time; other parameters as in {@link #run}.
   *
   * @param from position 0 of the first tile; the next group begins {@code groupBytes} later
   */
  void groups(
      int column,
      int end,
      int tiles,
      int frame,
      int first,
      int vectors,
      MemorySegment scratch,
      long half,
      long lines,
      long from,
      long groupBytes,
      long fromStride) {
    for (int at = column; at < end; ) {
      int group = (at - column) / tiles;
      int tile = (at - column) % tiles;
      int count = Math.min(Math.min(tiles - tile, end - at), grid.untilLineEnd(at));
      long sums = from + group * groupBytes + (long) tile * vectors * BYTES;
      run(at, count, frame, first, vectors, scratch, half, lines, sums, fromStride);
      at += count;
    }
  }

  /** Touches the output and the residual of {@code height} lines of {@code width} pixels. */
  private int touch(long pixel, int height, int width, int channel, int vectors) {
    long bytes = (long) Math.min(vectors * COUNT, channels - channel) * Float.BYTES;
    int touched = 0;
    for (int y = 0; y < height; y++) {
      long at = pixel + (long) y * stepHeight * size.width();
      long stride = stridedOut.pixelStride() * Float.BYTES;
      touched += Touch.rows(out.segment(), offset(out, at, channel), width, bytes, stride);
      if (residual != null) {
        stride = stridedResidual.pixelStride() * Float.BYTES;
        long from = offset(residual, at, channel);
        touched += Touch.rows(residual.segment(), from, width, bytes, stride);
      }
    }
    return touched;
  }

  private static long offset(View view, long pixel, int channel) {
    return view.offset() + (pixel * view.pixelStride() + channel) * Float.BYTES;
  }

  private void tile(
      MemorySegment scratch, long from, long fromStride, long half, long to, long lineBytes) {
    switch (transform) {
      case F2 ->
          WinogradTiles2.output(scratch, from, fromStride, scratch, half, scratch, to, lineBytes);
      case F4 ->
          WinogradTiles4.output(scratch, from, fromStride, scratch, half, scratch, to, lineBytes);
      case F5 ->
          WinogradTiles7.output5(scratch, from, fromStride, scratch, half, scratch, to, lineBytes);
      case F2S2 -> WinogradTiles2Strided.output(scratch, from, fromStride, scratch, to, lineBytes);
      case F4S2 ->
          WinogradTiles7.output4(scratch, from, fromStride, scratch, half, scratch, to, lineBytes);
    }
  }
}
