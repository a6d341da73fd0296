package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Axes;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;

/**
 * A value as the kernels see it: {@code [batch, D, H, W, channels]}.
 *
 * @param batch samples
 * @param channels of each pixel
 * @param size D, H, W; ones for a vector
 */
record Layout(int batch, int channels, Extent size) {
  static Layout of(Shape shape) {
    return new Layout(Axes.size(shape, 0), Axes.size(shape, 1), Axes.spatial(shape));
  }

  /** Pixels of one sample. */
  int volume() {
    return size.volume();
  }

  /** Pixels of all samples. */
  long pixels() {
    return (long) batch * volume();
  }

  long floats() {
    return Math.multiplyExact(pixels(), (long) channels);
  }

  long bytes() {
    return Math.multiplyExact(floats(), (long) Float.BYTES);
  }

  /** Whether dense channels-last and channels-first are the same order. */
  boolean orderIsFree() {
    return channels == 1 || volume() == 1;
  }

  Layout withChannels(int others) {
    return new Layout(batch, others, size);
  }

  /** For example {@code n1 c64x56x56}, in the notation of a problem line. */
  @Override
  public String toString() {
    String sizes =
        size.depth() > 1
            ? "x" + size.depth() + "x" + size.height() + "x" + size.width()
            : volume() > 1 ? "x" + size.height() + "x" + size.width() : "";
    return "n" + batch + " c" + channels + sizes;
  }
}
