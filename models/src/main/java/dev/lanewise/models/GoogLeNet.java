package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.kernels.LocalResponseNorm;
import java.util.List;

/**
 * GoogLeNet (Szegedy et al. 2014): nine inception modules, in two forms.
 *
 * @param paper the paper's form, with local response normalisation and a 5x5 in each module; else
 *     that of torchvision, with batch normalisation and a 3x3 in its place
 */
record GoogLeNet(boolean paper) implements Layers {
  private static final double EPS = 1e-3;
  private static final LocalResponseNorm NORM = new LocalResponseNorm(5, 1e-4, 0.75, 1);

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
        // The published weights were trained on TensorFlow's range of -1 to 1.
        new GoogLeNet(false)
            .architecture("googlenet", "with batch normalisation")
            .withMeanAndStd(0.5f, 0.5f),
        new GoogLeNet(true)
            .architecture("googlenet_v1", "with local response normalisation, as in the paper"));
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    // The heads of the training.
    g.ignoreWeights("aux1.", "aux2.");
    PoolSpec pool = PoolSpec.of(3).stride(2).ceil();
    x = unit(g, "conv1", x, 64, ConvSpec.of(7).stride(2).pad(3));
    x = normalise(g, g.maxPool(x, pool));
    x = unit(g, "conv2", x, 64, ConvSpec.of(1));
    x = normalise(g, unit(g, "conv3", x, 192, ConvSpec.of(3).pad(1)));
    x = g.maxPool(x, pool);
    x = inception(g, "inception3a", x, 64, 96, 128, 16, 32, 32);
    x = inception(g, "inception3b", x, 128, 128, 192, 32, 96, 64);
    x = g.maxPool(x, pool);
    x = inception(g, "inception4a", x, 192, 96, 208, 16, 48, 64);
    x = inception(g, "inception4b", x, 160, 112, 224, 24, 64, 64);
    x = inception(g, "inception4c", x, 128, 128, 256, 24, 64, 64);
    x = inception(g, "inception4d", x, 112, 144, 288, 32, 64, 64);
    x = inception(g, "inception4e", x, 256, 160, 320, 32, 128, 128);
    x = g.maxPool(x, paper ? pool : PoolSpec.of(2).ceil());
    x = inception(g, "inception5a", x, 256, 160, 320, 32, 128, 128);
    x = inception(g, "inception5b", x, 384, 192, 384, 48, 128, 128);
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  /** 1x1; 1x1 and 3x3; 1x1 and a larger kernel; pooling and 1x1: side by side. */
  private Value inception(
      GraphBuilder g,
      String module,
      Value x,
      int one,
      int reduce2,
      int out2,
      int reduce3,
      int out3,
      int pooled) {
    Value a = unit(g, module + ".branch1", x, one, ConvSpec.of(1));
    Value b = unit(g, module + ".branch2.0", x, reduce2, ConvSpec.of(1));
    b = unit(g, module + ".branch2.1", b, out2, ConvSpec.of(3).pad(1));
    Value c = unit(g, module + ".branch3.0", x, reduce3, ConvSpec.of(1));
    ConvSpec larger = paper ? ConvSpec.of(5).pad(2) : ConvSpec.of(3).pad(1);
    c = unit(g, module + ".branch3.1", c, out3, larger);
    Value d = g.maxPool(x, PoolSpec.of(3).stride(1).pad(1));
    d = unit(g, module + ".branch4.1", d, pooled, ConvSpec.of(1));
    return g.concat(a, b, c, d);
  }

  /** Convolution, batch normalisation or bias, ReLU. */
  private Value unit(GraphBuilder g, String unit, Value x, int channels, ConvSpec spec) {
    x = g.conv(unit + ".conv", x, channels, spec.bias(paper));
    return g.relu(paper ? x : g.batchNorm(unit + ".bn", x, EPS));
  }

  private Value normalise(GraphBuilder g, Value x) {
    return paper ? g.localResponseNorm(x, NORM) : x;
  }

  private Architecture architecture(String name, String form) {
    String description =
        "GoogLeNet, nine inception modules %s; names of torchvision".formatted(form);
    return Architecture.imageNet(name, description, this, "conv1.conv.weight", "fc.weight");
  }
}
