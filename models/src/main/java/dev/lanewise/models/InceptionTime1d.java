package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import java.util.List;

/**
 * InceptionTime for signals (Ismail Fawaz et al. 2019) in the form of tkerr/deep-cnn-embedded,
 * which tells atrial fibrillation from a normal rhythm: filter lengths 8 to 64 side by side, no
 * shortcuts.
 */
final class InceptionTime1d {
  private static final int BLOCKS = 5;
  private static final int CHANNELS = 32;

  private InceptionTime1d() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    ModelSpec spec =
        ModelSpec.classifier(
            "inceptiontime1d",
            "InceptionTime for signals, filter lengths 8 to 64; weights of tkerr/deep-cnn-embedded",
            Shape.of(1, 1, 7500),
            2);
    return List.of(Architecture.of(spec, InceptionTime1d::write, "block0.k8.weight", "fc3.weight"));
  }

  private static Value write(GraphBuilder g, Value x, int classes) {
    for (int b = 0; b < BLOCKS; b++) {
      x = block(g, "block" + b + ".", x, b == 0 ? 1 : 2);
    }
    x = g.globalAveragePool(x);
    x = g.relu(g.linear("fc0", x, 128));
    x = g.relu(g.linear("fc1", x, 64));
    x = g.relu(g.linear("fc2", x, 16));
    return g.linear("fc3", x, classes);
  }

  private static Value block(GraphBuilder g, String block, Value x, int stride) {
    x = wholeSteps(g, x, stride);
    return g.concat(
        branch(g, block, x, 8, stride),
        branch(g, block, x, 16, stride),
        branch(g, block, x, 32, stride),
        branch(g, block, x, 64, stride),
        pooling(g, block + "pool1x1", x, stride));
  }

  private static Value branch(GraphBuilder g, String block, Value x, int kernel, int stride) {
    ConvSpec spec = ConvSpec.of(kernel).stride(stride).padSame().bias();
    return g.relu(g.conv(block + "k" + kernel, x, CHANNELS, spec));
  }

  private static Value pooling(GraphBuilder g, String name, Value x, int stride) {
    x = g.maxPool(x, PoolSpec.of(8).stride(1).padSame());
    return g.conv(name, x, CHANNELS, ConvSpec.of(1).stride(stride).bias());
  }

  /** Zeros behind, so that the length is a multiple of the stride. */
  private static Value wholeSteps(GraphBuilder g, Value x, int stride) {
    g.fixSize();
    int missing = Math.floorMod(-x.shape().dim(2), stride);
    return g.pad(x, new int[] {0}, new int[] {missing});
  }
}
