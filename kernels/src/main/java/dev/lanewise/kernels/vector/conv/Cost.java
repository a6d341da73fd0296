package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.Processor;

/**
 * Estimates of time for choosing between algorithms, in multiply-adds at the machine's peak.
 *
 * <p>Where weights are read ahead, arithmetic and their stream from beyond the second-level cache
 * overlap, and the larger of the two counts, elsewhere their sum; moving and transforming
 * activations comes on top.
 */
final class Cost {
  /** Multiply-adds in the time that one byte of weights takes from beyond the second level. */
  private static final double STREAM = Processor.READS_AHEAD ? 6.5 : 4.2;

  /** Packed weights below this stay in the second-level cache. */
  private static final double CACHED_BYTES = 1 << 20;

  /** Multiply-adds in the time of copying one float through a vector register. */
  private static final double COPY = 3;

  /** Multiply-adds in the time of widening one bfloat16 into memory. */
  private static final double WIDEN = 3;

  /** Multiply-adds in the time of one transformed float, in and out of memory twice. */
  private static final double TRANSFORM = 5;

  /** Multiply-adds in the time of one whose filter is transformed for four tiles alone. */
  private static final double LEAN = 2;

  /** Multiply-adds in the time of one whose sum is kept for some input channels at a time. */
  private static final double CHUNKED = 1.15;

  /** Multiply-adds in the time of one number of a filter that is transformed on the way. */
  private static final double FILTER = 4;

  /** Multiply-adds in the time of one transformed float of a tile of seven points. */
  private static final double LARGE_TRANSFORM = 25;

  /** Multiply-adds in the time of one float of a tile that is transformed and interleaved. */
  private static final double INTERLEAVE = 50;

  /** Multiply-adds in the time of one of a filter that meets a panel of pixels. */
  private static final double PIXEL_PANEL = 1.1;

  /** Multiply-adds in the time of one of a filter that meets a pixel alone. */
  private static final double SINGLE = 3;

  /** Multiply-adds in the time of moving one float to another place of its matrix. */
  private static final double TRANSPOSE = 15;

  /** Multiply-adds in the time of one whose input is loaded or broadcast for it alone. */
  private static final double GROUPED = 1.3;

  /** Multiply-adds in the time of finding one tap's run of channels of one group. */
  private static final double RUN = 500;

  /** Multiply-adds in the time of beginning and ending one sum of a register tile. */
  private static final double SUM = 24;

  private Cost() {}

  static double im2col(ConvProblem p, boolean bfloat16) {
    double k = (double) p.groupInChannels() * p.kernel().volume();
    double macs = p.outPixels() * k * Lanes.whole(p.groupOutChannels()) * p.groups();
    double window = p.outPixels() * k * p.groups() * COPY;
    if (p.groups() > 1 && !p.isPointwise()) {
      window += (double) p.outPixels() * p.kernel().volume() * p.groups() * RUN;
    }
    if (p.groups() == 1) {
      macs *= depthTaps(p) / ((double) p.out().depth() * p.kernel().depth());
      macs += SUM * p.outPixels() * Lanes.whole(p.outChannels());
    }
    double weights = stream(p.weightCount() * (double) Float.BYTES);
    if (!bfloat16) {
      return overlapped(macs, weights) + window;
    }
    double widened = p.outPixels() == 1 ? 0 : p.weightCount() * WIDEN;
    return overlapped(macs, weights / 2) + window + widened;
  }

  /**
   * @param panels pixels in panels
   * @param singles other pixels
   */
  static double pixelLanes(ConvProblem p, long panels, long singles) {
    double filters = (double) p.inChannels() * p.kernel().volume() * Lanes.whole(p.outChannels());
    double macs = filters * (panels * PIXEL_PANEL + singles * SINGLE);
    double moved = (double) p.outPixels() * p.inChannels() * p.kernel().volume();
    moved += (double) p.outPixels() * Lanes.whole(p.outChannels());
    double stream = stream(filters * Float.BYTES);
    double cost = Math.max(macs, stream) + moved * TRANSPOSE;
    return stream > 0 ? cost : Math.max(cost, im2col(p, false)); // no gain in a cache
  }

  static double temporal(ConvProblem p) {
    double plane = (double) p.batch() * p.out().height() * p.out().width();
    int columns = Lanes.whole(p.outChannels());
    double taps = depthTaps(p);
    double macs = plane * taps * p.inChannels() * columns;
    return overlapped(macs, stream(p.weightCount() * (double) Float.BYTES))
        + plane * (taps * columns + (double) p.in().depth() * p.inChannels()) * COPY;
  }

  static double winograd(ConvProblem p, WinogradTransform transform) {
    WinogradGrid grid = new WinogradGrid(p, transform);
    int out = Lanes.whole(p.outChannels());
    int in = transform.channels(p.inChannels());
    double weights = (double) transform.filters() * WinogradWeights.sums(transform, p) * out;
    double macs =
        (double) grid.tilePairs() * transform.terms() * in * out
            + SUM * transform.positions() * grid.outTiles() * out;
    double moved =
        (double) transform.terms() * grid.inTiles() * Lanes.whole(in)
            + (double) transform.positions() * grid.outTiles() * out;
    return overlapped(macs, stream(weights * Float.BYTES)) + moved * TRANSFORM;
  }

  static double leanWinograd(ConvProblem p) {
    WinogradGrid grid = new WinogradGrid(p, WinogradTransform.F4);
    int tiles = LeanWinogradMicrokernel.TILES;
    double rows = (double) Math.ceilDiv(grid.columns(), tiles) * tiles;
    rows *= WinogradTransform.F4.positions() * (grid.mostFrames() == 2 ? 3 : 1);
    int out = LeanWinogradWeights.panels(p) * LeanWinogradWeights.WIDTH;
    double macs = rows * p.inChannels() * out * LEAN;
    double moved = rows * (Lanes.whole(p.inChannels()) * INTERLEAVE + out * (SUM + TRANSFORM));
    return macs + stream(LeanWinogradWeights.bytes(p)) + moved;
  }

  static double leanWinograd5(ConvProblem p) {
    WinogradGrid grid = new WinogradGrid(p, WinogradTransform.F5);
    int positions = WinogradTransform.F5.positions();
    int tiles = LeanWinograd5Microkernel.TILES;
    double rows = (double) Math.ceilDiv(grid.columns(), tiles) * tiles * positions;
    int out = LeanWinogradWeights.panels(p) * LeanWinogradWeights.WIDTH;
    double filters = (double) positions * p.inChannels() * out;
    double macs = rows * p.inChannels() * out * CHUNKED;
    double moved = (double) grid.columns() * positions * (Lanes.whole(p.inChannels()) + out);
    return macs
        + LeanWinograd5Step.blocks(grid, p.inChannels())
            * (filters * FILTER + stream(LeanWinogradWeights.bytes(p)))
        + moved * LARGE_TRANSFORM;
  }

  static double winograd(LineWinogradGrid grid, int inChannels, int outChannels) {
    int positions = WinogradTransform.F4.inputs;
    int out = Lanes.whole(outChannels);
    double rows = (double) positions * grid.rows();
    double macs = rows * inChannels * out + SUM * rows * out;
    double weights = (double) positions * inChannels * out * Float.BYTES;
    return overlapped(macs, stream(weights)) + rows * (Lanes.whole(inChannels) + out) * TRANSFORM;
  }

  static double grouped(ConvProblem p) {
    GroupedLayout layout = GroupedLayout.of(p);
    double vectors = (double) layout.blocks() * p.outPixels();
    return vectors * COUNT * p.groupInChannels() * p.kernel().volume() * GROUPED;
  }

  /** Depth taps of all output frames of one sample that see a frame, and not padding. */
  private static double depthTaps(ConvProblem p) {
    ConvAxis depth = ConvAxis.depth(p);
    double taps = 0;
    for (int frame = 0; frame < p.out().depth(); frame++) {
      int run = depth.run(frame);
      taps += depth.endTap(run) - depth.firstTap(run);
    }
    return taps;
  }

  private static double overlapped(double macs, double stream) {
    return Processor.READS_AHEAD ? Math.max(macs, stream) : macs + stream;
  }

  private static double stream(double bytes) {
    return bytes <= CACHED_BYTES ? 0 : bytes * STREAM;
  }
}
