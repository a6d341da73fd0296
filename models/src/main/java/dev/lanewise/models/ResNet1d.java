package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
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
    x = g.conv("conv1", x, 64, ConvSpec.of(7).stride(2).pad(3));
    x = g.relu(g.batchNorm("bn1", x));
    x = g.maxPool(x, PoolSpec.of(3).stride(2).pad(1));
    for (int stage = 1; stage <= repeats.size(); stage++) {
      int planes = 64 << (stage - 1);
      for (int b = 0; b < repeats.get(stage - 1); b++) {
        int stride = b == 0 && stage > 1 ? 2 : 1;
        String block = "layer" + stage + "." + b + ".";
        x = BasicBlock.write(g, block, x, KERNEL, planes, stride, Shortcut.PROJECT, "downsample");
      }
    }
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  private Architecture architecture() {
    String description =
        "ResNet for signals, kernels of length %d, basic blocks %s".formatted(KERNEL, repeats);
    ModelSpec spec = ModelSpec.classifier(name, description, Shape.of(1, 12, 1000), 71);
    return Architecture.of(spec, this, "conv1.weight", "fc.weight");
  }
}
