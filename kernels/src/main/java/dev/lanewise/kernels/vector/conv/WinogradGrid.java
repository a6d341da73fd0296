package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;

/**
 * How a Winograd convolution is cut into tiles.
 *
 * <p>With dilation d, the outputs whose positions leave the same remainder modulo d see only inputs
 * of one remainder: each remainder class is a dense convolution of its own, whose pixels lie d
 * apart. A <i>column</i> is one tile of one class of one sample, through all frames of its depth
 * class. Columns are numbered from the depth class (slowest) over sample, height class, width class
 * and line to the tile within the line (fastest).
 *
 * <p>Output frame i of a depth class is a sum over the input frames i to {@code i + taps - 1} of
 * that class, of which only those from {@link #firstFrame} to {@link #endFrame} exist; the others
 * are padding. Filters without depth see every frame as a sample of its own.
 */
final class WinogradGrid {
  /** Filter taps along depth. */
  final int taps;

  /** Tiles of a line of one class. */
  final int tilesAcross;

  private final int tilesDown;
  private final int depthClasses;
  private final int heightClasses;
  private final int widthClasses;
  private final int samples;
  private final int depth;
  private final int outDepth;
  private final int padDepth;
  private final int step;

  WinogradGrid(ConvProblem problem, WinogradTransform transform) {
    Extent out = problem.out();
    Extent dilation = problem.dilation();
    step = dilation.depth();
    taps = problem.kernel().depth();
    boolean flat = taps == 1 && problem.padBefore().depth() == 0 && problem.padAfter().depth() == 0;
    samples = problem.batch() * (flat ? out.depth() : 1);
    depth = flat ? 1 : problem.in().depth();
    outDepth = flat ? 1 : out.depth();
    padDepth = problem.padBefore().depth();
    depthClasses = flat ? 1 : Math.min(step, outDepth);
    heightClasses = Math.min(dilation.height(), out.height());
    widthClasses = Math.min(dilation.width(), out.width());
    int height = Math.ceilDiv(out.height(), dilation.height());
    int width = Math.ceilDiv(out.width(), dilation.width());
    tilesDown = Math.ceilDiv(height, transform.outputs);
    tilesAcross = Math.ceilDiv(width, transform.outputs);
  }

  /** The number of columns. */
  int columns() {
    return depthClasses * classColumns();
  }

  /** The number of columns of one depth class. */
  int classColumns() {
    return samples * heightClasses * widthClasses * tilesDown * tilesAcross;
  }

  int depthClass(int column) {
    return column / classColumns();
  }

  int sample(int column) {
    return column / (heightClasses * widthClasses * tilesDown * tilesAcross) % samples;
  }

  int heightClass(int column) {
    return column / (widthClasses * tilesDown * tilesAcross) % heightClasses;
  }

  int widthClass(int column) {
    return column / (tilesDown * tilesAcross) % widthClasses;
  }

  /** The tile's line within its class. */
  int down(int column) {
    return column / tilesAcross % tilesDown;
  }

  /** The tile's place within its line. */
  int across(int column) {
    return column % tilesAcross;
  }

  /** This tile and those that follow in its line. */
  int untilLineEnd(int column) {
    return tilesAcross - across(column);
  }

  /** The most output frames of a depth class. */
  int mostFrames() {
    return frames(0);
  }

  /** Output frames of a depth class. */
  int frames(int depthClass) {
    return Math.ceilDiv(outDepth - depthClass, step);
  }

  /** The first input frame of a depth class that is not padding. */
  int firstFrame(int depthClass) {
    return Math.max(0, Math.ceilDiv(padDepth - depthClass, step));
  }

  /** The end of the input frames of a depth class that are not padding. */
  int endFrame(int depthClass) {
    return Math.max(0, Math.ceilDiv(depth + padDepth - depthClass, step));
  }

  /** The plane of the input, counted through samples and depth, of a column's input frame. */
  long inPlane(int column, int frame) {
    int at = depthClass(column) + frame * step - padDepth;
    return (long) sample(column) * depth + at;
  }

  /** The plane of the output, counted through samples and depth, of a column's output frame. */
  long outPlane(int column, int frame) {
    return (long) sample(column) * outDepth + depthClass(column) + (long) frame * step;
  }

  /** Tiles that are transformed on their way in, each once. */
  long inTiles() {
    long frames = 0;
    for (int c = 0; c < depthClasses; c++) {
      int read = Math.min(frames(c) + taps - 1, endFrame(c)) - firstFrame(c);
      frames += Math.max(0, read);
    }
    return frames * classColumns();
  }

  /** Tiles that are transformed on their way out. */
  long outTiles() {
    return (long) outDepth * classColumns();
  }

  /** Pairs of an output tile and an input tile that is summed into it. */
  long tilePairs() {
    long pairs = 0;
    for (int c = 0; c < depthClasses; c++) {
      for (int frame = 0; frame < frames(c); frame++) {
        int inside = Math.min(frame + taps, endFrame(c)) - Math.max(frame, firstFrame(c));
        pairs += Math.max(0, inside);
      }
    }
    return pairs * classColumns();
  }
}
