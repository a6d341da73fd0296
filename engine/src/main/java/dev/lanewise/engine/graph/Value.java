package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;

/**
 * A value under construction: what a {@link GraphBuilder} hands out and takes.
 *
 * @param name unique in its graph
 * @param shape {@code [N, C, spatial...]} or {@code [N, F]}
 */
public record Value(String name, Shape shape) {
  /** The channels of a map or the features of a vector: dimension 1. */
  public int channels() {
    return Math.toIntExact(shape.dim(1));
  }

  /** The number of spatial axes: 0 for a vector, else 1 to 3. */
  public int spatialRank() {
    return shape.rank() - 2;
  }

  /** Name and shape, such as {@code conv1 [1, 64, 112, 112]}. */
  @Override
  public String toString() {
    return name + " " + shape;
  }
}
