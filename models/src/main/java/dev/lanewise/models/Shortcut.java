package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;

/**
 * How a residual block adds its input to its branch, where the branch changes the shape: options A,
 * B and C of He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition" (2015).
 */
enum Shortcut {
  /** Nothing is added: a plain network. */
  NONE,
  /** Option A: every stride-th position, zero channels behind those that exist. */
  PAD_BEHIND,
  /** Option A with half of the zero channels in front, as akamaster's CIFAR networks have it. */
  PAD_AROUND,
  /** Option B: a 1x1 convolution where the shape changes. */
  PROJECT,
  /** Option C: a 1x1 convolution in every block. */
  PROJECT_ALWAYS;

  /**
   * Adds the input of a block to its branch.
   *
   * @param branch the end of the branch
   * @param x the input of the block
   * @param stride how much smaller the branch is
   * @param projection the prefix of the convolution's name, if there is one
   */
  Value add(GraphBuilder g, Value branch, Value x, int stride, String projection) {
    boolean changes = stride != 1 || branch.channels() != x.channels();
    int more = branch.channels() - x.channels();
    return switch (this) {
      case NONE -> branch;
      case PAD_BEHIND -> g.add(branch, changes ? g.subsamplePadChannels(x, stride, 0, more) : x);
      case PAD_AROUND ->
          g.add(branch, changes ? g.subsamplePadChannels(x, stride, more / 2, more - more / 2) : x);
      case PROJECT -> g.add(branch, changes ? project(g, branch, x, stride, projection) : x);
      case PROJECT_ALWAYS -> g.add(branch, project(g, branch, x, stride, projection));
    };
  }

  private static Value project(
      GraphBuilder g, Value branch, Value x, int stride, String projection) {
    Value y = g.conv(projection + ".0", x, branch.channels(), ConvSpec.of(1).stride(stride));
    return g.batchNorm(projection + ".1", y);
  }
}
