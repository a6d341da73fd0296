package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/** The input side of a Winograd convolution: finds a tile's pixels and transforms them. */
final class WinogradInput {
  /** Vectors of each pixel that are gathered at once where a tile reaches into the padding. */
  private static final int GATHERED = 4;

  private final WinogradTransform transform;
  private final WinogradGrid grid;
  private final View in;
  private final Extent size;
  private final int channels;
  private final int padHeight;
  private final int padWidth;
  private final int stepHeight;
  private final int stepWidth;

  /** From one tile to the next, in pixels of its class. */
  private final int tileStep;

  /** From here on a whole vector would reach behind the last pixel. */
  private final long wholeEnd;

  /**
   * @param in as {@link Memory#of(View)} sees it
   */
  WinogradInput(ConvProblem problem, WinogradTransform transform, WinogradGrid grid, View in) {
    this.transform = transform;
    this.grid = grid;
    this.in = in;
    this.size = problem.in();
    this.channels = problem.inChannels();
    this.padHeight = problem.padBefore().height();
    this.padWidth = problem.padBefore().width();
    this.stepHeight = problem.dilation().height();
    this.stepWidth = problem.dilation().width();
    this.tileStep = transform.outputs * transform.stride;
    this.wholeEnd = end(problem, in) - BYTES;
  }

  /** Where the memory of a problem's input ends. */
  static long end(ConvProblem problem, View in) {
    long pixels = (long) problem.batch() * problem.in().volume();
    long floats = (pixels - 1) * in.pixelStride() + problem.inChannels();
    return in.offset() + floats * Float.BYTES;
  }

  /** Scratch bytes of {@link #run}: a tile between its two halves, and some with their padding. */
  static long scratchBytes(WinogradTransform transform) {
    return (1L + GATHERED) * transform.inputs * transform.inputs * BYTES;
  }

  /**
   * Transforms one frame of a column's tile.
   *
   * <p>Whole vectors are written; behind the last channel of the last vector follow numbers without
   * meaning.
   *
   * @param half offset of {@link #scratchBytes} in {@code scratch}
   * @param to where position 0 begins; the next one follows after {@code toStride} bytes
   */
  void run(int column, int frame, MemorySegment scratch, long half, long to, long toStride) {
    int h = grid.heightClass(column) + grid.down(column) * tileStep * stepHeight - padHeight;
    int w = grid.widthClass(column) + grid.across(column) * tileStep * stepWidth - padWidth;
    long reachDown = (long) (transform.inputs - 1) * stepHeight;
    long reachAcross = (long) (transform.inputs - 1) * stepWidth;
    long pixelBytes = in.pixelStride() * Float.BYTES;
    long lineBytes = size.width() * pixelBytes;
    long rowStride = stepHeight * lineBytes;
    long columnStride = stepWidth * pixelBytes;
    long plane = grid.inPlane(column, frame);
    long from = in.offset() + (plane * size.height() + h) * lineBytes + w * pixelBytes;
    boolean inside =
        h >= 0 && w >= 0 && h + reachDown < size.height() && w + reachAcross < size.width();
    long last = from + reachDown * lineBytes + reachAcross * pixelBytes;
    long edge = half + (long) transform.inputs * transform.inputs * BYTES;
    for (int c = 0; c < channels; c += GATHERED * COUNT) {
      int count = Math.min(channels - c, GATHERED * COUNT);
      long lane = (long) c * Float.BYTES;
      long lastVector = (long) (count - 1) / COUNT * BYTES;
      boolean direct = inside && last + lane + lastVector <= wholeEnd;
      if (!direct) {
        gather(h, w, from + lane, rowStride, columnStride, count, scratch, edge);
      }
      MemorySegment source = direct ? in.segment() : scratch;
      long at = direct ? from + lane : edge;
      long down = direct ? rowStride : (long) transform.inputs * GATHERED * BYTES;
      long right = direct ? columnStride : GATHERED * BYTES;
      for (long vector = 0; vector <= lastVector; vector += BYTES) {
        tile(source, at + vector, down, right, scratch, half, to + lane + vector, toStride);
      }
    }
  }

  private void tile(
      MemorySegment source,
      long from,
      long rowStride,
      long columnStride,
      MemorySegment scratch,
      long half,
      long to,
      long toStride) {
    switch (transform) {
      case F2 ->
          WinogradTiles2.input(
              source, from, rowStride, columnStride, scratch, half, scratch, to, toStride);
      case F4 ->
          WinogradTiles4.input(
              source, from, rowStride, columnStride, scratch, half, scratch, to, toStride);
      case F5 ->
          WinogradTiles7.input(
              source, from, rowStride, columnStride, scratch, half, scratch, to, toStride);
      case F2S2 -> {
        long termBytes = (long) channels * Float.BYTES;
        WinogradTiles2Strided.input(
            source, from, rowStride, columnStride, scratch, half, scratch, to, toStride, termBytes);
      }
      case F4S2 -> throw new IllegalStateException("phases come through WinogradPhases");
    }
  }

  /**
   * Copies {@code count} channels of a tile that reaches over the border into scratch memory,
   * {@code GATHERED} vectors for each pixel, with zeros outside.
   */
  private void gather(
      int h,
      int w,
      long from,
      long rowStride,
      long columnStride,
      int count,
      MemorySegment scratch,
      long edge) {
    int inputs = transform.inputs;
    int first = Math.clamp(Math.ceilDiv(-(long) w, stepWidth), 0, inputs);
    int end = Math.clamp(Math.ceilDiv((long) size.width() - w, stepWidth), first, inputs);
    int slot = GATHERED * COUNT;
    for (int y = 0; y < inputs; y++) {
      long row = h + (long) y * stepHeight;
      boolean inside = row >= 0 && row < size.height();
      int first0 = inside ? first : inputs;
      int end0 = inside ? end : inputs;
      long to = edge + (long) y * inputs * GATHERED * BYTES;
      FloatCopy.zero(scratch, to, first0 * slot);
      for (int x = first0; x < end0; x++) {
        long at = from + y * rowStride + x * columnStride;
        FloatCopy.copy(in.segment(), at, scratch, to + (long) x * GATHERED * BYTES, count);
      }
      FloatCopy.zero(scratch, to + (long) end0 * GATHERED * BYTES, (inputs - end0) * slot);
    }
  }
}
