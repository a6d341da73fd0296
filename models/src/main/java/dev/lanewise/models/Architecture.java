package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.labels.LabelSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network of the registry: what is known of it, and how to write it down.
 *
 * @param firstWeight the name of the weight that reads the input; its dimension 1 counts channels
 * @param lastWeight the name of the weight that makes the output; its dimension 0 counts classes
 */
record Architecture(ModelSpec spec, Layers layers, String firstWeight, String lastWeight) {
  /** Larger counts in a weights file are taken for damage. */
  private static final long MAX_COUNT = 1 << 24;

  private static final String DATA_PARALLEL = "module.";

  /** A classifier of ImageNet's 1000 classes from pictures of 224 x 224. */
  static Architecture imageNet(
      String name, String description, Layers layers, String firstWeight, String lastWeight) {
    return new Architecture(
        new ModelSpec(
            name,
            description,
            List.of(Shape.of(1, 3, 224, 224)),
            1000,
            Optional.of(Preprocess.IMAGENET),
            Optional.of(LabelSet.IMAGENET)),
        layers,
        firstWeight,
        lastWeight);
  }

  /** The same, whose usual weights want another mean and deviation, equal for all channels. */
  Architecture withMeanAndStd(float mean, float std) {
    int channels = (int) spec.inputs().getFirst().dim(1);
    Optional<Preprocess> preprocess =
        spec.preprocess()
            .map(
                usual ->
                    usual.withMeanAndStd(
                        Collections.nCopies(channels, mean), Collections.nCopies(channels, std)));
    return new Architecture(
        new ModelSpec(
            spec.name(),
            spec.description(),
            spec.inputs(),
            spec.classes(),
            preprocess,
            spec.labelSet()),
        layers,
        firstWeight,
        lastWeight);
  }

  String name() {
    return spec.name();
  }

  Graph build(ModelOptions options) {
    GraphBuilder g = new GraphBuilder(spec.name());
    Value x = g.input("input0", inputShape(spec.inputs().getFirst(), options));
    g.output("output0", layers.write(g, x, options.classes().orElse(spec.classes())));
    return g.build();
  }

  /** Options completed by what the shapes of the weights say. */
  ModelOptions read(WeightSource weights, ModelOptions options) {
    OptionalInt classes = orElse(options.classes(), dimension(weights, lastWeight, 0));
    OptionalInt inChannels = orElse(options.inChannels(), dimension(weights, firstWeight, 1));
    return new ModelOptions(classes, inChannels, options.batch(), options.size());
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

  private Shape inputShape(Shape usual, ModelOptions options) {
    long[] dims = usual.dims();
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
