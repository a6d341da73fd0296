package dev.lanewise.engine.graph;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.ChannelReduction;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.HornSchunck;
import dev.lanewise.kernels.LocalResponseNorm;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import dev.lanewise.kernels.ResizeProblem.Scale;
import java.util.Arrays;

/** What a {@link GraphBuilder} can do without weights. */
abstract sealed class GraphOperations permits GraphBuilder {
  final String name;
  final NodeWriter writer;

  /** Whether the nodes hold for the spatial sizes of the inputs only. */
  boolean fixedSize;

  GraphOperations(String name) {
    this.name = name;
    this.writer = new NodeWriter(name);
  }

  /** max(x, 0). */
  public Value relu(Value x) {
    return writer.follow("relu", new Op.Clip(Clamp.RELU), x);
  }

  /** min(max(x, 0), 6). */
  public Value relu6(Value x) {
    return writer.follow("relu6", new Op.Clip(Clamp.RELU6), x);
  }

  /** min(max(x, low), high). */
  public Value clip(Value x, float low, float high) {
    return writer.follow("clip", new Op.Clip(new Clamp(low, high)), x);
  }

  /** 1 / (1 + e^-x). */
  public Value sigmoid(Value x) {
    return activate("sigmoid", Activation.SIGMOID, x);
  }

  /** The hyperbolic tangent. */
  public Value tanh(Value x) {
    return activate("tanh", Activation.TANH, x);
  }

  /** x above 0, slope * x below. */
  public Value leakyRelu(Value x, double slope) {
    return activate("leaky_relu", Activation.leakyRelu(slope), x);
  }

  /** x above 0, alpha * (e^x - 1) below. */
  public Value elu(Value x, double alpha) {
    return activate("elu", Activation.elu(alpha), x);
  }

  /** x * sigmoid(x). */
  public Value silu(Value x) {
    return activate("silu", Activation.SILU, x);
  }

  /** min(max(x / 6 + 1/2, 0), 1). */
  public Value hardSigmoid(Value x) {
    return activate("hard_sigmoid", Activation.HARD_SIGMOID, x);
  }

  /** x * min(max(x / 6 + 1/2, 0), 1). */
  public Value hardSwish(Value x) {
    return activate("hard_swish", Activation.HARD_SWISH, x);
  }

  /** Any activation. */
  public Value activate(Value x, Activation activation) {
    return activate("activation", activation, x);
  }

  private Value activate(String suffix, Activation activation, Value x) {
    return writer.follow(suffix, new PointwiseOp.Activate(activation), x);
  }

  /** a + b; the sum is named after {@code a}. */
  public Value add(Value a, Value b) {
    return writer.follow("add", new Op.Add(Clamp.NONE), a, b);
  }

  /**
   * a * b, where b has a's shape, or one number per channel ({@code [N, C]}, {@code [N, C, 1...]}),
   * or one per position ({@code [N, 1, spatial...]}); the product is named after {@code a}.
   */
  public Value multiply(Value a, Value b) {
    return writer.follow("multiply", new PointwiseOp.Multiply(), a, b);
  }

  /** The largest element of each window. */
  public Value maxPool(Value x, PoolSpec spec) {
    fixedSize |= spec.dependsOnSize();
    return writer.follow("max_pool", spec.op(writer.layerOf(x), x.shape(), true), x);
  }

  /** The mean of each window. */
  public Value averagePool(Value x, PoolSpec spec) {
    fixedSize |= spec.dependsOnSize();
    return writer.follow("average_pool", spec.op(writer.layerOf(x), x.shape(), false), x);
  }

  /** The mean over all positions: {@code [N, C]}. */
  public Value globalAveragePool(Value x) {
    return writer.follow("pool", new Op.GlobalAveragePool(false), x);
  }

  /** The mean over all positions as a map of one position: {@code [N, C, 1...]}. */
  public Value globalAveragePoolMap(Value x) {
    return writer.follow("pool", new Op.GlobalAveragePool(true), x);
  }

  /** The largest element over all positions: {@code [N, C]}. */
  public Value globalMaxPool(Value x) {
    return writer.follow("max", new SpatialOp.GlobalMaxPool(false), x);
  }

  /** The largest element over all positions as a map of one position: {@code [N, C, 1...]}. */
  public Value globalMaxPoolMap(Value x) {
    return writer.follow("max", new SpatialOp.GlobalMaxPool(true), x);
  }

  /** The mean over so many windows along each axis, whatever the input's size. */
  public Value adaptiveAveragePool(Value x, int... sizes) {
    Extent size = extent("adaptive_average_pool", x, sizes, 1);
    var op = new SpatialOp.AdaptiveAveragePool(x.spatialRank(), size);
    return writer.follow("adaptive_average_pool", op, x);
  }

  /** Resizes a map to these sizes, one number for all axes or one each. */
  public Value resize(Value x, Sampling sampling, int... sizes) {
    Extent size = extent("resize", x, sizes, 1);
    return writer.follow("resize", new SpatialOp.Resize(x.spatialRank(), sampling, size), x);
  }

  /** Resizes a map by a factor along all axes; sizes are rounded down. */
  public Value rescale(Value x, Sampling sampling, double factor) {
    int rank = requireMap("resize", x);
    Scale scale = new Scale(rank < 3 ? 1 : factor, rank < 2 ? 1 : factor, factor);
    return writer.follow("resize", new SpatialOp.Rescale(rank, sampling, scale), x);
  }

  /**
   * Pads a map with zeros, so many positions in front of each axis and behind; negative numbers cut
   * positions off.
   */
  public Value pad(Value x, int[] before, int[] after) {
    return pad(x, before, after, 0);
  }

  /** Pads a map with a constant; negative numbers cut positions off. */
  public Value pad(Value x, int[] before, int[] after, float value) {
    Extent front = extent("pad: in front", x, before, 0);
    Extent behind = extent("pad: behind", x, after, 0);
    return writer.follow("pad", new SpatialOp.Pad(x.spatialRank(), front, behind, value), x);
  }

  /** Cuts so many positions off a map in front of each axis and behind. */
  public Value crop(Value x, int[] before, int[] after) {
    return pad(x, negative(before), negative(after));
  }

  /** {@code [N, C, spatial...]} to {@code [N, C * spatial]}, channel-major. */
  public Value flatten(Value x) {
    return writer.follow("flatten", new Op.Flatten(), x);
  }

  /** The same elements in the same order as channels and spatial sizes; the batch stays. */
  public Value reshape(Value x, long... sizes) {
    var op = new ChannelOp.Reshape(Arrays.stream(sizes).boxed().toList());
    return writer.follow("reshape", op, x);
  }

  /** {@code [N, C]} or {@code [N, C, 1...]} as a sequence of C positions: {@code [N, 1, C]}. */
  public Value channelsAsSequence(Value x) {
    return reshape(x, 1, x.channels());
  }

  /** {@code count} channels from channel {@code first} on. */
  public Value sliceChannels(Value x, int first, int count) {
    return writer.follow("slice", new ChannelOp.Slice(first, count), x);
  }

  /** The largest channel at each position: {@code [N, 1, spatial...]}. */
  public Value channelMax(Value x) {
    return writer.follow("channel_max", new ChannelOp.Reduce(ChannelReduction.MAX), x);
  }

  /** The mean channel at each position: {@code [N, 1, spatial...]}. */
  public Value channelMean(Value x) {
    return writer.follow("channel_mean", new ChannelOp.Reduce(ChannelReduction.MEAN), x);
  }

  /** Local response normalisation across channels. */
  public Value localResponseNorm(Value x, LocalResponseNorm norm) {
    return writer.follow("norm", new ChannelOp.Normalise(norm), x);
  }

  /**
   * Frames {@code [N, T, H, W]} with their gradients and the optical flow between them: {@code [N,
   * 5T - 2, H, W]}.
   */
  public Value hardwired(Value frames, HornSchunck flow) {
    return writer.follow("hardwired", new ChannelOp.Hardwire(flow), frames);
  }

  /** Joins along channels, in this order. */
  public Value concat(Value... parts) {
    if (parts.length == 0) {
      throw new GraphException("graph " + name + ": concat: wanted at least one value, got none");
    }
    return writer.follow("concat", new Op.Concat(), parts);
  }

  /** Softmax over channels at each position. */
  public Value softmax(Value x) {
    return writer.follow("softmax", new Op.Softmax(), x);
  }

  /**
   * The ResNet shortcut without parameters: every {@code stride}-th position along each spatial
   * axis, with zero channels in front and behind.
   */
  public Value subsamplePadChannels(Value x, int stride, int front, int back) {
    int rank = x.spatialRank();
    var op =
        new Op.SubsamplePadChannels(
            rank, Axes.extent("stride", new int[] {stride}, rank, 1), front, back);
    return writer.follow("subsample", op, x);
  }

  /**
   * Declares that numbers were computed from the spatial sizes of the inputs, such as a padding to
   * the size of another map: the graph then refuses other sizes.
   */
  public void fixSize() {
    fixedSize = true;
  }

  /** Nothing, such as dropout at inference. */
  public Value identity(Value x) {
    return writer.follow("identity", new Op.Identity(), x);
  }

  /** Gives the value {@code x} a name of the caller's choice, for messages and extra outputs. */
  public Value named(String label, Value x) {
    return writer.named(label, new Op.Identity(), x);
  }

  private Extent extent(String operation, Value x, int[] numbers, int neutral) {
    String where = writer.layerOf(x) + ": " + operation;
    return Axes.extent(where, numbers, requireMap(operation, x), neutral);
  }

  private int requireMap(String operation, Value x) {
    if (x.spatialRank() < 1) {
      throw new GraphException(
          "%s: %s: wanted a map [N, C, spatial...], got %s"
              .formatted(writer.layerOf(x), operation, x.shape()));
    }
    return x.spatialRank();
  }

  private static int[] negative(int[] numbers) {
    return Arrays.stream(numbers).map(Math::negateExact).toArray();
  }
}
