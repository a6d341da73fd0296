package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.labels.LabelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * A network of the registry: what is known of it, and how to write it down.
 *
 * @param width the usual number of channels of the first layer; 0 if there is only one width
 * @param firstWeight the name of the weight that reads the input: its dimension 1 counts channels,
 *     its dimension 0 is the width; empty if the number of channels is fixed
 * @param lastWeight the name of the weight that makes the output: its dimension 0 counts classes;
 *     empty if their number is fixed
 */
record Architecture(
    ModelSpec spec, Network network, int width, String firstWeight, String lastWeight) {
  /** Larger counts in a weights file are taken for damage. */
  private static final long MAX_COUNT = 1 << 24;

  private static final String DATA_PARALLEL = "module.";

  /** A network of one input, one output and one width. */
  static Architecture of(ModelSpec spec, Layers layers, String firstWeight, String lastWeight) {
    return new Architecture(spec, layers, 0, firstWeight, lastWeight);
  }

  /** A classifier of ImageNet's 1000 classes from pictures of 224 x 224. */
  static Architecture imageNet(
      String name, String description, Layers layers, String firstWeight, String lastWeight) {
    ModelSpec spec =
        ModelSpec.classifier(name, description, Shape.of(1, 3, 224, 224), 1000)
            .withPreprocess(Preprocess.IMAGENET)
            .withLabels(LabelSet.IMAGENET);
    return of(spec, layers, firstWeight, lastWeight);
  }

  /** The same, whose usual weights want another mean and deviation, equal for all channels. */
  Architecture withMeanAndStd(float mean, float std) {
    int channels = (int) spec.inputs().getFirst().dim(1);
    return spec.preprocess()
        .map(
            usual ->
                usual.withMeanAndStd(
                    Collections.nCopies(channels, mean), Collections.nCopies(channels, std)))
        .map(spec::withPreprocess)
        .map(changed -> new Architecture(changed, network, width, firstWeight, lastWeight))
        .orElse(this);
  }

  String name() {
    return spec.name();
  }

  Graph build(ModelOptions options) {
    requireOpen("width", options.width(), width == 0 ? 0 : -1);
    GraphBuilder g = new GraphBuilder(spec.name());
    List<Value> inputs = new ArrayList<>();
    for (Shape usual : spec.inputs()) {
      inputs.add(g.input("input" + inputs.size(), inputShape(usual, options)));
    }
    requireOpen("number of classes", options.classes(), lastWeight.isEmpty() ? spec.classes() : -1);
    Network.Sizes sizes =
        new Network.Sizes(options.classes().orElse(spec.classes()), options.width().orElse(width));
    List<Value> outputs = network.write(g, inputs, sizes);
    for (int i = 0; i < outputs.size(); i++) {
      g.output("output" + i, outputs.get(i));
    }
    return g.build();
  }

  /** Options completed by what the shapes of the weights say. */
  ModelOptions read(WeightSource weights, ModelOptions options) {
    OptionalInt classes = orElse(options.classes(), dimension(weights, lastWeight, 0));
    OptionalInt inChannels = orElse(options.inChannels(), dimension(weights, firstWeight, 1));
    OptionalInt found = width == 0 ? OptionalInt.empty() : dimension(weights, firstWeight, 0);
    return new ModelOptions(
        classes, inChannels, orElse(options.width(), found), options.batch(), options.size());
  }

  private static OptionalInt orElse(OptionalInt wanted, OptionalInt found) {
    return wanted.isPresent() ? wanted : found;
  }

  /** A dimension of a weight, or nothing if that cannot be: then binding the weights says why. */
  private static OptionalInt dimension(WeightSource weights, String name, int axis) {
    for (String stored : List.of(name, DATA_PARALLEL + name)) {
      if (weights.names().contains(stored)) {
        Shape shape = weights.get(stored).shape();
        boolean plausible =
            shape.rank() >= 2 && shape.dim(axis) >= 1 && shape.dim(axis) <= MAX_COUNT;
        return plausible ? OptionalInt.of((int) shape.dim(axis)) : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Refuses an option that this network does not have.
   *
   * @param only the only possible number, 0 if there is none, -1 if any will do
   */
  private void requireOpen(String what, OptionalInt wanted, int only) {
    if (only >= 0 && wanted.isPresent() && wanted.getAsInt() != only) {
      throw new LanewiseException(
          "%s: its %s cannot be chosen%s, got %d"
              .formatted(name(), what, only == 0 ? "" : ", it is " + only, wanted.getAsInt()));
    }
  }

  private Shape inputShape(Shape usual, ModelOptions options) {
    long[] dims = usual.dims();
    requireOpen(
        "number of input channels",
        options.inChannels(),
        firstWeight.isEmpty() ? (int) dims[1] : -1);
    dims[0] = options.batch();
    dims[1] = options.inChannels().orElse((int) dims[1]);
    List<Integer> size = options.size();
    int axes = dims.length - 2;
    if (size.size() == 1) {
      Arrays.fill(dims, 2, dims.length, size.getFirst());
    } else if (size.size() == axes) {
      for (int i = 0; i < axes; i++) {
        dims[2 + i] = size.get(i);
      }
    } else if (!size.isEmpty()) {
      throw new LanewiseException(
          "%s: wanted an input size of 1 or %d numbers, got %s".formatted(spec.name(), axes, size));
    }
    return Shape.of(dims);
  }
}
