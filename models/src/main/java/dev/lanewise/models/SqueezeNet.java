package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/** SqueezeNet 1.1 (Iandola et al. 2016) as in torchvision. */
final class SqueezeNet {
  private SqueezeNet() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
        Architecture.imageNet(
            "squeezenet1_1",
            "SqueezeNet 1.1, eight fire modules; names of torchvision",
            SqueezeNet::write,
            "features.0.weight",
            "classifier.1.weight"));
  }

  private static Value write(GraphBuilder g, Value x, int classes) {
    PoolSpec pool = PoolSpec.of(3).stride(2).ceil();
    x = g.relu(g.conv("features.0", x, 64, ConvSpec.of(3).stride(2).bias()));
    x = g.maxPool(x, pool);
    x = fire(g, "features.3", x, 16, 64);
    x = fire(g, "features.4", x, 16, 64);
    x = g.maxPool(x, pool);
    x = fire(g, "features.6", x, 32, 128);
    x = fire(g, "features.7", x, 32, 128);
    x = g.maxPool(x, pool);
    x = fire(g, "features.9", x, 48, 192);
    x = fire(g, "features.10", x, 48, 192);
    x = fire(g, "features.11", x, 64, 256);
    x = fire(g, "features.12", x, 64, 256);
    x = g.relu(g.conv("classifier.1", x, classes, ConvSpec.of(1).bias()));
    return g.globalAveragePool(x);
  }

  /** Few channels into twice {@code expand}, half of them by 1x1 and half by 3x3. */
  private static Value fire(GraphBuilder g, String module, Value x, int squeeze, int expand) {
    x = g.relu(g.conv(module + ".squeeze", x, squeeze, ConvSpec.of(1).bias()));
    return g.concat(
        g.relu(g.conv(module + ".expand1x1", x, expand, ConvSpec.of(1).bias())),
        g.relu(g.conv(module + ".expand3x3", x, expand, ConvSpec.of(3).pad(1).bias())));
  }
}
