package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.HornSchunck;
import java.util.List;

/**
 * The 3-D network for human actions of Ji, Xu, Yang, Yu (2013): seven frames of 60 x 40 become 33
 * maps, in five groups of one kind each, and each group is convolved over space and time with
 * weights of its own.
 *
 * @param raw whether the input are the seven grey frames, else the 33 maps
 */
record ActionCnn3d(boolean raw) implements Layers {
  private static final int HEIGHT = 60;
  private static final int WIDTH = 40;
  private static final int FRAMES = 7;

  /** Maps of each group: grey, gradient along x and y, flow along x and y. */
  private static final List<Integer> GROUPS = List.of(7, 7, 7, 6, 6);

  /** For grey values from 0 to 1. */
  private static final HornSchunck FLOW = new HornSchunck(0.1, 100);

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
        new ActionCnn3d(false).architecture("cnn3d_ji", "33 maps of grey, gradients and flow", 33),
        new ActionCnn3d(true).architecture("cnn3d_ji_raw", "seven grey frames, 0 to 1", FRAMES));
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    if (x.shape().dim(2) != HEIGHT || x.shape().dim(3) != WIDTH) {
      throw new LanewiseException(
          "the network of Ji et al. wants maps of %d x %d, got %d x %d"
              .formatted(HEIGHT, WIDTH, x.shape().dim(2), x.shape().dim(3)));
    }
    Value maps = raw ? g.hardwired(x, FLOW) : x;
    Value[] groups = new Value[GROUPS.size()];
    int first = 0;
    for (int i = 0; i < groups.length; i++) {
      groups[i] = group(g, i, g.sliceChannels(maps, first, GROUPS.get(i)));
      first += GROUPS.get(i);
    }
    x = g.concat(groups);
    x = g.tanh(g.conv("c6", x, 128, ConvSpec.of(7, 4).bias()));
    return g.linear("fc", g.flatten(x), classes, false);
  }

  /** Two convolutions over time and space, each followed by means with a weight per map. */
  private static Value group(GraphBuilder g, int index, Value x) {
    x = g.reshape(x, 1, x.channels(), HEIGHT, WIDTH);
    x = g.tanh(g.conv("c2." + index, x, 2, ConvSpec.of(3, 7, 7).bias()));
    x = subsample(g, "s3." + index, x, 2);
    x = g.tanh(g.conv("c4." + index, x, 6, ConvSpec.of(3, 7, 6).groups(2).bias()));
    x = subsample(g, "s5." + index, x, 3);
    return asMaps(g, x);
  }

  /** {@code tanh(w * mean + b)} over squares, with w and b for each set and moment. */
  private static Value subsample(GraphBuilder g, String layer, Value x, int size) {
    x = g.averagePool(x, PoolSpec.of(1, size, size));
    Shape volumes = x.shape();
    Shape perMap = Shape.of(volumes.dim(1), volumes.dim(2));
    x = g.tanh(g.affine(layer, asMaps(g, x), perMap));
    return g.reshape(x, volumes.dim(1), volumes.dim(2), volumes.dim(3), volumes.dim(4));
  }

  /** Volumes {@code [N, sets, T, H, W]} as maps {@code [N, sets * T, H, W]}. */
  private static Value asMaps(GraphBuilder g, Value x) {
    Shape s = x.shape();
    return g.reshape(x, s.dim(1) * s.dim(2), s.dim(3), s.dim(4));
  }

  private Architecture architecture(String name, String input, int channels) {
    ModelSpec spec =
        ModelSpec.classifier(
            name,
            "3-D network of Ji et al. for human actions, from " + input,
            Shape.of(1, channels, HEIGHT, WIDTH),
            3);
    return Architecture.of(spec, this, "", "fc.weight");
  }
}
