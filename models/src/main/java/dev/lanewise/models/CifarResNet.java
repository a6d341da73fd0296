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
 * The small residual networks for CIFAR-10 of He, Zhang, Ren, Sun (2015), section 4.2, with the
 * names of akamaster/pytorch_resnet_cifar10.
 *
 * <p>Three stages of n basic blocks with 16, 32 and 64 channels on 32 x 32, 16 x 16 and 8 x 8
 * positions: with the first convolution and the classifier that makes a depth of 6n + 2. Any n
 * gives a network, by the names {@code cifar_resnetD} (option A), {@code cifar_resnetD_b} (option
 * B) and {@code cifar_plainD} (no shortcuts).
 */
record CifarResNet(String name, int blocks, Shortcut shortcut) implements Layers {
  private static final Pattern NAME = Pattern.compile("cifar_(resnet|plain)([1-9]\\d{0,4})(_b)?");
  private static final int MAX_DEPTH = 6 * 1000 + 2;

  /** The networks of the paper. Others are found by {@link #named}. */
  static List<Architecture> variants() {
    return List.of(
            new CifarResNet("cifar_resnet20", 3, Shortcut.PAD_AROUND),
            new CifarResNet("cifar_resnet32", 5, Shortcut.PAD_AROUND),
            new CifarResNet("cifar_resnet44", 7, Shortcut.PAD_AROUND),
            new CifarResNet("cifar_resnet56", 9, Shortcut.PAD_AROUND),
            new CifarResNet("cifar_resnet110", 18, Shortcut.PAD_AROUND),
            new CifarResNet("cifar_resnet1202", 200, Shortcut.PAD_AROUND),
            new CifarResNet("cifar_resnet56_b", 9, Shortcut.PROJECT),
            new CifarResNet("cifar_plain20", 3, Shortcut.NONE))
        .stream()
        .map(CifarResNet::architecture)
        .toList();
  }

  /** The network of any depth 6n + 2 up to {@value #MAX_DEPTH}, by its name. */
  static Optional<Architecture> named(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    boolean plain = parts.group(1).equals("plain");
    boolean optionB = parts.group(3) != null;
    int depth = Integer.parseInt(parts.group(2));
    if (plain && optionB || depth < 8 || depth > MAX_DEPTH || depth % 6 != 2) {
      return Optional.empty();
    }
    Shortcut shortcut = plain ? Shortcut.NONE : optionB ? Shortcut.PROJECT : Shortcut.PAD_AROUND;
    return Optional.of(new CifarResNet(name, (depth - 2) / 6, shortcut).architecture());
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    x = g.conv("conv1", x, 16, ConvSpec.of(3).pad(1));
    x = g.relu(g.batchNorm("bn1", x));
    x = stage(g, "layer1", x, 16, 1);
    x = stage(g, "layer2", x, 32, 2);
    x = stage(g, "layer3", x, 64, 2);
    return g.linear("linear", g.globalAveragePool(x), classes);
  }

  private Value stage(GraphBuilder g, String layer, Value x, int planes, int stride) {
    x = BasicBlock.write(g, layer + ".0.", x, planes, stride, shortcut, "shortcut");
    for (int b = 1; b < blocks; b++) {
      x = BasicBlock.write(g, layer + "." + b + ".", x, planes, 1, shortcut, "shortcut");
    }
    return x;
  }

  private String description() {
    String kind =
        switch (shortcut) {
          case NONE -> "plain network without shortcuts";
          case PROJECT, PROJECT_ALWAYS -> "ResNet, shortcut option B";
          case PAD_AROUND, PAD_BEHIND -> "ResNet, shortcut option A";
        };
    return "%s, 3 x %d basic blocks for 32x32; names of akamaster/pytorch_resnet_cifar10"
        .formatted(kind, blocks);
  }

  private Architecture architecture() {
    ModelSpec spec =
        ModelSpec.classifier(name, description(), Shape.of(1, 3, 32, 32), 10)
            .withPreprocess(Preprocess.CIFAR10_AKAMASTER)
            .withLabels(LabelSet.CIFAR10);
    return Architecture.of(spec, this, "conv1.weight", "linear.weight");
  }
}
