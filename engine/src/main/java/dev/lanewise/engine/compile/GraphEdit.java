package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A bound graph under change by one pass, with who defines and who uses each value. */
final class GraphEdit {
  private final Graph graph;
  private final List<Node> nodes;
  private final Map<String, Constant> constants;
  private final LinkedHashMap<String, Parameter> parameters;
  private final Map<String, Integer> definedAt = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();

  GraphEdit(BoundGraph bound) {
    this.graph = bound.graph();
    this.nodes = new ArrayList<>(graph.nodes());
    this.constants = new HashMap<>(bound.constants());
    this.parameters = new LinkedHashMap<>(graph.parameters());
    for (int i = 0; i < nodes.size(); i++) {
      definedAt.put(nodes.get(i).output(), i);
      nodes.get(i).inputs().forEach(value -> uses.merge(value, 1, Integer::sum));
    }
    graph.outputs().values().forEach(value -> uses.merge(value, 1, Integer::sum));
  }

  int size() {
    return nodes.size();
  }

  /** The node at this place of the original order, or null if it was removed. */
  Node node(int index) {
    return nodes.get(index);
  }

  /** The place of the node that defines a value, or -1 for an input or a parameter. */
  int definedAt(String value) {
    return definedAt.getOrDefault(value, -1);
  }

  /** The node that defines a value, or null. */
  Node producer(String value) {
    int index = definedAt(value);
    return index < 0 ? null : nodes.get(index);
  }

  /** Whether exactly one operand, and no graph output, is this value. */
  boolean usedOnce(String value) {
    return uses.getOrDefault(value, 0) == 1 && !graph.outputs().containsValue(value);
  }

  /**
   * The node that defines a value; if that is a concatenation, the nodes that define its operands.
   * Nothing else reads any of these values; empty if something does, or one has no node.
   */
  List<Node> branches(String value) {
    Node node = producer(value);
    if (node == null || !usedOnce(value)) {
      return List.of();
    }
    if (!(node.op() instanceof Op.Concat)) {
      return List.of(node);
    }
    boolean alone = node.inputs().stream().allMatch(v -> producer(v) != null && usedOnce(v));
    return alone ? node.inputs().stream().map(this::producer).toList() : List.of();
  }

  /** Removes a node whose work its operand {@code value} does, which takes its name. */
  void moveOutput(int index, String value) {
    String name = nodes.get(index).output();
    remove(index);
    int place = definedAt(value);
    replace(place, nodes.get(place).withOutput(name));
  }

  void remove(int index) {
    definedAt.remove(nodes.get(index).output(), index);
    nodes.set(index, null);
  }

  void replace(int index, Node node) {
    remove(index);
    nodes.set(index, node);
    definedAt.put(node.output(), index);
  }

  Constant constant(String parameter) {
    return constants.get(parameter);
  }

  /** Adds a computed parameter and returns its name: the wish, or one like it that is free. */
  String addConstant(String wish, Constant constant) {
    String name = wish;
    for (int n = 2; parameters.containsKey(name) || definedAt.containsKey(name); n++) {
      name = wish + "_" + n;
    }
    constants.put(name, constant);
    parameters.put(name, Parameter.required(constant.shape()));
    return name;
  }

  /** The changed graph. */
  BoundGraph done() {
    List<Node> left = nodes.stream().filter(Objects::nonNull).toList();
    return new BoundGraph(graph.withNodes(left, parameters), constants);
  }
}
