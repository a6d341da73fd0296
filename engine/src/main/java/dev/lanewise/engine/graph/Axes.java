package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;

/** Logical shapes and per-axis numbers as the three-axis extents of the kernels, and back. */
public final class Axes {
  private Axes() {}

  /**
   * The spatial sizes of {@code [N, C, spatial...]}; a vector has one position.
   *
   * @throws GraphException if there are more than three spatial axes or a size exceeds an int
   */
  public static Extent spatial(Shape shape) {
    int rank = shape.rank() - 2;
    if (rank < 0 || rank > 3) {
      throw new GraphException(
          "shape "
              + shape
              + ": wanted [N, C] and up to three spatial axes, got rank "
              + shape.rank());
    }
    int[] sizes = {1, 1, 1};
    for (int i = 0; i < rank; i++) {
      sizes[3 - rank + i] = size(shape, 2 + i);
    }
    return new Extent(sizes[0], sizes[1], sizes[2]);
  }

  /** Dimension {@code axis} as an int of at least 1. */
  public static int size(Shape shape, int axis) {
    long size = shape.dim(axis);
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw new GraphException(
          "shape " + shape + ": wanted dimension " + axis + " from 1 to 2^31-1, got " + size);
    }
    return (int) size;
  }

  /** {@code [batch, channels, spatial...]} with the last {@code rank} sizes. */
  static Shape shape(long batch, long channels, int rank, Extent sizes) {
    long[] all = {batch, channels, sizes.depth(), sizes.height(), sizes.width()};
    long[] dims = Arrays.copyOf(all, 2 + rank);
    System.arraycopy(all, 5 - rank, dims, 2, rank);
    return Shape.of(dims);
  }

  /** One number for all axes or one per axis, with neutral leading axes. */
  static Extent extent(String what, int[] given, int rank, int neutral) {
    if (given.length != 1 && given.length != rank) {
      throw new GraphException(
          "%s: wanted one number or %d (one per spatial axis), got %s"
              .formatted(what, rank, Arrays.toString(given)));
    }
    int[] all = {neutral, neutral, neutral};
    for (int i = 0; i < rank; i++) {
      all[3 - rank + i] = given.length == 1 ? given[0] : given[i];
    }
    return new Extent(all[0], all[1], all[2]);
  }
}
