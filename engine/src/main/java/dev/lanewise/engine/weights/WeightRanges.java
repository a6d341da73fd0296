package dev.lanewise.engine.weights;

import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Activation;
import java.util.HashMap;
import java.util.Map;

/**
 * The ranges of random weights: follows mean and variance of activations through a graph, as if all
 * were normally distributed, and lets each batch normalisation divide by what it will meet.
 */
final class WeightRanges {
  /** Values are uniform in {@code [center - radius, center + radius]}. */
  record Range(double center, double radius) {}

  private record Moments(double mean, double var) {
    static final Moments STANDARD = new Moments(0, 1);

    double square() {
      return mean * mean + var;
    }

    /** Of max(x, 0) where x is normal. */
    Moments rectified() {
      double s = Math.sqrt(var);
      if (s == 0) {
        return new Moments(Math.max(mean, 0), 0);
      }
      double t = mean / s;
      double density = Math.exp(-t * t / 2) / Math.sqrt(2 * Math.PI);
      double above = normalBelow(t);
      double m = mean * above + s * density;
      double square = square() * above + mean * s * density;
      return new Moments(m, Math.max(square - m * m, 0));
    }

    /** The normal distribution function, to 1e-7: Abramowitz and Stegun 26.2.17. */
    private static double normalBelow(double t) {
      if (t < 0) {
        return 1 - normalBelow(-t);
      }
      double k = 1 / (1 + 0.2316419 * t);
      double tail =
          k
              * (0.319381530
                  + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
      return 1 - Math.exp(-t * t / 2) / Math.sqrt(2 * Math.PI) * tail;
    }
  }

  private final Graph graph;
  private final Map<String, Shape> shapes;
  private final Map<String, Range> ranges = new HashMap<>();
  private final Map<String, Moments> moments = new HashMap<>();

  private WeightRanges(Graph graph) {
    this.graph = graph;
    this.shapes = graph.shapes();
    // For parameters that nothing below knows better.
    graph.parameters().keySet().forEach(name -> ranges.put(name, new Range(0, 0.125)));
    graph.inputs().keySet().forEach(input -> moments.put(input, Moments.STANDARD));
    graph.nodes().forEach(node -> moments.put(node.output(), visit(node)));
  }

  /** A range for each parameter. */
  static Map<String, Range> of(Graph graph) {
    return new WeightRanges(graph).ranges;
  }

  private Moments visit(Node node) {
    Moments x = moments.get(node.input(0));
    return switch (node.op()) {
      case Op.Conv _, Op.Linear _ -> layer(node, x);
      case Op.BatchNorm _ -> batchNorm(node, x);
      case Op.Clip clip -> clip.clamp().low() >= 0 ? x.rectified() : x;
      case Op.Add _ -> {
        Moments b = moments.get(node.input(1));
        yield new Moments(x.mean() + b.mean(), x.var() + b.var());
      }
      case Op.Concat _ -> concat(node);
      case Op.SubsamplePadChannels _ -> {
        double kept = (double) shapes.get(node.input(0)).dim(1) / shapes.get(node.output()).dim(1);
        double mean = kept * x.mean();
        yield new Moments(mean, kept * x.square() - mean * mean);
      }
      case Op.Affine _ -> affine(node, x);
      case Op.Softmax _ -> Moments.STANDARD;
      case Op.Pool _, Op.GlobalAveragePool _, Op.Flatten _, Op.Identity _ -> x;
      case PointwiseOp.Activate(Activation activation) ->
          switch (activation.kind()) {
            case SIGMOID, HARD_SIGMOID -> new Moments(0.5, 0.04);
            case TANH -> new Moments(0, Math.min(x.var(), 0.4));
            case LEAKY_RELU, ELU, SILU, HARD_SWISH -> x.rectified();
          };
      case PointwiseOp.Multiply _ -> {
        Moments b = moments.get(node.input(1));
        double mean = x.mean() * b.mean();
        yield new Moments(mean, Math.max(x.square() * b.square() - mean * mean, 0));
      }
      case SpatialOp.ConvTranspose conv -> convTranspose(node, conv, x);
      case SpatialOp _, ChannelOp _ -> x;
    };
  }

  private Moments affine(Node node, Moments x) {
    ranges.put(node.input(1), new Range(1, 0.125));
    return x;
  }

  /** The taps of one output are those of the kernel divided by the stride, but at least one. */
  private Moments convTranspose(Node node, SpatialOp.ConvTranspose conv, Moments x) {
    Shape weight = graph.parameters().get(node.input(1)).shape();
    double taps = Math.max(1, (double) conv.kernel().volume() / conv.stride().volume());
    double fanIn = (double) weight.dim(0) / conv.groups() * taps;
    ranges.put(node.input(1), new Range(0, Math.sqrt(3 / fanIn)));
    return new Moments(0, x.square());
  }

  /** A sum of fan_in products, whose weights have variance 1 / fan_in. */
  private Moments layer(Node node, Moments x) {
    Shape weight = graph.parameters().get(node.input(1)).shape();
    double fanIn = (double) weight.elementCount() / weight.dim(0);
    ranges.put(node.input(1), new Range(0, Math.sqrt(3 / fanIn)));
    return new Moments(0, x.square());
  }

  private Moments batchNorm(Node node, Moments x) {
    double square = Math.max(x.square(), 1e-6);
    ranges.put(node.input(1), new Range(1, 0.125));
    ranges.put(node.input(3), new Range(x.mean(), 0.125 * Math.sqrt(square)));
    double var = Math.max(x.var(), 0.01 * square);
    ranges.put(node.input(4), new Range(var, 0.25 * var));
    return Moments.STANDARD;
  }

  private Moments concat(Node node) {
    double mean = 0;
    double square = 0;
    double channels = shapes.get(node.output()).dim(1);
    for (String part : node.inputs()) {
      double share = shapes.get(part).dim(1) / channels;
      mean += share * moments.get(part).mean();
      square += share * moments.get(part).square();
    }
    return new Moments(mean, Math.max(square - mean * mean, 0));
  }
}
