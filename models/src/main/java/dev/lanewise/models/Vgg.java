package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/**
 * Plain stacks of 3x3 convolutions (Simonyan, Zisserman 2014), with and without batch
 * normalisation, as in torchvision.
 *
 * @param stack output channels of each convolution; M is a 2x2 max pooling
 */
record Vgg(String name, String stack, boolean batchNorm) implements Layers {
  private static final String STACK11 = "64 M 128 M 256 256 M 512 512 M 512 512 M";
  private static final String STACK13 = "64 64 M 128 128 M 256 256 M 512 512 M 512 512 M";
  private static final String STACK16 =
      "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M";
  private static final String STACK19 =
      "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M";

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
            new Vgg("vgg11", STACK11, false),
            new Vgg("vgg13", STACK13, false),
            new Vgg("vgg16", STACK16, false),
            new Vgg("vgg19", STACK19, false),
            new Vgg("vgg11_bn", STACK11, true),
            new Vgg("vgg13_bn", STACK13, true),
            new Vgg("vgg16_bn", STACK16, true),
            new Vgg("vgg19_bn", STACK19, true))
        .stream()
        .map(Vgg::architecture)
        .toList();
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    // As in torchvision, each convolution, normalisation, ReLU and pooling takes one number.
    int slot = 0;
    for (String layer : stack.split(" ")) {
      if (layer.equals("M")) {
        x = g.maxPool(x, PoolSpec.of(2));
        slot++;
        continue;
      }
      x = g.conv("features." + slot++, x, Integer.parseInt(layer), ConvSpec.of(3).pad(1).bias());
      if (batchNorm) {
        x = g.batchNorm("features." + slot++, x);
      }
      x = g.relu(x);
      slot++;
    }
    x = g.flatten(g.adaptiveAveragePool(x, 7));
    x = g.relu(g.linear("classifier.0", x, 4096));
    x = g.relu(g.linear("classifier.3", x, 4096));
    return g.linear("classifier.6", x, classes);
  }

  private Architecture architecture() {
    String description =
        "VGG%s, 3x3 convolutions %s; names of torchvision"
            .formatted(batchNorm ? " with batch normalisation" : "", stack);
    return Architecture.imageNet(
        name, description, this, "features.0.weight", "classifier.6.weight");
  }
}
