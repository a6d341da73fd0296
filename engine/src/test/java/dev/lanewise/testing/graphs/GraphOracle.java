package dev.lanewise.testing.graphs;

import dev.lanewise.engine.graph.Axes;
import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.PostOp;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Computes a graph node by node as it stands, in double, in the logical order {@code [N, C, D, H,
 * W]}; it shares no code with the compiler and the kernels.
 */
public final class GraphOracle {
  private final Graph graph;
  private final Weights weights;
  private final SequencedMap<String, Shape> shapes;
  private final Map<String, double[]> values = new HashMap<>();
  private double largest = 1;

  private GraphOracle(Graph graph, Weights weights) {
    this.graph = graph;
    this.weights = weights;
    this.shapes = graph.shapes();
  }

  /** Every value of a graph for these inputs. */
  public static GraphOracle run(Graph graph, Weights weights, Map<String, float[]> inputs) {
    GraphOracle oracle = new GraphOracle(graph, weights);
    inputs.forEach((name, x) -> oracle.values.put(name, toDoubles(x)));
    for (Node node : graph.nodes()) {
      double[] y = oracle.compute(node);
      oracle.values.put(node.output(), y);
      oracle.largest = Math.max(oracle.largest, Arrays.stream(y).map(Math::abs).max().orElse(0));
    }
    return oracle;
  }

  /** An output of the graph. */
  public double[] output(String name) {
    return values.get(graph.outputs().get(name));
  }

  /** The largest magnitude of any value, at least 1: the scale of rounding errors. */
  public double largest() {
    return largest;
  }

  private static double[] toDoubles(float[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }

  private double[] compute(Node node) {
    double[] x = values.get(node.input(0));
    return switch (node.op()) {
      case Op.Conv conv -> conv(node, conv, x);
      case Op.Linear linear -> linear(node, linear, x);
      case Op.BatchNorm norm -> batchNorm(node, norm, x);
      case Op.Clip clip -> clamp(x.clone(), clip.clamp());
      case Op.Add add -> add(x, values.get(node.input(1)), add.clamp());
      case Op.Pool pool -> pool(node, pool, x);
      case Op.GlobalAveragePool _ -> mean(node, x);
      case Op.Concat _ -> concat(node);
      case Op.Softmax _ -> softmax(node, x);
      case Op.SubsamplePadChannels s -> subsample(node, s, x);
      case Op.Flatten _, Op.Identity _ -> x;
      case Op.Affine affine -> affine(node, affine, x);
      case PointwiseOp op ->
          OperatorOracle.pointwise(op, x, in(node), operand(node, 1), map(node, 1));
      case SpatialOp op ->
          OperatorOracle.spatial(
              op, x, in(node), out(node), weight(node.input(1)), weight(node.input(2)));
      case ChannelOp op -> OperatorOracle.channel(op, x, in(node), out(node));
    };
  }

  private double[] operand(Node node, int index) {
    return node.hasInput(index) ? values.get(node.input(index)) : null;
  }

  private Map5 map(Node node, int index) {
    return node.hasInput(index) ? Map5.of(shapes.get(node.input(index))) : null;
  }

  /** Sizes of a value and the index of an element. */
  record Map5(int n, int c, Extent size) {
    static Map5 of(Shape shape) {
      return new Map5((int) shape.dim(0), (int) shape.dim(1), Axes.spatial(shape));
    }

    int index(int sample, int channel, int d, int h, int w) {
      return (((sample * c + channel) * size.depth() + d) * size.height() + h) * size.width() + w;
    }

    boolean has(int d, int h, int w) {
      return d >= 0
          && h >= 0
          && w >= 0
          && d < size.depth()
          && h < size.height()
          && w < size.width();
    }

    int count() {
      return n * c * size.volume();
    }
  }

  private Map5 in(Node node) {
    return Map5.of(shapes.get(node.input(0)));
  }

  private Map5 out(Node node) {
    return Map5.of(shapes.get(node.output()));
  }

  private double[] weight(String name) {
    return name.isEmpty() ? null : weights.get(name).toDoubles();
  }

  /** Receives each output element with the place of its window. */
  interface Window {
    double at(int sample, int channel, int d, int h, int w);
  }

  static double[] fill(Map5 out, Extent stride, Extent before, Window window) {
    double[] y = new double[out.count()];
    for (int n = 0; n < out.n; n++) {
      for (int c = 0; c < out.c; c++) {
        for (int d = 0; d < out.size.depth(); d++) {
          for (int h = 0; h < out.size.height(); h++) {
            for (int w = 0; w < out.size.width(); w++) {
              y[out.index(n, c, d, h, w)] =
                  window.at(
                      n,
                      c,
                      d * stride.depth() - before.depth(),
                      h * stride.height() - before.height(),
                      w * stride.width() - before.width());
            }
          }
        }
      }
    }
    return y;
  }

  private double[] conv(Node node, Op.Conv op, double[] x) {
    Map5 in = in(node);
    Map5 out = out(node);
    double[] weight = weight(node.input(1));
    double[] bias = weight(node.input(2));
    int perGroup = in.c / op.groups();
    Extent k = op.kernel();
    Window window =
        (n, c, d0, h0, w0) -> {
          double sum = bias == null ? 0 : bias[c];
          int firstIn = c / (out.c / op.groups()) * perGroup;
          int at = c * perGroup * k.volume();
          for (int i = 0; i < perGroup; i++) {
            for (int kd = 0; kd < k.depth(); kd++) {
              for (int kh = 0; kh < k.height(); kh++) {
                for (int kw = 0; kw < k.width(); kw++, at++) {
                  int d = d0 + kd * op.dilation().depth();
                  int h = h0 + kh * op.dilation().height();
                  int w = w0 + kw * op.dilation().width();
                  sum += in.has(d, h, w) ? weight[at] * x[in.index(n, firstIn + i, d, h, w)] : 0;
                }
              }
            }
          }
          return sum;
        };
    double[] y = fill(out, op.stride(), op.padBefore(), window);
    if (node.hasInput(3)) {
      throw new IllegalArgumentException("made by passes only");
    }
    return post(y, op.post());
  }

  private double[] linear(Node node, Op.Linear op, double[] x) {
    Map5 in = in(node);
    Map5 out = out(node);
    double[] weight = weight(node.input(1));
    double[] bias = weight(node.input(2));
    double[] y = new double[out.count()];
    for (int n = 0; n < out.n; n++) {
      for (int c = 0; c < out.c; c++) {
        double sum = bias == null ? 0 : bias[c];
        for (int i = 0; i < in.c; i++) {
          sum += weight[c * in.c + i] * x[n * in.c + i];
        }
        y[n * out.c + c] = sum;
      }
    }
    return post(y, op.post());
  }

  private double[] batchNorm(Node node, Op.BatchNorm op, double[] x) {
    double[] weight = weight(node.input(1));
    double[] bias = weight(node.input(2));
    double[] mean = weight(node.input(3));
    double[] var = weight(node.input(4));
    Map5 in = in(node);
    Window window =
        (n, c, d, h, w) ->
            (x[in.index(n, c, d, h, w)] - mean[c]) / Math.sqrt(var[c] + op.eps()) * weight[c]
                + bias[c];
    return clamp(fill(in, Extent.ONE, Extent.ZERO, window), op.clamp());
  }

  private double[] affine(Node node, Op.Affine op, double[] x) {
    double[] scale = weight(node.input(1));
    double[] shift = weight(node.input(2));
    Map5 in = in(node);
    Window window = (n, c, d, h, w) -> x[in.index(n, c, d, h, w)] * scale[c] + shift[c];
    return clamp(fill(in, Extent.ONE, Extent.ZERO, window), op.clamp());
  }

  private static double[] add(double[] a, double[] b, Clamp clamp) {
    double[] y = new double[a.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = a[i] + b[i];
    }
    return clamp(y, clamp);
  }

  static double[] post(double[] y, PostOp post) {
    if (post instanceof Clamp clamp) {
      return clamp(y, clamp);
    }
    throw new IllegalArgumentException("made by passes only");
  }

  private static double[] clamp(double[] y, Clamp clamp) {
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.min(Math.max(y[i], clamp.low()), clamp.high());
    }
    return y;
  }

  private double[] pool(Node node, Op.Pool op, double[] x) {
    Map5 in = in(node);
    Extent k = op.kernel();
    Window window =
        (n, c, d0, h0, w0) -> {
          double max = Double.NEGATIVE_INFINITY;
          double sum = 0;
          int inside = 0;
          int padded = 0;
          for (int kd = 0; kd < k.depth(); kd++) {
            for (int kh = 0; kh < k.height(); kh++) {
              for (int kw = 0; kw < k.width(); kw++) {
                int d = d0 + kd * op.dilation().depth();
                int h = h0 + kh * op.dilation().height();
                int w = w0 + kw * op.dilation().width();
                padded +=
                    d < in.size.depth() + op.padAfter().depth()
                            && h < in.size.height() + op.padAfter().height()
                            && w < in.size.width() + op.padAfter().width()
                        ? 1
                        : 0;
                if (in.has(d, h, w)) {
                  max = Math.max(max, x[in.index(n, c, d, h, w)]);
                  sum += x[in.index(n, c, d, h, w)];
                  inside++;
                }
              }
            }
          }
          return switch (op.kind()) {
            case PoolProblem.Kind.MAX -> max;
            case PoolProblem.Kind.AVERAGE_WITH_PADDING -> sum / padded;
            case PoolProblem.Kind.AVERAGE_INSIDE -> sum / inside;
          };
        };
    return fill(out(node), op.stride(), op.padBefore(), window);
  }

  private double[] mean(Node node, double[] x) {
    Map5 in = in(node);
    int volume = in.size.volume();
    double[] y = new double[in.n * in.c];
    for (int i = 0; i < x.length; i++) {
      y[i / volume] += x[i] / volume;
    }
    return y;
  }

  private double[] concat(Node node) {
    Map5 out = out(node);
    double[] y = new double[out.count()];
    int channel = 0;
    for (String part : node.inputs()) {
      Map5 in = Map5.of(shapes.get(part));
      int block = in.c * in.size.volume();
      for (int n = 0; n < in.n; n++) {
        System.arraycopy(values.get(part), n * block, y, out.index(n, channel, 0, 0, 0), block);
      }
      channel += in.c;
    }
    return y;
  }

  private double[] softmax(Node node, double[] x) {
    Map5 in = in(node);
    Window window =
        (n, c, d, h, w) -> {
          double sum = 0;
          for (int other = 0; other < in.c; other++) {
            sum += Math.exp(x[in.index(n, other, d, h, w)] - x[in.index(n, c, d, h, w)]);
          }
          return 1 / sum;
        };
    return fill(in, Extent.ONE, Extent.ZERO, window);
  }

  private double[] subsample(Node node, Op.SubsamplePadChannels op, double[] x) {
    Map5 in = in(node);
    Window window =
        (n, c, d, h, w) -> {
          int from = c - op.front();
          return from < 0 || from >= in.c ? 0 : x[in.index(n, from, d, h, w)];
        };
    return fill(out(node), op.stride(), Extent.ZERO, window);
  }
}
