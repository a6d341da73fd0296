package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A network without its numbers: immutable and checked.
 *
 * <p>Names of inputs, parameters and node outputs share one name space. Nodes stand in an order of
 * execution. All shapes are inferred when a graph is made, so one that exists fits together.
 *
 * <p>The constructor throws {@link GraphException} for the first thing that does not.
 *
 * @param name of the network, for messages
 * @param inputs name and logical shape, in the order of the caller
 * @param nodes each one reads only values that are defined before it
 * @param outputs name of the output to name of the value
 * @param parameters the weights that a file must supply
 * @param ignoredPrefixes weights whose names begin so may be in the file and are not looked at
 * @param fixedSize whether numbers in the nodes were computed from the spatial sizes of the inputs,
 *     so that other sizes need another graph
 */
public record Graph(
    String name,
    SequencedMap<String, Shape> inputs,
    List<Node> nodes,
    SequencedMap<String, String> outputs,
    SequencedMap<String, Parameter> parameters,
    List<String> ignoredPrefixes,
    boolean fixedSize) {

  public Graph {
    inputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(inputs));
    nodes = List.copyOf(nodes);
    outputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(outputs));
    parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    ignoredPrefixes = List.copyOf(ignoredPrefixes);
    checkNames(name, inputs.sequencedKeySet(), parameters.sequencedKeySet(), nodes, outputs);
    inputs.forEach(Graph::checkInput);
    ShapeInference.infer(inputs, nodes, parameters);
  }

  /** A graph for inputs of any size that its nodes take. */
  public Graph(
      String name,
      SequencedMap<String, Shape> inputs,
      List<Node> nodes,
      SequencedMap<String, String> outputs,
      SequencedMap<String, Parameter> parameters,
      List<String> ignoredPrefixes) {
    this(name, inputs, nodes, outputs, parameters, ignoredPrefixes, false);
  }

  /** The shape of every input and node output. */
  public SequencedMap<String, Shape> shapes() {
    return ShapeInference.infer(inputs, nodes, parameters);
  }

  /** Name and logical shape of every output. */
  public SequencedMap<String, Shape> outputShapes() {
    Map<String, Shape> shapes = shapes();
    SequencedMap<String, Shape> result = new LinkedHashMap<>();
    outputs.forEach((output, value) -> result.put(output, shapes.get(value)));
    return result;
  }

  /** The same network with other nodes and parameters. */
  public Graph withNodes(List<Node> others, SequencedMap<String, Parameter> weights) {
    return new Graph(name, inputs, others, outputs, weights, ignoredPrefixes, fixedSize);
  }

  /**
   * The same network on inputs of another batch or size.
   *
   * @throws GraphException if an input is unknown, a node does not fit the new shapes, or the graph
   *     holds for its size only
   */
  public Graph withInputs(Map<String, Shape> shapes) {
    SequencedMap<String, Shape> changed = new LinkedHashMap<>(inputs);
    shapes.forEach(
        (input, shape) -> {
          if (changed.replace(input, shape) == null) {
            throw new GraphException(
                "graph %s: no input is called '%s'; its inputs are %s"
                    .formatted(name, input, inputs.keySet()));
          }
        });
    if (fixedSize) {
      changed.forEach(this::requireSize);
    }
    return new Graph(name, changed, nodes, outputs, parameters, ignoredPrefixes, fixedSize);
  }

  private void requireSize(String input, Shape shape) {
    long[] usual = inputs.get(input).dims();
    long[] dims = shape.dims();
    boolean same =
        dims.length == usual.length && Arrays.equals(dims, 2, dims.length, usual, 2, usual.length);
    if (!same) {
      throw new GraphException(
          "graph %s: input %s: it was written for %s and holds for this size, with any batch; got"
                  .formatted(name, input, inputs.get(input))
              + " %s, for which another graph must be built".formatted(shape));
    }
  }

  /** The same network with another batch size on every input. */
  public Graph withBatch(int batch) {
    SequencedMap<String, Shape> changed = new LinkedHashMap<>();
    inputs.forEach(
        (input, shape) -> {
          long[] dims = shape.dims();
          dims[0] = batch;
          changed.put(input, Shape.of(dims));
        });
    return withInputs(changed);
  }

  /**
   * The same network with further outputs, each called like the value that it shows.
   *
   * @throws GraphException if a value does not exist
   */
  public Graph withOutputs(Collection<String> values) {
    SequencedMap<String, String> more = new LinkedHashMap<>(outputs);
    values.forEach(value -> more.putIfAbsent(value, value));
    return new Graph(name, inputs, nodes, more, parameters, ignoredPrefixes, fixedSize);
  }

  /** One line per input, node and output. */
  @Override
  public String toString() {
    SequencedMap<String, Shape> shapes = shapes();
    StringBuilder text = new StringBuilder("graph " + name + "\n");
    inputs.forEach(
        (input, shape) ->
            text.append("  input ").append(input).append(' ').append(shape).append('\n'));
    for (Node node : nodes) {
      text.append("  ").append(node.output()).append(' ').append(shapes.get(node.output()));
      text.append(" = ").append(node.op().text()).append(" (");
      text.append(String.join(", ", node.inputs().stream().map(Graph::orDash).toList()));
      text.append(")\n");
    }
    outputs.forEach(
        (output, value) ->
            text.append("  output ").append(output).append(" = ").append(value).append('\n'));
    return text.toString();
  }

  private static String orDash(String operand) {
    return operand.isEmpty() ? "-" : operand;
  }

  static void checkInput(String input, Shape shape) {
    if (shape.rank() < 2 || shape.rank() > 5) {
      throw new GraphException(
          "input %s: wanted [N, C] or [N, C, spatial...] of 1 to 3 axes, got %s"
              .formatted(input, shape));
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      Axes.size(shape, axis);
    }
  }

  private static void checkNames(
      String name,
      Collection<String> inputs,
      Collection<String> parameters,
      List<Node> nodes,
      Map<String, String> outputs) {
    Set<String> values = new HashSet<>();
    inputs.forEach(value -> define(name, values, value));
    parameters.forEach(value -> define(name, values, value));
    Set<String> nodeNames = new HashSet<>();
    for (Node node : nodes) {
      if (!nodeNames.add(node.name())) {
        throw new GraphException("graph " + name + ": two nodes are called '" + node.name() + "'");
      }
      for (String input : node.inputs()) {
        if (!input.isEmpty() && !values.contains(input)) {
          throw new GraphException(
              "graph %s: node %s reads '%s', which nothing before it defines"
                  .formatted(name, node.name(), input));
        }
      }
      if (node.outputs().size() != 1) {
        throw new GraphException(
            "graph %s: node %s: wanted one output, got %d"
                .formatted(name, node.name(), node.outputs().size()));
      }
      define(name, values, node.output());
    }
    outputs.forEach(
        (output, value) -> {
          if (!values.contains(value) || parameters.contains(value)) {
            throw new GraphException(
                "graph %s: output %s shows '%s', which no node defines"
                    .formatted(name, output, value));
          }
        });
  }

  private static void define(String graph, Set<String> values, String value) {
    if (value.isEmpty() || !values.add(value)) {
      throw new GraphException(
          "graph %s: the name '%s' is %s"
              .formatted(graph, value, value.isEmpty() ? "empty" : "used twice"));
    }
  }
}
