package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The nodes, parameters and names of a graph under construction. */
final class NodeWriter {
  private final String graph;
  private final List<Node> nodes = new ArrayList<>();
  private final LinkedHashMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, String> layers = new HashMap<>();

  NodeWriter(String graph) {
    this.graph = graph;
  }

  List<Node> nodes() {
    return nodes;
  }

  LinkedHashMap<String, Parameter> parameters() {
    return parameters;
  }

  /** A node with weights, called like its layer. */
  Value layer(String layer, Op op, Value x, List<String> weights) {
    own(x);
    take(layer);
    return node(layer, layer, op, Stream.concat(Stream.of(x.name()), weights.stream()).toList());
  }

  /** A node like that of a layer with weights, on another operand; called after the layer. */
  Value again(String layer, Value x) {
    own(x);
    Node first =
        nodes.stream()
            .filter(node -> node.name().equals(layer) && parameters.containsKey(node.input(1)))
            .findFirst()
            .orElseThrow(
                () ->
                    new GraphException(
                        "graph %s: no layer with weights is called '%s'".formatted(graph, layer)));
    Stream<String> weights = first.inputs().stream().skip(1);
    String label = free(layer + ".again");
    return node(label, label, first.op(), Stream.concat(Stream.of(x.name()), weights).toList());
  }

  /** A node without weights, called after the layer that its first operand belongs to. */
  Value follow(String suffix, Op op, Value... operands) {
    Arrays.stream(operands).forEach(this::own);
    String layer = layerOf(operands[0]);
    String label = free(layer + "." + suffix);
    return node(label, layer, op, Arrays.stream(operands).map(Value::name).toList());
  }

  /** A node of a name of its own, to which others are named. */
  Value named(String label, Op op, Value x) {
    own(x);
    take(label);
    return node(label, label, op, List.of(x.name()));
  }

  private Value node(String label, String layer, Op op, List<String> operands) {
    Shape shape = ShapeInference.output(label, op, operands.stream().map(this::shapeOf).toList());
    nodes.add(new Node(label, op, operands, List.of(label)));
    return value(label, shape, layer);
  }

  private Shape shapeOf(String operand) {
    return values.containsKey(operand)
        ? values.get(operand).shape()
        : parameters.get(operand).shape();
  }

  /** Declares a parameter that a file must supply. */
  String parameter(String parameter, Shape shape) {
    declare(parameter, Parameter.required(shape));
    return parameter;
  }

  /** Declares a parameter. */
  void declare(String name, Parameter parameter) {
    take(name);
    parameters.put(name, parameter);
  }

  /** A value that belongs to a layer. */
  Value value(String label, Shape shape, String layer) {
    Value value = new Value(label, shape);
    values.put(label, value);
    layers.put(label, layer);
    return value;
  }

  /** The layer that a value belongs to. */
  String layerOf(Value x) {
    own(x);
    return layers.get(x.name());
  }

  /** Refuses a value of another builder. */
  void own(Value x) {
    if (values.get(x.name()) != x) {
      throw new GraphException(
          "graph %s: the value %s does not come from this builder".formatted(graph, x));
    }
  }

  /** Takes a name that is free: this one, or with a number behind it. */
  private String free(String wanted) {
    String label = wanted;
    for (int n = 2; !used.add(label); n++) {
      label = wanted + "_" + n;
    }
    return label;
  }

  /** Takes a name, which must be free. */
  void take(String label) {
    if (!used.add(label)) {
      throw new GraphException("graph %s: the name '%s' is used twice".formatted(graph, label));
    }
  }
}
