package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;

/** What a residual branch may do to its channels and positions before it is added. */
enum Attention {
  /** Nothing. */
  NONE(""),
  /** Squeeze and excitation (Hu, Shen, Sun 2017), with the names of timm. */
  SE("se"),
  /** Efficient channel attention (Wang et al. 2019). */
  ECA("eca"),
  /** Convolutional block attention (Woo, Park, Lee, Kweon 2018), as in Jongchan's repository. */
  CBAM("cbam");

  private static final int REDUCTION = 16;

  private final String module;

  Attention(String module) {
    this.module = module;
  }

  /**
   * Writes the module down: {@code [N, C, H, W]} to the same.
   *
   * @param block the prefix of all names, with its dot
   */
  Value write(GraphBuilder g, String block, Value x) {
    String name = block + module + ".";
    return switch (this) {
      case NONE -> x;
      case SE -> squeezeAndExcite(g, name, x);
      case ECA -> neighbours(g, name, x);
      case CBAM -> spatialGate(g, name + "SpatialGate.", channelGate(g, name + "ChannelGate.", x));
    };
  }

  /** A gate per channel, made from all means by two layers. */
  private static Value squeezeAndExcite(GraphBuilder g, String name, Value x) {
    Value s = g.globalAveragePoolMap(x);
    s = g.relu(g.conv(name + "fc1", s, x.channels() / REDUCTION, ConvSpec.of(1).bias()));
    s = g.conv(name + "fc2", s, x.channels(), ConvSpec.of(1).bias());
    return g.multiply(x, g.sigmoid(s));
  }

  /** A gate per channel, made from the means of a few channels around it. */
  private static Value neighbours(GraphBuilder g, String name, Value x) {
    int k = kernel(x.channels());
    Value s = g.channelsAsSequence(g.globalAveragePool(x));
    s = g.conv(name + "conv", s, 1, ConvSpec.of(k).pad(k / 2));
    return g.multiply(x, g.sigmoid(g.flatten(s)));
  }

  /** The odd number at or above (log2 C + 1) / 2, rounded down. */
  private static int kernel(int channels) {
    int t = (int) ((Math.log(channels) / Math.log(2) + 1) / 2);
    return t | 1;
  }

  /** A gate per channel; one perceptron looks at the means and at the maxima. */
  private static Value channelGate(GraphBuilder g, String name, Value x) {
    Value s = g.linear(name + "mlp.1", g.globalAveragePool(x), x.channels() / REDUCTION);
    s = g.linear(name + "mlp.3", g.relu(s), x.channels());
    Value t = g.again(name + "mlp.1", g.globalMaxPool(x));
    t = g.again(name + "mlp.3", g.relu(t));
    return g.multiply(x, g.sigmoid(g.add(s, t)));
  }

  /** A gate per position, made from the largest channel and the mean one. */
  private static Value spatialGate(GraphBuilder g, String name, Value x) {
    Value s = g.concat(g.channelMax(x), g.channelMean(x));
    s = g.conv(name + "spatial.conv", s, 1, ConvSpec.of(7).pad(3));
    s = g.batchNorm(name + "spatial.bn", s);
    return g.multiply(x, g.sigmoid(s));
  }
}
