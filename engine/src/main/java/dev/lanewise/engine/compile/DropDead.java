package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Removes nodes that no output needs, and parameters that no node reads. */
final class DropDead implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    Graph graph = bound.graph();
    Set<String> needed = new HashSet<>(graph.outputs().values());
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes().reversed()) {
      if (needed.contains(node.output())) {
        needed.addAll(node.inputs());
        nodes.addFirst(node);
      }
    }
    LinkedHashMap<String, Parameter> parameters = new LinkedHashMap<>(graph.parameters());
    parameters.keySet().retainAll(needed);
    Map<String, Constant> constants = new HashMap<>(bound.constants());
    constants.keySet().retainAll(needed);
    return new BoundGraph(graph.withNodes(nodes, parameters), constants);
  }
}
