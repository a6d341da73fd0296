package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.labels.LabelSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Residual networks with pre-activation for CIFAR-10 (He, Zhang, Ren, Sun 2016): three stages of n
 * bottlenecks, a depth of 9n + 2. Any n gives a network, by the name {@code cifar_preact_resnetD}.
 */
record CifarPreActResNet(String name, int blocks) implements Layers {
  private static final PreActBlock BLOCK = new PreActBlock(true);
  private static final Pattern NAME = Pattern.compile("cifar_preact_resnet([1-9]\\d{0,4})");
  private static final int MAX_DEPTH = 9 * 600 + 2;

  /** The networks of the paper. Others are found by {@link #named}. */
  static List<Architecture> variants() {
    return List.of(
            new CifarPreActResNet("cifar_preact_resnet164", 18),
            new CifarPreActResNet("cifar_preact_resnet1001", 111))
        .stream()
        .map(CifarPreActResNet::architecture)
        .toList();
  }

  /** The network of any depth 9n + 2 up to {@value #MAX_DEPTH}, by its name. */
  static Optional<Architecture> named(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int depth = Integer.parseInt(parts.group(1));
    return depth < 11 || depth > MAX_DEPTH || depth % 9 != 2
        ? Optional.empty()
        : Optional.of(new CifarPreActResNet(name, (depth - 2) / 9).architecture());
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    x = g.conv("conv1", x, 16, ConvSpec.of(3).pad(1));
    x = stage(g, "layer1.", x, 16, 1);
    x = stage(g, "layer2.", x, 32, 2);
    x = stage(g, "layer3.", x, 64, 2);
    x = g.relu(g.batchNorm("bn_last", x));
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  private Value stage(GraphBuilder g, String layer, Value x, int planes, int stride) {
    x = BLOCK.write(g, layer + "0.", x, planes, stride, false);
    for (int b = 1; b < blocks; b++) {
      x = BLOCK.write(g, layer + b + ".", x, planes, 1, false);
    }
    return x;
  }

  private Architecture architecture() {
    String description =
        "ResNet with pre-activation, 3 x %d bottlenecks for 32x32".formatted(blocks);
    ModelSpec spec =
        ModelSpec.classifier(name, description, Shape.of(1, 3, 32, 32), 10)
            .withPreprocess(Preprocess.LANEWISE_CIFAR10)
            .withLabels(LabelSet.CIFAR10);
    return Architecture.of(spec, this, "conv1.weight", "fc.weight");
  }
}
