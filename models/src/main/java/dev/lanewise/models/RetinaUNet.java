package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import java.util.List;

/**
 * The small U-Net of orobix/retina-unet for blood vessels in pictures of the retina. Its output are
 * scores of background and vessel; their softmax is the probability.
 */
final class RetinaUNet {
  private RetinaUNet() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    ModelSpec spec =
        ModelSpec.segmenter(
            "unet_retina",
            "U-Net, 2 steps from 32 channels, nearest upsampling; weights of orobix/retina-unet",
            Shape.of(1, 1, 48, 48),
            2);
    return List.of(Architecture.of(spec, RetinaUNet::write, "conv1.weight", "conv11.weight"));
  }

  private static Value write(GraphBuilder g, Value x, int classes) {
    Value full = pair(g, 1, x, 32);
    Value half = pair(g, 3, g.maxPool(full, PoolSpec.of(2)), 64);
    Value quarter = pair(g, 5, g.maxPool(half, PoolSpec.of(2)), 128);
    half = pair(g, 7, g.concat(enlarge(g, quarter), half), 64);
    full = pair(g, 9, g.concat(enlarge(g, half), full), 32);
    return g.relu(g.conv("conv11", full, classes, ConvSpec.of(1).bias()));
  }

  /** The convolutions {@code number} and {@code number + 1}, 3x3, each with ReLU. */
  private static Value pair(GraphBuilder g, int number, Value x, int channels) {
    ConvSpec spec = ConvSpec.of(3).pad(1).bias();
    x = g.relu(g.conv("conv" + number, x, channels, spec));
    return g.relu(g.conv("conv" + (number + 1), x, channels, spec));
  }

  private static Value enlarge(GraphBuilder g, Value x) {
    return g.rescale(x, Sampling.NEAREST, 2);
  }
}
