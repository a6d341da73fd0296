package dev.lanewise.testing.graphs;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.ConvTransposeSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.LocalResponseNorm;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import java.util.Arrays;

/** One small network per family of structure. */
public final class SmallNets {
  private static final LocalResponseNorm ALEX_NET = new LocalResponseNorm(5, 1e-4, 0.75, 1);

  private SmallNets() {}

  /** Two residual blocks, the second with a projection, and a classifier. */
  public static Graph residual() {
    var g = new GraphBuilder("residual");
    Value x = g.input("input0", Shape.of(1, 3, 16, 16));
    x = g.relu(g.batchNorm("bn1", g.conv("conv1", x, 8, ConvSpec.of(3).pad(1))));
    x = block(g, "layer1", x, 8, 1);
    x = block(g, "layer2", x, 16, 2);
    g.output("output0", g.linear("fc", g.globalAveragePool(x), 10));
    return g.build();
  }

  private static Value block(GraphBuilder g, String name, Value x, int channels, int stride) {
    Value shortcut = x;
    Value y = g.conv(name + ".conv1", x, channels, ConvSpec.of(3).stride(stride).pad(1));
    y = g.relu(g.batchNorm(name + ".bn1", y));
    y = g.batchNorm(name + ".bn2", g.conv(name + ".conv2", y, channels, ConvSpec.of(3).pad(1)));
    if (stride > 1) {
      shortcut = g.conv(name + ".downsample.0", x, channels, ConvSpec.of(1).stride(stride));
      shortcut = g.batchNorm(name + ".downsample.1", shortcut);
    }
    return g.relu(g.add(y, shortcut));
  }

  /** A dense block of three layers, a transition, and a softmax. */
  public static Graph dense() {
    var g = new GraphBuilder("dense");
    Value x = g.input("input0", Shape.of(2, 3, 12, 12));
    x = g.conv("conv0", x, 8, ConvSpec.of(3).stride(2).pad(1));
    Value features = x;
    Value[] all = {x, null, null, null};
    for (int i = 1; i <= 3; i++) {
      String layer = "layer" + i;
      Value y = g.relu(g.batchNorm(layer + ".norm", features));
      all[i] = g.conv(layer + ".conv", y, 4, ConvSpec.of(3).pad(1));
      features = g.concat(Arrays.copyOf(all, i + 1));
    }
    x = g.relu(g.batchNorm("norm", features));
    x = g.averagePool(g.conv("transition", x, 10, ConvSpec.of(1).bias()), PoolSpec.of(2));
    g.output("output0", g.softmax(g.linear("fc", g.flatten(x), 5)));
    return g.build();
  }

  /** Volumes in three dimensions: pooling, parallel branches, and a map as output. */
  public static Graph volumes() {
    var g = new GraphBuilder("volumes");
    Value x = g.input("input0", Shape.of(1, 1, 6, 8, 10));
    Value a = g.relu(g.conv("a", x, 4, ConvSpec.of(3).pad(1).bias()));
    Value b = g.maxPool(a, PoolSpec.of(2));
    Value c = g.relu6(g.conv("c", a, 6, ConvSpec.of(1, 2, 2).stride(2).bias()));
    g.output("output0", g.conv("d", g.concat(b, c), 3, ConvSpec.of(1)));
    return g.build();
  }

  /** Two inputs, two outputs, sequences in one dimension. */
  public static Graph twoInTwoOut() {
    var g = new GraphBuilder("two_in_two_out");
    Value x = g.input("input0", Shape.of(1, 2, 40));
    Value y = g.input("input1", Shape.of(1, 5, 20));
    x = g.relu(g.conv("x", x, 5, ConvSpec.of(5).stride(2).pad(2)));
    Value sum = g.add(x, y);
    g.output("output0", sum);
    g.output("output1", g.linear("fc", g.flatten(g.maxPool(sum, PoolSpec.of(4))), 7));
    return g.build();
  }

  /** Down and up again with a skip connection, as a U-Net: both ways of up-sampling. */
  public static Graph decoder() {
    var g = new GraphBuilder("decoder");
    Value x = g.input("input0", Shape.of(1, 3, 11, 14));
    Value skip = g.relu(g.conv("down0", x, 8, ConvSpec.of(3).pad(1)));
    Value y = g.relu(g.conv("down1", g.maxPool(skip, PoolSpec.of(2)), 16, ConvSpec.of(3).pad(1)));
    y = g.relu(g.convTranspose("up", y, 8, ConvTransposeSpec.of(2).stride(2).bias()));
    y = g.concat(skip, g.pad(y, new int[] {0, 0}, new int[] {1, 0}));
    y = g.silu(g.conv("merge", y, 6, ConvSpec.of(3).pad(1)));
    y = g.rescale(y, Sampling.LINEAR_ALIGN_CORNERS, 2);
    g.output("output0", g.tanh(g.conv("out", y, 2, ConvSpec.of(1).bias())));
    return g.build();
  }

  /** Channel and spatial attention, local response normalisation, and an adaptive pooling. */
  public static Graph attention() {
    var g = new GraphBuilder("attention");
    Value x = g.input("input0", Shape.of(1, 6, 9, 7));
    x = g.localResponseNorm(g.conv("stem", x, 16, ConvSpec.of(3)), ALEX_NET);
    Value s = g.relu(g.conv("se.fc1", g.globalAveragePoolMap(x), 4, ConvSpec.of(1).bias()));
    x = g.multiply(x, g.sigmoid(g.conv("se.fc2", s, 16, ConvSpec.of(1).bias())));
    Value e = g.channelsAsSequence(g.globalAveragePool(x));
    e = g.sigmoid(g.conv("eca.conv", e, 1, ConvSpec.of(3).pad(1)));
    x = g.multiply(x, g.reshape(e, 16));
    Value map = g.concat(g.channelMax(x), g.channelMean(x));
    x = g.multiply(x, g.sigmoid(g.conv("spatial", map, 1, ConvSpec.of(3).pad(1))));
    x = g.adaptiveAveragePool(g.hardSwish(x), 2, 3);
    g.output("output0", g.linear("fc", g.flatten(x), 5));
    return g.build();
  }
}
