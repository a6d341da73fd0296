package dev.lanewise.models;

import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/** The layers of a network with one input, one output and one width. */
@FunctionalInterface
interface Layers extends Network {
  /**
   * Writes the layers down, from input to output.
   *
   * @param x the input
   * @param classes the length of the output
   * @return the output
   */
  Value write(GraphBuilder g, Value x, int classes);

  @Override
  default List<Value> write(GraphBuilder g, List<Value> inputs, Sizes sizes) {
    return List.of(write(g, inputs.getFirst(), sizes.classes()));
  }
}
