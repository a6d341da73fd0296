package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;

/**
 * The bottleneck that normalises before it convolves (He, Zhang, Ren, Sun, "Identity Mappings in
 * Deep Residual Networks", 2016): the sums along the network stay untouched.
 *
 * @param strideFirst whether the stride is on the first 1x1, as in the authors' CIFAR code; else on
 *     the 3x3
 */
record PreActBlock(boolean strideFirst) {
  private static final int EXPANSION = 4;

  /**
   * {@code [N, a, H, W]} to {@code [N, 4 planes, H/stride, W/stride]}.
   *
   * @param block the prefix of all names, with its dot
   * @param x normalised here unless {@code activated}
   * @param activated whether a normalisation and ReLU has just been done
   */
  Value write(GraphBuilder g, String block, Value x, int planes, int stride, boolean activated) {
    int out = EXPANSION * planes;
    int first = strideFirst ? stride : 1;
    Value h = activated ? x : g.relu(g.batchNorm(block + "bn1", x));
    Value y = g.conv(block + "conv1", h, planes, ConvSpec.of(1).stride(first));
    y = g.relu(g.batchNorm(block + "bn2", y));
    y = g.conv(block + "conv2", y, planes, ConvSpec.of(3).stride(stride / first).pad(1));
    y = g.relu(g.batchNorm(block + "bn3", y));
    y = g.conv(block + "conv3", y, out, ConvSpec.of(1));
    boolean changes = stride != 1 || x.channels() != out;
    ConvSpec projection = ConvSpec.of(1).stride(stride);
    return g.add(y, changes ? g.conv(block + "downsample.0", h, out, projection) : x);
  }
}
