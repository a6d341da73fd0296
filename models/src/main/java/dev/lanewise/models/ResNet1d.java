package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import java.util.List;

/**
 * ResNet-18 and -34 for signals: the networks for pictures with kernels of length 7 along one axis.
 *
 * @param repeats blocks per stage
 */
record ResNet1d(String name, List<Integer> repeats) implements Layers {
  private static final int KERNEL = 7;

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
            new ResNet1d("resnet1d_18", List.of(2, 2, 2, 2)),
            new ResNet1d("resnet1d_34", List.of(3, 4, 6, 3)))
        .stream()
        .map(ResNet1d::architecture)
        .toList();
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    x = ResNetTrunk.stem(g, x, ConvSpec.of(7).stride(2).pad(3));
    x =
        ResNetTrunk.stages(
            x,
            repeats,
            ResNetTrunk.STEM,
            (block, y, planes, stride) ->
                BasicBlock.write(
                    g, block, y, KERNEL, planes, stride, Shortcut.PROJECT, "downsample"));
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  private Architecture architecture() {
    String description =
        "ResNet for signals, kernels of length %d, basic blocks %s".formatted(KERNEL, repeats);
    ModelSpec spec = ModelSpec.classifier(name, description, Shape.of(1, 12, 1000), 71);
    return Architecture.of(spec, this, "conv1.weight", "fc.weight");
  }
}
