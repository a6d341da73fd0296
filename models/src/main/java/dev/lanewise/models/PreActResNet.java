package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
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
    x = g.conv("conv1", x, 64, ConvSpec.of(7).stride(2).pad(3));
    x = g.relu(g.batchNorm("bn1", x));
    x = g.maxPool(x, PoolSpec.of(3).stride(2).pad(1));
    for (int stage = 1; stage <= repeats.size(); stage++) {
      int planes = 64 << (stage - 1);
      for (int b = 0; b < repeats.get(stage - 1); b++) {
        int stride = b == 0 && stage > 1 ? 2 : 1;
        boolean activated = b == 0 && stage == 1;
        x = BLOCK.write(g, "layer" + stage + "." + b + ".", x, planes, stride, activated);
      }
    }
    x = g.relu(g.batchNorm("bn_last", x));
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  private Architecture architecture() {
    String description = "ResNet with pre-activation, bottlenecks " + repeats;
    return Architecture.imageNet(name, description, this, "conv1.weight", "fc.weight");
  }
}
