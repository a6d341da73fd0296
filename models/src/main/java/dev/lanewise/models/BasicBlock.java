package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;

/** The residual block of two 3x3 convolutions (He, Zhang, Ren, Sun 2015). */
final class BasicBlock {
  private BasicBlock() {}

  /**
   * 3x3, 3x3, add, ReLU: {@code [N, a, H, W]} to {@code [N, planes, H/stride, W/stride]}.
   *
   * @param block the prefix of all names, with its dot
   * @param projection how the shortcut's convolution is called, if there is one
   */
  static Value write(
      GraphBuilder g,
      String block,
      Value x,
      int planes,
      int stride,
      Shortcut shortcut,
      String projection) {
    Value y = g.conv(block + "conv1", x, planes, ConvSpec.of(3).stride(stride).pad(1));
    y = g.relu(g.batchNorm(block + "bn1", y));
    y = g.conv(block + "conv2", y, planes, ConvSpec.of(3).pad(1));
    y = g.batchNorm(block + "bn2", y);
    return g.relu(shortcut.add(g, y, x, stride, block + projection));
  }
}
