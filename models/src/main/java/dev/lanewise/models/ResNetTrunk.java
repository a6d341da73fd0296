package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/** What the residual networks for pictures, signals and clips share (He, Zhang, Ren, Sun 2015). */
final class ResNetTrunk {
  /** The channels behind the stem. */
  static final int STEM = 64;

  private ResNetTrunk() {}

  /** A residual block. */
  @FunctionalInterface
  interface Block {
    /**
     * Adds the block to a graph.
     *
     * @param block the prefix of all names, with its dot
     * @param planes channels of the stage
     */
    Value write(String block, Value x, int planes, int stride);
  }

  /**
   * Convolution, normalisation, ReLU and pooling: to a quarter of the height and width.
   *
   * @param conv of the length 7, usually with a stride of 2
   */
  static Value stem(GraphBuilder g, Value x, ConvSpec conv) {
    x = g.relu(g.batchNorm("bn1", g.conv("conv1", x, STEM, conv)));
    return g.maxPool(x, PoolSpec.of(3).stride(2).pad(1));
  }

  /**
   * Stages {@code layer1} and so on, each but the first with a stride of 2 and twice the channels.
   *
   * @param repeats blocks per stage
   * @param planes channels of the first stage
   */
  static Value stages(Value x, List<Integer> repeats, int planes, Block block) {
    for (int stage = 1; stage <= repeats.size(); stage++) {
      for (int b = 0; b < repeats.get(stage - 1); b++) {
        int stride = b == 0 && stage > 1 ? 2 : 1;
        x = block.write("layer" + stage + "." + b + ".", x, planes << (stage - 1), stride);
      }
    }
    return x;
  }
}
