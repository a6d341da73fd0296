package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Removes nodes that compute nothing, such as dropout, and reads their operands instead. */
final class DropIdentity implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    Graph graph = bound.graph();
    Map<String, String> same = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<String> inputs =
          node.inputs().stream().map(value -> same.getOrDefault(value, value)).toList();
      if (node.op() instanceof Op.Identity) {
        same.put(node.output(), inputs.getFirst());
      } else {
        nodes.add(node.withInputs(inputs));
      }
    }
    LinkedHashMap<String, String> outputs = new LinkedHashMap<>();
    graph
        .outputs()
        .forEach((output, value) -> outputs.put(output, same.getOrDefault(value, value)));
    Graph changed =
        new Graph(
            graph.name(),
            graph.inputs(),
            nodes,
            outputs,
            graph.parameters(),
            graph.ignoredPrefixes(),
            graph.fixedSize());
    return new BoundGraph(changed, bound.constants());
  }
}
