package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/**
 * Densely connected networks (Huang, Liu, van der Maaten, Weinberger 2016) as in torchvision: each
 * layer reads all maps before it in its block and adds a few.
 *
 * @param blocks layers of each block
 * @param growth channels that a layer adds
 */
record DenseNet(String name, List<Integer> blocks, int growth) implements Layers {
  private static final int BOTTLENECK = 4;

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(new DenseNet("densenet121", List.of(6, 12, 24, 16), 32).architecture());
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    x = g.conv("features.conv0", x, 2 * growth, ConvSpec.of(7).stride(2).pad(3));
    x = g.relu(g.batchNorm("features.norm0", x));
    x = g.maxPool(x, PoolSpec.of(3).stride(2).pad(1));
    for (int b = 1; b <= blocks.size(); b++) {
      for (int layer = 1; layer <= blocks.get(b - 1); layer++) {
        x = g.concat(x, layer(g, "features.denseblock" + b + ".denselayer" + layer, x));
      }
      if (b < blocks.size()) {
        x = transition(g, "features.transition" + b, x);
      }
    }
    x = g.relu(g.batchNorm("features.norm5", x));
    return g.linear("classifier", g.globalAveragePool(x), classes);
  }

  private Value layer(GraphBuilder g, String name, Value x) {
    x = g.relu(g.batchNorm(name + ".norm1", x));
    x = g.conv(name + ".conv1", x, BOTTLENECK * growth, ConvSpec.of(1));
    x = g.relu(g.batchNorm(name + ".norm2", x));
    return g.conv(name + ".conv2", x, growth, ConvSpec.of(3).pad(1));
  }

  private static Value transition(GraphBuilder g, String name, Value x) {
    x = g.relu(g.batchNorm(name + ".norm", x));
    x = g.conv(name + ".conv", x, x.channels() / 2, ConvSpec.of(1));
    return g.averagePool(x, PoolSpec.of(2));
  }

  private Architecture architecture() {
    String description =
        "DenseNet, blocks %s, growth %d; names of torchvision".formatted(blocks, growth);
    return Architecture.imageNet(
        name, description, this, "features.conv0.weight", "classifier.weight");
  }
}
