package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.labels.LabelSet;
import java.util.List;

/**
 * SqueezeNet 1.1 (Iandola et al. 2016).
 *
 * @param caffe with the names of the authors' Caffe model, else with those of torchvision
 */
record SqueezeNet(boolean caffe) implements Layers {
  /** Where torchvision has the fire modules 2 to 9. */
  private static final List<Integer> SLOTS = List.of(3, 4, 6, 7, 9, 10, 11, 12);

  /** Every network of this family. */
  static List<Architecture> variants() {
    ModelSpec authors =
        ModelSpec.classifier(
                "squeezenet1_1_caffe",
                "SqueezeNet 1.1 for 227x227, blue first, 0 to 255 less a mean; names of Caffe",
                Shape.of(1, 3, 227, 227),
                1000)
            .withPreprocess(Preprocess.CAFFE_BGR)
            .withLabels(LabelSet.IMAGENET);
    return List.of(
        Architecture.imageNet(
            "squeezenet1_1",
            "SqueezeNet 1.1, eight fire modules; names of torchvision",
            new SqueezeNet(false),
            "features.0.weight",
            "classifier.1.weight"),
        Architecture.of(authors, new SqueezeNet(true), "conv1.weight", "conv10.weight"));
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    PoolSpec pool = PoolSpec.of(3).stride(2).ceil();
    ConvSpec stem = ConvSpec.of(3).stride(2).bias();
    x = g.maxPool(g.relu(g.conv(caffe ? "conv1" : "features.0", x, 64, stem)), pool);
    x = fire(g, 2, x, 16, 64);
    x = g.maxPool(fire(g, 3, x, 16, 64), pool);
    x = fire(g, 4, x, 32, 128);
    x = g.maxPool(fire(g, 5, x, 32, 128), pool);
    x = fire(g, 6, x, 48, 192);
    x = fire(g, 7, x, 48, 192);
    x = fire(g, 8, x, 64, 256);
    x = fire(g, 9, x, 64, 256);
    String last = caffe ? "conv10" : "classifier.1";
    return g.globalAveragePool(g.relu(g.conv(last, x, classes, ConvSpec.of(1).bias())));
  }

  /** Few channels into twice {@code expand}, half of them by 1x1 and half by 3x3. */
  private Value fire(GraphBuilder g, int number, Value x, int squeeze, int expand) {
    String module = caffe ? "fire" + number + "_" : "features." + SLOTS.get(number - 2) + ".";
    String first = module + (caffe ? "squeeze1x1" : "squeeze");
    x = g.relu(g.conv(first, x, squeeze, ConvSpec.of(1).bias()));
    return g.concat(
        g.relu(g.conv(module + "expand1x1", x, expand, ConvSpec.of(1).bias())),
        g.relu(g.conv(module + "expand3x3", x, expand, ConvSpec.of(3).pad(1).bias())));
  }
}
