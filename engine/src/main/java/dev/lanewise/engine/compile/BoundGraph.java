package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Parameter;
import dev.lanewise.engine.weights.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A graph with numbers for all its required parameters: what passes transform. Immutable.
 *
 * @param constants a constant for each required parameter
 */
record BoundGraph(Graph graph, Map<String, Constant> constants) {
  BoundGraph {
    constants = Map.copyOf(constants);
  }

  static BoundGraph of(Graph graph, Weights weights) {
    Map<String, Constant> constants = new HashMap<>();
    for (Map.Entry<String, Parameter> entry : graph.parameters().entrySet()) {
      if (!entry.getValue().optional()) {
        constants.put(entry.getKey(), new Constant.Stored(weights.get(entry.getKey())));
      }
    }
    return new BoundGraph(graph, constants);
  }

  /** The numbers of a parameter. */
  Constant constant(String parameter) {
    return constants.get(parameter);
  }

  /** The parameters of the graph. */
  SequencedMap<String, Parameter> parameters() {
    return graph.parameters();
  }
}
