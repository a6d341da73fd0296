package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/**
 * Residual networks with pre-activation for ImageNet (He, Zhang, Ren, Sun 2016): the stem of a
 * ResNet, four stages of {@link PreActBlock}, a last normalisation.
 *
 * @param repeats blocks per stage
 */
record PreActResNet(String name, List<Integer> repeats) implements Layers {
  private static final PreActBlock BLOCK = new PreActBlock(false);

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
            new PreActResNet("preact_resnet50", List.of(3, 4, 6, 3)),
            new PreActResNet("preact_resnet200", List.of(3, 24, 36, 3)))
        .stream()
        .map(PreActResNet::architecture)
        .toList();
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    Value stem = ResNetTrunk.stem(g, x, ConvSpec.of(7).stride(2).pad(3));
    x =
        ResNetTrunk.stages(
            stem,
            repeats,
            ResNetTrunk.STEM,
            (block, y, planes, stride) -> BLOCK.write(g, block, y, planes, stride, y == stem));
    x = g.relu(g.batchNorm("bn_last", x));
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  private Architecture architecture() {
    String description = "ResNet with pre-activation, bottlenecks " + repeats;
    return Architecture.imageNet(name, description, this, "conv1.weight", "fc.weight");
  }
}
