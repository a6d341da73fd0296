package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes a graph down as prose: each method adds a node and returns its value.
 *
 * <p>Layers with weights are named by the caller, as in the weights file; {@code conv("conv1",
 * ...)} declares the parameter {@code conv1.weight}. A node without weights is named after the
 * layer that it follows: the ReLU behind {@code bn1} is {@code bn1.relu}. Shapes are checked at
 * once. Not thread-safe.
 */
public final class GraphBuilder {
  private static final double BATCH_NORM_EPS = 1e-5;

  private final String name;
  private final LinkedHashMap<String, Shape> inputs = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final LinkedHashMap<String, String> outputs = new LinkedHashMap<>();
  private final LinkedHashMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final List<String> ignoredPrefixes = new ArrayList<>();
  private final Set<String> used = new HashSet<>();
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, String> layers = new HashMap<>();

  /** Starts the graph of a network of this name. */
  public GraphBuilder(String name) {
    this.name = name;
  }

  /** Declares an input, {@code [N, F]} or {@code [N, C, spatial...]}. */
  public Value input(String input, Shape shape) {
    take(input);
    Graph.checkInput(input, shape);
    inputs.put(input, shape);
    return value(input, shape, input);
  }

  /** Declares an output. */
  public void output(String output, Value x) {
    own(x);
    if (outputs.putIfAbsent(output, x.name()) != null) {
      throw new GraphException("graph " + name + ": two outputs are called '" + output + "'");
    }
  }

  /** The graph, complete. */
  public Graph build() {
    if (outputs.isEmpty()) {
      throw new GraphException("graph " + name + ": it has no output");
    }
    return new Graph(name, inputs, nodes, outputs, parameters, ignoredPrefixes);
  }

  /** Lets a weights file hold entries that begin so, such as heads used in training only. */
  public void ignoreWeights(String... prefixes) {
    ignoredPrefixes.addAll(List.of(prefixes));
  }

  /** Convolution; wants {@code layer.weight} and, if the spec says so, {@code layer.bias}. */
  public Value conv(String layer, Value x, int outChannels, ConvSpec spec) {
    own(x);
    Op.Conv op = spec.op(layer, x.shape());
    String weight =
        parameter(layer + ".weight", spec.weightShape(layer, x.shape(), outChannels, op));
    Optional<String> bias =
        spec.hasBias()
            ? Optional.of(parameter(layer + ".bias", Shape.of(outChannels)))
            : Optional.empty();
    return layer(layer, op, x, Stream.concat(Stream.of(weight), bias.stream()).toList());
  }

  /** Fully connected layer with bias; wants {@code layer.weight} and {@code layer.bias}. */
  public Value linear(String layer, Value x, int outFeatures) {
    return linear(layer, x, outFeatures, true);
  }

  /** Fully connected layer with or without bias. */
  public Value linear(String layer, Value x, int outFeatures, boolean bias) {
    own(x);
    String weight = parameter(layer + ".weight", Shape.of(outFeatures, x.shape().dim(1)));
    List<String> weights =
        bias ? List.of(weight, parameter(layer + ".bias", Shape.of(outFeatures))) : List.of(weight);
    return layer(layer, new Op.Linear(Clamp.NONE), x, weights);
  }

  /** Batch normalisation with eps 1e-5; wants the five entries of PyTorch's layer. */
  public Value batchNorm(String layer, Value x) {
    return batchNorm(layer, x, BATCH_NORM_EPS);
  }

  /** Batch normalisation; wants weight, bias, running_mean and running_var. */
  public Value batchNorm(String layer, Value x, double eps) {
    own(x);
    Shape perChannel = Shape.of(x.shape().dim(1));
    List<String> weights =
        Stream.of(".weight", ".bias", ".running_mean", ".running_var")
            .map(entry -> parameter(layer + entry, perChannel))
            .toList();
    String counter = layer + ".num_batches_tracked";
    take(counter);
    parameters.put(counter, new Parameter(Shape.SCALAR, true));
    return layer(layer, new Op.BatchNorm(eps, Clamp.NONE), x, weights);
  }

  /** max(x, 0). */
  public Value relu(Value x) {
    return follow("relu", new Op.Clip(Clamp.RELU), x);
  }

  /** min(max(x, 0), 6). */
  public Value relu6(Value x) {
    return follow("relu6", new Op.Clip(Clamp.RELU6), x);
  }

  /** min(max(x, low), high). */
  public Value clip(Value x, float low, float high) {
    return follow("clip", new Op.Clip(new Clamp(low, high)), x);
  }

  /** The largest element of each window. */
  public Value maxPool(Value x, PoolSpec spec) {
    return follow("max_pool", spec.op(layerOf(x), x.shape(), true), x);
  }

  /** The mean of each window. */
  public Value averagePool(Value x, PoolSpec spec) {
    return follow("average_pool", spec.op(layerOf(x), x.shape(), false), x);
  }

  /** The mean over all positions: {@code [N, C]}. */
  public Value globalAveragePool(Value x) {
    return follow("pool", new Op.GlobalAveragePool(false), x);
  }

  /** The mean over all positions as a map of one position: {@code [N, C, 1...]}. */
  public Value globalAveragePoolMap(Value x) {
    return follow("pool", new Op.GlobalAveragePool(true), x);
  }

  /** {@code [N, C, spatial...]} to {@code [N, C * spatial]}, channel-major. */
  public Value flatten(Value x) {
    return follow("flatten", new Op.Flatten(), x);
  }

  /** a + b; the sum is named after {@code a}. */
  public Value add(Value a, Value b) {
    return follow("add", new Op.Add(Clamp.NONE), a, b);
  }

  /** Joins along channels, in this order. */
  public Value concat(Value... parts) {
    if (parts.length == 0) {
      throw new GraphException("graph " + name + ": concat: wanted at least one value, got none");
    }
    return follow("concat", new Op.Concat(), parts);
  }

  /** Softmax over channels at each position. */
  public Value softmax(Value x) {
    return follow("softmax", new Op.Softmax(), x);
  }

  /**
   * The ResNet shortcut without parameters: every {@code stride}-th position along each spatial
   * axis, with zero channels in front and behind.
   */
  public Value subsamplePadChannels(Value x, int stride, int front, int back) {
    int rank = x.spatialRank();
    var op =
        new Op.SubsamplePadChannels(
            rank, Axes.extent("stride", new int[] {stride}, rank, 1), front, back);
    return follow("subsample", op, x);
  }

  /** Nothing, such as dropout at inference. */
  public Value identity(Value x) {
    return follow("identity", new Op.Identity(), x);
  }

  /** Gives the value {@code x} a name of the caller's choice, for messages and extra outputs. */
  public Value named(String label, Value x) {
    own(x);
    take(label);
    return node(label, label, new Op.Identity(), List.of(x.name()));
  }

  private Value layer(String layer, Op op, Value x, List<String> weights) {
    take(layer);
    return node(layer, layer, op, Stream.concat(Stream.of(x.name()), weights.stream()).toList());
  }

  /** A node without weights, called after the layer that its first operand belongs to. */
  private Value follow(String suffix, Op op, Value... operands) {
    Arrays.stream(operands).forEach(this::own);
    String layer = layerOf(operands[0]);
    String label = layer + "." + suffix;
    for (int n = 2; !used.add(label); n++) {
      label = layer + "." + suffix + "_" + n;
    }
    return node(label, layer, op, Arrays.stream(operands).map(Value::name).toList());
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

  private String parameter(String parameter, Shape shape) {
    take(parameter);
    parameters.put(parameter, Parameter.required(shape));
    return parameter;
  }

  private Value value(String label, Shape shape, String layer) {
    Value value = new Value(label, shape);
    values.put(label, value);
    layers.put(label, layer);
    return value;
  }

  private String layerOf(Value x) {
    own(x);
    return layers.get(x.name());
  }

  private void own(Value x) {
    if (values.get(x.name()) != x) {
      throw new GraphException(
          "graph %s: the value %s does not come from this builder".formatted(name, x));
    }
  }

  private void take(String label) {
    if (!used.add(label)) {
      throw new GraphException("graph %s: the name '%s' is used twice".formatted(name, label));
    }
  }
}
