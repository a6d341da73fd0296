package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/** AlexNet in torchvision's form, which is that of Krizhevsky, "One weird trick" (2014). */
final class AlexNet {
  private AlexNet() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
        Architecture.imageNet(
            "alexnet",
            "AlexNet, five convolutions and three linear layers; names of torchvision",
            AlexNet::write,
            "features.0.weight",
            "classifier.6.weight"));
  }

  private static Value write(GraphBuilder g, Value x, int classes) {
    PoolSpec pool = PoolSpec.of(3).stride(2);
    x = g.relu(g.conv("features.0", x, 64, ConvSpec.of(11).stride(4).pad(2).bias()));
    x = g.maxPool(x, pool);
    x = g.relu(g.conv("features.3", x, 192, ConvSpec.of(5).pad(2).bias()));
    x = g.maxPool(x, pool);
    x = g.relu(g.conv("features.6", x, 384, ConvSpec.of(3).pad(1).bias()));
    x = g.relu(g.conv("features.8", x, 256, ConvSpec.of(3).pad(1).bias()));
    x = g.relu(g.conv("features.10", x, 256, ConvSpec.of(3).pad(1).bias()));
    x = g.maxPool(x, pool);
    x = g.flatten(g.adaptiveAveragePool(x, 6));
    x = g.relu(g.linear("classifier.1", x, 4096));
    x = g.relu(g.linear("classifier.4", x, 4096));
    return g.linear("classifier.6", x, classes);
  }
}
