package dev.lanewise.engine.onnx.translate;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.Parameter;
import dev.lanewise.engine.graph.ShapeInference;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A graph of the engine under construction, with its weights: the part of a model that runs as one
 * plan. Values of the model have the same name here as in the model.
 *
 * <p>Not thread-safe.
 */
public final class Segment {
  private final String name;
  private final SequencedMap<String, Shape> inputs = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final SequencedMap<String, Tensor> weights = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();

  /** An empty segment of a model of this name. */
  public Segment(String name) {
    this.name = name;
  }

  /** Whether nothing has been translated. */
  public boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** Whether this segment computes a value of the model. */
  public boolean computes(String modelValue) {
    return values.containsKey(modelValue);
  }

  /** The shape of a value of the model that this segment computes. */
  public Shape shapeOf(String modelValue) {
    return shapes.get(values.get(modelValue));
  }

  /** The graph, which shows some of the model's values as outputs. */
  public Graph graph(Collection<String> modelValues) {
    SequencedMap<String, String> outputs = new LinkedHashMap<>();
    modelValues.forEach(value -> outputs.put(value, values.get(value)));
    return new Graph(name, inputs, nodes, outputs, parameters, List.of());
  }

  /** The weights by the names of the graph's parameters. */
  public Map<String, Tensor> weights() {
    return weights;
  }

  /** How much a segment has, to return to. */
  record Mark(int nodes, int inputs, int weights) {}

  Mark mark() {
    return new Mark(nodes.size(), inputs.size(), weights.size());
  }

  /** Forgets what has been added since. */
  void reset(Mark mark) {
    while (nodes.size() > mark.nodes()) {
      String output = nodes.removeLast().output();
      shapes.remove(output);
      producers.remove(output);
      values.values().remove(output);
    }
    while (inputs.size() > mark.inputs()) {
      shapes.remove(inputs.pollLastEntry().getKey());
    }
    while (weights.size() > mark.weights()) {
      String label = weights.pollLastEntry().getKey();
      parameters.remove(label);
      shapes.remove(label);
    }
  }

  /** The graph's name of a value that this segment computes, or of a further input. */
  String operand(String modelValue, Shape shape) {
    String value = values.get(modelValue);
    if (value != null) {
      return value;
    }
    if (inputs.putIfAbsent(modelValue, shape) == null) {
      shapes.put(modelValue, shape);
    }
    return modelValue;
  }

  /** Declares a weight; the same name always means the same weight. */
  String weight(String label, Tensor tensor) {
    if (weights.putIfAbsent(label, tensor) == null) {
      parameters.put(label, Parameter.required(tensor.shape()));
      shapes.put(label, tensor.shape());
    }
    return label;
  }

  /**
   * Adds a node.
   *
   * @param label of the node and the value that it defines
   */
  String add(String label, Op op, List<String> operands) {
    List<Shape> operandShapes = new ArrayList<>();
    for (String operand : operands) {
      operandShapes.add(operand.isEmpty() ? null : shapes.get(operand));
    }
    Shape shape = ShapeInference.output(label, op, operandShapes);
    Node node = new Node(label, op, operands, List.of(label));
    nodes.add(node);
    producers.put(label, node);
    shapes.put(label, shape);
    return label;
  }

  /** The node that computes a value of the graph. */
  Optional<Node> producer(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  /** Says which value of the graph a value of the model is. */
  void bind(String modelValue, String value) {
    values.put(modelValue, value);
  }

  Shape shapeOfOperand(String value) {
    return shapes.get(value);
  }
}
