package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;

/** The residual block of two convolutions (He, Zhang, Ren, Sun 2015). */
final class BasicBlock {
  private BasicBlock() {}

  /**
   * Kernels of 3 along each axis: {@code [N, a, H, W]} to {@code [N, planes, H/stride, W/stride]}.
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
    return write(g, block, x, 3, planes, stride, shortcut, projection);
  }

  /** Convolution, convolution, add, ReLU, with kernels of another length. */
  static Value write(
      GraphBuilder g,
      String block,
      Value x,
      int kernel,
      int planes,
      int stride,
      Shortcut shortcut,
      String projection) {
    ConvSpec same = ConvSpec.of(kernel).pad(kernel / 2);
    Value y = g.conv(block + "conv1", x, planes, same.stride(stride));
    y = g.relu(g.batchNorm(block + "bn1", y));
    y = g.conv(block + "conv2", y, planes, same);
    y = g.batchNorm(block + "bn2", y);
    return g.relu(shortcut.add(g, y, x, stride, block + projection));
  }
}
