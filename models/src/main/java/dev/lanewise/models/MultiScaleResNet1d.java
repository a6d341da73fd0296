package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import java.util.List;

/**
 * A residual network for signals with three filter lengths side by side, after
 * geekfeiw/Multi-Scale-1D-ResNet.
 */
final class MultiScaleResNet1d {
  private MultiScaleResNet1d() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
        architecture("multiscale_resnet1d", 1, 512, 10),
        architecture("multiscale_resnet1d_1x512", 1, 512, 10),
        architecture("multiscale_resnet1d_12x1000", 12, 1000, 71));
  }

  private static Value write(GraphBuilder g, Value x, int classes) {
    x = ResNetTrunk.stem(g, x, ConvSpec.of(7).stride(2).pad(3));
    Value scales = g.concat(branch(g, 3, x), branch(g, 5, x), branch(g, 7, x));
    return g.linear("fc", scales, classes);
  }

  private static Value branch(GraphBuilder g, int kernel, Value x) {
    String layer = "layer%dx%d_".formatted(kernel, kernel);
    x = block(g, layer + "1.0.", x, kernel, 64);
    x = block(g, layer + "2.0.", x, kernel, 128);
    x = block(g, layer + "3.0.", x, kernel, 256);
    return g.globalAveragePool(x);
  }

  /** A basic block whose padding is 1 for every kernel, so that longer ones shorten the signal. */
  private static Value block(GraphBuilder g, String block, Value x, int kernel, int planes) {
    ConvSpec conv = ConvSpec.of(kernel).pad(1);
    Value y = g.conv(block + "conv1", x, planes, conv.stride(2));
    y = g.relu(g.batchNorm(block + "bn1", y));
    y = g.conv(block + "conv2", y, planes, conv);
    y = g.batchNorm(block + "bn2", y);
    Value shortcut = g.conv(block + "downsample.0", x, planes, ConvSpec.of(1).stride(2));
    shortcut = g.batchNorm(block + "downsample.1", shortcut);
    g.fixSize();
    int tail = (int) (shortcut.shape().dim(2) - y.shape().dim(2));
    return g.relu(g.add(y, g.crop(shortcut, new int[] {0}, new int[] {tail})));
  }

  private static Architecture architecture(String name, int channels, int length, int classes) {
    ModelSpec spec =
        ModelSpec.classifier(
            name,
            "ResNet for signals of any length, filter lengths 3, 5, 7; names of"
                + " geekfeiw/Multi-Scale-1D-ResNet",
            Shape.of(1, channels, length),
            classes);
    return Architecture.of(spec, MultiScaleResNet1d::write, "conv1.weight", "fc.weight");
  }
}
