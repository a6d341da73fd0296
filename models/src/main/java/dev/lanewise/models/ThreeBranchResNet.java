package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Three independent residual networks for three pictures, each ending in a vector: padding, biases
 * and normalisation as Keras has them (SAME, and eps 1e-3).
 */
final class ThreeBranchResNet {
  private static final double EPS = 1e-3;
  private static final int BRANCHES = 3;
  private static final int STAGES = 6;
  private static final int WIDTH = 64;

  private ThreeBranchResNet() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
        architecture("resnet_3in3out", WIDTH),
        architecture("resnet_3in3out_w16", WIDTH / 16),
        architecture("resnet_3in3out_w8", WIDTH / 8));
  }

  private static List<Value> write(GraphBuilder g, List<Value> inputs, Network.Sizes sizes) {
    List<Value> outputs = new ArrayList<>();
    for (Value input : inputs) {
      outputs.add(branch(g, "branches." + outputs.size() + ".", input, sizes.width()));
    }
    return outputs;
  }

  private static Value branch(GraphBuilder g, String branch, Value x, int width) {
    x = unit(g, branch + "stem.", "conv", "bn", x, width, ConvSpec.of(7).stride(2));
    for (int stage = 0; stage < STAGES; stage++) {
      String prefix = branch + "stages." + stage + ".";
      if (stage > 0) {
        ConvSpec halving = ConvSpec.of(3).stride(2);
        x = unit(g, prefix + "down.", "conv", "bn", x, width << stage, halving);
      }
      x = block(g, prefix + "blocks.0.", x);
      x = block(g, prefix + "blocks.1.", x);
    }
    return g.globalAveragePool(x);
  }

  /** Two 3x3, add, ReLU. */
  private static Value block(GraphBuilder g, String block, Value x) {
    Value y = unit(g, block, "conv1", "bn1", x, x.channels(), ConvSpec.of(3));
    y = g.conv(block + "conv2", y, x.channels(), ConvSpec.of(3).padSame().bias());
    return g.relu(g.add(g.batchNorm(block + "bn2", y, EPS), x));
  }

  private static Value unit(
      GraphBuilder g,
      String prefix,
      String conv,
      String norm,
      Value x,
      int channels,
      ConvSpec spec) {
    x = g.conv(prefix + conv, x, channels, spec.padSame().bias());
    return g.relu(g.batchNorm(prefix + norm, x, EPS));
  }

  private static Architecture architecture(String name, int width) {
    ModelSpec spec =
        new ModelSpec(
            name,
            Task.FEATURES,
            "three residual branches for three pictures, padding and normalisation of Keras",
            Collections.nCopies(BRANCHES, Shape.of(1, 3, 224, 224)),
            width << (STAGES - 1),
            Optional.empty(),
            Optional.empty());
    return new Architecture(
        spec, ThreeBranchResNet::write, width, "branches.0.stem.conv.weight", "");
  }
}
