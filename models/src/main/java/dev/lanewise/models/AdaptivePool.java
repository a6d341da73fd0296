package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;

/** Average pooling to a fixed extent, where windows of one size can do it. */
final class AdaptivePool {
  private AdaptivePool() {}

  /**
   * Means over equal windows, so many along each axis.
   *
   * @throws LanewiseException if the extents of the map are no multiples of {@code size}
   */
  static Value average(GraphBuilder g, Value x, int size) {
    long height = x.shape().dim(2);
    long width = x.shape().dim(3);
    if (height % size != 0 || width % size != 0) {
      throw new LanewiseException(
          "the network ends in a map of %d x %d, wanted multiples of %d; choose another input size"
              .formatted(height, width, size));
    }
    return height == size && width == size
        ? x
        : g.averagePool(x, PoolSpec.of((int) height / size, (int) width / size));
  }
}
