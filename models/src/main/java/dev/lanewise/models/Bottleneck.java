package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;

/** The residual block of three convolutions (He, Zhang, Ren, Sun 2015). */
final class Bottleneck {
  private Bottleneck() {}

  /**
   * Pointwise, spatial, pointwise, attention, add, ReLU.
   *
   * @param block the prefix of all names, with its dot
   * @param width channels of the spatial convolution
   * @param planes channels of the result
   * @param first the stride of the first convolution
   * @param spatial the second convolution
   */
  static Value write(
      GraphBuilder g,
      String block,
      Value x,
      int width,
      int planes,
      int first,
      ConvSpec spatial,
      Attention attention,
      Shortcut shortcut,
      int stride) {
    Value y = g.conv(block + "conv1", x, width, ConvSpec.of(1).stride(first));
    y = g.relu(g.batchNorm(block + "bn1", y));
    y = g.conv(block + "conv2", y, width, spatial);
    y = g.relu(g.batchNorm(block + "bn2", y));
    y = g.conv(block + "conv3", y, planes, ConvSpec.of(1));
    y = g.batchNorm(block + "bn3", y);
    y = attention.write(g, block, y);
    return g.relu(shortcut.add(g, y, x, stride, block + "downsample"));
  }
}
