package dev.lanewise.models;

import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/** The layers of a network, from its inputs to its outputs. */
@FunctionalInterface
interface Network {
  /**
   * What can differ between networks of one architecture.
   *
   * @param classes the length of an output
   * @param width channels of the first layer, for networks that exist in several widths
   */
  record Sizes(int classes, int width) {}

  /**
   * Writes the layers down.
   *
   * @return the outputs
   */
  List<Value> write(GraphBuilder g, List<Value> inputs, Sizes sizes);
}
