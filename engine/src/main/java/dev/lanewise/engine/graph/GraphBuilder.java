package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes a graph down as prose: each method adds a node and returns its value.
 *
 * <p>Layers with weights are named by the caller, as in the weights file; {@code conv("conv1",
 * ...)} declares the parameter {@code conv1.weight}. A node without weights is named after the
 * layer that it follows: the ReLU behind {@code bn1} is {@code bn1.relu}. Shapes are checked at
 * once. Not thread-safe.
 */
public final class GraphBuilder extends GraphOperations {
  private static final double BATCH_NORM_EPS = 1e-5;

  private final LinkedHashMap<String, Shape> inputs = new LinkedHashMap<>();
  private final LinkedHashMap<String, String> outputs = new LinkedHashMap<>();
  private final List<String> ignoredPrefixes = new ArrayList<>();

  /** Starts the graph of a network of this name. */
  public GraphBuilder(String name) {
    super(name);
  }

  /** Declares an input, {@code [N, F]} or {@code [N, C, spatial...]}. */
  public Value input(String input, Shape shape) {
    writer.take(input);
    Graph.checkInput(input, shape);
    inputs.put(input, shape);
    return writer.value(input, shape, input);
  }

  /** Declares an output. */
  public void output(String output, Value x) {
    writer.own(x);
    if (outputs.putIfAbsent(output, x.name()) != null) {
      throw new GraphException("graph " + name + ": two outputs are called '" + output + "'");
    }
  }

  /** The graph, complete. */
  public Graph build() {
    if (outputs.isEmpty()) {
      throw new GraphException("graph " + name + ": it has no output");
    }
    return new Graph(
        name, inputs, writer.nodes(), outputs, writer.parameters(), ignoredPrefixes, fixedSize);
  }

  /** Lets a weights file hold entries that begin so, such as heads used in training only. */
  public void ignoreWeights(String... prefixes) {
    ignoredPrefixes.addAll(List.of(prefixes));
  }

  /** Declares a weight that a file may hold and no node reads, such as one of a training head. */
  public void unusedWeight(String weight, Shape shape) {
    writer.declare(weight, new Parameter(shape, true));
  }

  /** Convolution; wants {@code layer.weight} and, if the spec says so, {@code layer.bias}. */
  public Value conv(String layer, Value x, int outChannels, ConvSpec spec) {
    writer.own(x);
    Op.Conv op = spec.op(layer, x.shape());
    fixedSize |= spec.dependsOnSize();
    String weight =
        writer.parameter(layer + ".weight", spec.weightShape(layer, x.shape(), outChannels, op));
    Optional<String> bias =
        spec.hasBias()
            ? Optional.of(writer.parameter(layer + ".bias", Shape.of(outChannels)))
            : Optional.empty();
    return writer.layer(layer, op, x, Stream.concat(Stream.of(weight), bias.stream()).toList());
  }

  /** Fully connected layer with bias; wants {@code layer.weight} and {@code layer.bias}. */
  public Value linear(String layer, Value x, int outFeatures) {
    return linear(layer, x, outFeatures, true);
  }

  /** Fully connected layer with or without bias. */
  public Value linear(String layer, Value x, int outFeatures, boolean bias) {
    writer.own(x);
    String weight = writer.parameter(layer + ".weight", Shape.of(outFeatures, x.shape().dim(1)));
    List<String> weights =
        bias
            ? List.of(weight, writer.parameter(layer + ".bias", Shape.of(outFeatures)))
            : List.of(weight);
    return writer.layer(layer, new Op.Linear(Clamp.NONE), x, weights);
  }

  /** Batch normalisation with eps 1e-5; wants the five entries of PyTorch's layer. */
  public Value batchNorm(String layer, Value x) {
    return batchNorm(layer, x, BATCH_NORM_EPS);
  }

  /** Batch normalisation; wants weight, bias, running_mean and running_var. */
  public Value batchNorm(String layer, Value x, double eps) {
    writer.own(x);
    Shape perChannel = Shape.of(x.shape().dim(1));
    List<String> weights =
        Stream.of(".weight", ".bias", ".running_mean", ".running_var")
            .map(entry -> writer.parameter(layer + entry, perChannel))
            .toList();
    unusedWeight(layer + ".num_batches_tracked", Shape.SCALAR);
    return writer.layer(layer, new Op.BatchNorm(eps, Clamp.NONE), x, weights);
  }

  /**
   * Applies a layer once more, to another value and with the same weights.
   *
   * @param layer the name of a layer with weights that this builder has written
   */
  public Value again(String layer, Value x) {
    return writer.again(layer, x);
  }

  /**
   * Transposed convolution; wants {@code layer.weight} of {@code [C, outChannels / groups, k...]}
   * and, if the spec says so, {@code layer.bias}.
   */
  public Value convTranspose(String layer, Value x, int outChannels, ConvTransposeSpec spec) {
    writer.own(x);
    SpatialOp.ConvTranspose op = spec.op(layer, x.shape());
    Shape shape = spec.weightShape(layer, x.shape(), outChannels, op);
    String weight = writer.parameter(layer + ".weight", shape);
    return writer.layer(
        layer,
        op,
        x,
        spec.hasBias()
            ? List.of(weight, writer.parameter(layer + ".bias", Shape.of(outChannels)))
            : List.of(weight));
  }

  /**
   * {@code x * weight + bias}, channel by channel; wants {@code layer.weight} and {@code
   * layer.bias}.
   *
   * @param shape of both in the weights file; its elements are the channels of x in order
   */
  public Value affine(String layer, Value x, Shape shape) {
    writer.own(x);
    List<String> weights =
        List.of(
            writer.parameter(layer + ".weight", shape), writer.parameter(layer + ".bias", shape));
    return writer.layer(layer, new Op.Affine(Clamp.NONE), x, weights);
  }
}
