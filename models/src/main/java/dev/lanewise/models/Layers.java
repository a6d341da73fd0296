package dev.lanewise.models;

import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;

/** The layers of a network with one input and one output. */
@FunctionalInterface
interface Layers {
  /**
   * Writes the layers down, from input to output.
   *
   * @param x the input
   * @param classes the length of the output
   * @return the output
   */
  Value write(GraphBuilder g, Value x, int classes);
}
