package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;

/**
 * The one axis along which a filter of three taps moves, cut into tiles of four outputs.
 *
 * <p>Seen from that axis a tensor is {@code [outer][axis][inner][C]}: {@code outer} counts samples
 * and the axes before it, {@code inner} the pixels behind it. A row is one tile at one inner pixel;
 * rows are numbered from the outer index (slowest) over the tile to the inner pixel (fastest).
 *
 * @param outer lines of tiles, of which each has {@code inner} side by side
 * @param in length of the axis in the input
 * @param out length of the axis in the output
 * @param inner pixels from one position of the axis to the next
 * @param pad positions of padding before the input
 */
record LineWinogradGrid(long outer, int in, int out, int inner, int pad) {
  private static final int OUTPUTS = WinogradTransform.F4.outputs;

  /** The axis with three taps of a problem that has no others. */
  static LineWinogradGrid of(ConvProblem p) {
    Extent in = p.in();
    Extent kernel = p.kernel();
    if (kernel.depth() == 3) {
      int inner = Math.multiplyExact(in.height(), in.width());
      return new LineWinogradGrid(
          p.batch(), in.depth(), p.out().depth(), inner, p.padBefore().depth());
    }
    long frames = (long) p.batch() * in.depth();
    return kernel.height() == 3
        ? new LineWinogradGrid(
            frames, in.height(), p.out().height(), in.width(), p.padBefore().height())
        : new LineWinogradGrid(
            frames * in.height(), in.width(), p.out().width(), 1, p.padBefore().width());
  }

  /** Tiles along the axis; the last one may reach beyond the output. */
  int tiles() {
    return Math.ceilDiv(out, OUTPUTS);
  }

  /** All rows. */
  long rows() {
    return outer * tiles() * inner;
  }
}
