package dev.lanewise.app.summary;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Nodes in groups: {@code layer1.0.conv1} belongs to the group {@code layer1.0}, which belongs to
 * {@code layer1}. What is called after a node, such as {@code bn1.relu}, stands beside it. Groups
 * come in the order of their first node.
 *
 * @param name of the group, with those around it; empty for the whole network
 * @param members groups and nodes
 */
record LayerTree(String name, List<Object> members) {
  /** The tree of a network. */
  static LayerTree of(Graph graph) {
    Set<String> nodes = graph.nodes().stream().map(Node::name).collect(Collectors.toSet());
    LayerTree root = new LayerTree("", new ArrayList<>());
    Map<String, LayerTree> groups = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      LayerTree group = root;
      int dot = node.name().indexOf('.');
      while (dot >= 0 && !nodes.contains(node.name().substring(0, dot))) {
        LayerTree around = group;
        group =
            groups.computeIfAbsent(
                node.name().substring(0, dot),
                prefix -> {
                  LayerTree made = new LayerTree(prefix, new ArrayList<>());
                  around.members.add(made);
                  return made;
                });
        dot = node.name().indexOf('.', dot + 1);
      }
      group.members.add(node);
    }
    return root;
  }

  /** The sum over all nodes of this group and those in it. */
  long sum(ToLongFunction<Node> number) {
    long sum = 0;
    for (Object member : members) {
      sum +=
          member instanceof LayerTree group ? group.sum(number) : number.applyAsLong((Node) member);
    }
    return sum;
  }
}
