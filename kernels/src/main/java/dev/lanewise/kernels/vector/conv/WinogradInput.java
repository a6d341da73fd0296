package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The input side of a Winograd convolution: finds a tile's pixels and transforms them. */
final class WinogradInput {
  private final WinogradTransform transform;
  private final WinogradGrid grid;
  private final View in;
  private final Extent size;
  private final int channels;
  private final int padHeight;
  private final int padWidth;
  private final int stepHeight;
  private final int stepWidth;

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
    long pixels = (long) problem.batch() * size.volume();
    long end = in.offset() + ((pixels - 1) * in.pixelStride() + channels) * Float.BYTES;
    this.wholeEnd = end - BYTES;
  }

  /** Scratch bytes of {@link #run}: a tile between its two halves, and one with its padding. */
  static long scratchBytes(WinogradTransform transform) {
    return 2L * transform.positions() * BYTES;
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
    int h =
        grid.heightClass(column) + grid.down(column) * transform.outputs * stepHeight - padHeight;
    int w =
        grid.widthClass(column) + grid.across(column) * transform.outputs * stepWidth - padWidth;
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
    long edge = half + (long) transform.positions() * BYTES;
    for (int c = 0; c < channels; c += COUNT) {
      long lane = (long) c * Float.BYTES;
      if (inside && last + lane <= wholeEnd) {
        tile(
            in.segment(), from + lane, rowStride, columnStride, scratch, half, to + lane, toStride);
      } else {
        gather(h, w, from + lane, rowStride, columnStride, c, scratch, edge);
        long edgeRow = (long) transform.inputs * BYTES;
        tile(scratch, edge, edgeRow, BYTES, scratch, half, to + lane, toStride);
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
    if (transform == WinogradTransform.F4) {
      WinogradTiles4.input(
          source, from, rowStride, columnStride, scratch, half, scratch, to, toStride);
    } else {
      WinogradTiles2.input(
          source, from, rowStride, columnStride, scratch, half, scratch, to, toStride);
    }
  }

  /** Copies a tile that reaches over the border into scratch memory, with zeros outside. */
  private void gather(
      int h,
      int w,
      long from,
      long rowStride,
      long columnStride,
      int channel,
      MemorySegment scratch,
      long edge) {
    VectorMask<Float> lanes = SPECIES.indexInRange(channel, channels);
    for (int y = 0; y < transform.inputs; y++) {
      long row = h + (long) y * stepHeight;
      for (int x = 0; x < transform.inputs; x++) {
        long place = w + (long) x * stepWidth;
        boolean inside = row >= 0 && row < size.height() && place >= 0 && place < size.width();
        long to = Memory.offset(edge + (long) (y * transform.inputs + x) * BYTES);
        if (inside) {
          long at = Memory.offset(from + y * rowStride + x * columnStride);
          FloatVector.fromMemorySegment(SPECIES, Memory.of(in.segment()), at, NATIVE, lanes)
              .intoMemorySegment(Memory.of(scratch), to, NATIVE);
        } else {
          FloatVector.zero(SPECIES).intoMemorySegment(Memory.of(scratch), to, NATIVE);
        }
      }
    }
  }
}
