package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/**
 * GoogLeNet (Szegedy et al. 2014) in torchvision's form: batch normalisation in place of local
 * response normalisation, and 3x3 where the paper has 5x5.
 */
final class GoogLeNet {
  private static final double EPS = 1e-3;

  private GoogLeNet() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    Architecture net =
        Architecture.imageNet(
            "googlenet",
            "GoogLeNet, nine inception modules with batch normalisation; names of torchvision",
            GoogLeNet::write,
            "conv1.conv.weight",
            "fc.weight");
    // The published weights were trained on TensorFlow's range of -1 to 1.
    return List.of(net.withMeanAndStd(0.5f, 0.5f));
  }

  private static Value write(GraphBuilder g, Value x, int classes) {
    // The heads of the training.
    g.ignoreWeights("aux1.", "aux2.");
    PoolSpec pool = PoolSpec.of(3).stride(2).ceil();
    x = unit(g, "conv1", x, 64, ConvSpec.of(7).stride(2).pad(3));
    x = g.maxPool(x, pool);
    x = unit(g, "conv2", x, 64, ConvSpec.of(1));
    x = unit(g, "conv3", x, 192, ConvSpec.of(3).pad(1));
    x = g.maxPool(x, pool);
    x = inception(g, "inception3a", x, 64, 96, 128, 16, 32, 32);
    x = inception(g, "inception3b", x, 128, 128, 192, 32, 96, 64);
    x = g.maxPool(x, pool);
    x = inception(g, "inception4a", x, 192, 96, 208, 16, 48, 64);
    x = inception(g, "inception4b", x, 160, 112, 224, 24, 64, 64);
    x = inception(g, "inception4c", x, 128, 128, 256, 24, 64, 64);
    x = inception(g, "inception4d", x, 112, 144, 288, 32, 64, 64);
    x = inception(g, "inception4e", x, 256, 160, 320, 32, 128, 128);
    x = g.maxPool(x, PoolSpec.of(2).ceil());
    x = inception(g, "inception5a", x, 256, 160, 320, 32, 128, 128);
    x = inception(g, "inception5b", x, 384, 192, 384, 48, 128, 128);
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  /** 1x1, two times 1x1 and 3x3, pooling and 1x1, side by side. */
  private static Value inception(
      GraphBuilder g,
      String module,
      Value x,
      int one,
      int reduce2,
      int three2,
      int reduce3,
      int three3,
      int pooled) {
    Value a = unit(g, module + ".branch1", x, one, ConvSpec.of(1));
    Value b = unit(g, module + ".branch2.0", x, reduce2, ConvSpec.of(1));
    b = unit(g, module + ".branch2.1", b, three2, ConvSpec.of(3).pad(1));
    Value c = unit(g, module + ".branch3.0", x, reduce3, ConvSpec.of(1));
    c = unit(g, module + ".branch3.1", c, three3, ConvSpec.of(3).pad(1));
    Value d = g.maxPool(x, PoolSpec.of(3).stride(1).pad(1));
    d = unit(g, module + ".branch4.1", d, pooled, ConvSpec.of(1));
    return g.concat(a, b, c, d);
  }

  /** Convolution, batch normalisation, ReLU. */
  private static Value unit(GraphBuilder g, String unit, Value x, int channels, ConvSpec spec) {
    x = g.conv(unit + ".conv", x, channels, spec);
    return g.relu(g.batchNorm(unit + ".bn", x, EPS));
  }
}
