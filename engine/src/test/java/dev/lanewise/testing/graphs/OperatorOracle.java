package dev.lanewise.testing.graphs;

import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.ChannelReduction;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.HornSchunck;
import dev.lanewise.kernels.LocalResponseNorm;
import dev.lanewise.kernels.NaiveHardwired;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import dev.lanewise.kernels.ResizeProblem.Scale;
import dev.lanewise.testing.graphs.GraphOracle.Map5;

/** The part of {@link GraphOracle} that gates, decoders and reductions over channels need. */
final class OperatorOracle {
  private OperatorOracle() {}

  static double[] pointwise(PointwiseOp op, double[] x, Map5 in, double[] other, Map5 otherMap) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] =
          switch (op) {
            case PointwiseOp.Activate(Activation activation) -> activation(activation, x[i]);
            case PointwiseOp.Multiply _ -> x[i] * other[factor(i, in, otherMap)];
          };
    }
    return y;
  }

  /** The element of b that element i of a is multiplied by. */
  private static int factor(int i, Map5 a, Map5 b) {
    int pixel = i % a.size().volume();
    int channel = i / a.size().volume() % a.c();
    int sample = i / a.size().volume() / a.c();
    int row = sample * b.c() + (b.c() == 1 ? 0 : channel);
    return row * b.size().volume() + (b.size().volume() == 1 ? 0 : pixel);
  }

  private static double activation(Activation a, double x) {
    return switch (a.kind()) {
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case LEAKY_RELU -> Math.max(x, 0) + a.alpha() * Math.min(x, 0);
      case ELU -> x > 0 ? x : a.alpha() * (Math.exp(x) - 1);
      case SILU -> x / (1 + Math.exp(-x));
      case HARD_SIGMOID -> Math.clamp(a.alpha() * x + a.beta(), 0.0, 1.0);
      case HARD_SWISH -> x * Math.clamp(x + 3, 0.0, 6.0) / 6;
    };
  }

  static double[] spatial(
      SpatialOp op, double[] x, Map5 in, Map5 out, double[] weight, double[] bias) {
    return switch (op) {
      case SpatialOp.ConvTranspose conv -> convTranspose(conv, x, in, out, weight, bias);
      case SpatialOp.Resize resize ->
          resize(resize.sampling(), Scale.between(in.size(), out.size()), x, in, out);
      case SpatialOp.Rescale rescale -> resize(rescale.sampling(), rescale.scale(), x, in, out);
      case SpatialOp.Pad pad ->
          GraphOracle.fill(
              out,
              Extent.ONE,
              pad.before(),
              (n, c, d, h, w) -> in.has(d, h, w) ? x[in.index(n, c, d, h, w)] : pad.value());
      case SpatialOp.AdaptiveAveragePool _ ->
          GraphOracle.fill(
              out,
              Extent.ONE,
              Extent.ZERO,
              (n, c, d, h, w) -> windowMean(x, in, n, c, new Extent(d, h, w), out.size()));
      case SpatialOp.GlobalMaxPool _ ->
          GraphOracle.fill(
              out,
              Extent.ONE,
              Extent.ZERO,
              (n, c, _, _, _) -> {
                double max = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < in.size().volume(); i++) {
                  max = Math.max(max, x[in.index(n, c, 0, 0, i)]);
                }
                return max;
              });
    };
  }

  /** Carries each input through each tap to its output. */
  private static double[] convTranspose(
      SpatialOp.ConvTranspose op, double[] x, Map5 in, Map5 out, double[] weight, double[] bias) {
    Extent k = op.kernel();
    int groupOut = out.c() / op.groups();
    double[] y =
        GraphOracle.fill(
            out, Extent.ONE, Extent.ZERO, (_, c, _, _, _) -> bias == null ? 0 : bias[c]);
    for (int i = 0; i < x.length; i++) {
      int volume = in.size().volume();
      int c = i / volume % in.c();
      int n = i / volume / in.c();
      int id = i % volume / in.size().width() / in.size().height();
      int ih = i / in.size().width() % in.size().height();
      int iw = i % in.size().width();
      for (int t = 0; t < groupOut * k.volume(); t++) {
        int kd = t % k.volume() / k.width() / k.height();
        int kh = t / k.width() % k.height();
        int kw = t % k.width();
        int d = id * op.stride().depth() - op.padBefore().depth() + kd * op.dilation().depth();
        int h = ih * op.stride().height() - op.padBefore().height() + kh * op.dilation().height();
        int w = iw * op.stride().width() - op.padBefore().width() + kw * op.dilation().width();
        if (out.has(d, h, w)) {
          int channel = c / (in.c() / op.groups()) * groupOut + t / k.volume();
          y[out.index(n, channel, d, h, w)] += x[i] * weight[c * groupOut * k.volume() + t];
        }
      }
    }
    return GraphOracle.post(y, op.post());
  }

  private static double windowMean(double[] x, Map5 in, int n, int c, Extent o, Extent out) {
    double sum = 0;
    int count = 0;
    for (int d = 0; d < in.size().depth(); d++) {
      for (int h = 0; h < in.size().height(); h++) {
        for (int w = 0; w < in.size().width(); w++) {
          if (meets(d, o.depth(), in.size().depth(), out.depth())
              && meets(h, o.height(), in.size().height(), out.height())
              && meets(w, o.width(), in.size().width(), out.width())) {
            sum += x[in.index(n, c, d, h, w)];
            count++;
          }
        }
      }
    }
    return sum / count;
  }

  /** Whether {@code [e, e + 1)} and {@code [o * in / out, (o + 1) * in / out)} overlap. */
  private static boolean meets(int e, int o, int in, int out) {
    return (e + 1) * out > o * in && e * out < (o + 1) * in;
  }

  private static double[] resize(Sampling sampling, Scale scale, double[] x, Map5 in, Map5 out) {
    return GraphOracle.fill(
        out,
        Extent.ONE,
        Extent.ZERO,
        (n, c, od, oh, ow) -> {
          double d = place(sampling, od, scale.depth(), in.size().depth(), out.size().depth());
          double h = place(sampling, oh, scale.height(), in.size().height(), out.size().height());
          double w = place(sampling, ow, scale.width(), in.size().width(), out.size().width());
          double y = 0;
          for (int i = 0; i < 8; i++) {
            int id = (int) Math.min(Math.floor(d) + i / 4, in.size().depth() - 1);
            int ih = (int) Math.min(Math.floor(h) + i / 2 % 2, in.size().height() - 1);
            int iw = (int) Math.min(Math.floor(w) + i % 2, in.size().width() - 1);
            double weight = share(d, i / 4) * share(h, i / 2 % 2) * share(w, i % 2);
            y += weight * x[in.index(n, c, id, ih, iw)];
          }
          return y;
        });
  }

  /** Where an output is sampled along one axis. */
  private static double place(Sampling sampling, int o, double scale, int in, int out) {
    double position =
        switch (sampling) {
          case NEAREST -> Math.floor(o / scale + 1e-9);
          case LINEAR -> (o + 0.5) / scale - 0.5;
          case LINEAR_ALIGN_CORNERS -> out == 1 ? 0 : o * (in - 1.0) / (out - 1.0);
        };
    return Math.clamp(position, 0, in - 1);
  }

  /** The weight of the element below a position (0) or above it (1). */
  private static double share(double position, int which) {
    double above = position - Math.floor(position);
    return which == 1 ? above : 1 - above;
  }

  static double[] channel(ChannelOp op, double[] x, Map5 in, Map5 out) {
    return switch (op) {
      case ChannelOp.Reshape _ -> x;
      case ChannelOp.Hardwire(HornSchunck flow) ->
          NaiveHardwired.maps(x, in.n(), in.c(), in.size().height(), in.size().width(), flow);
      case ChannelOp.Slice slice ->
          GraphOracle.fill(
              out,
              Extent.ONE,
              Extent.ZERO,
              (n, c, d, h, w) -> x[in.index(n, c + slice.first(), d, h, w)]);
      case ChannelOp.Reduce reduce ->
          GraphOracle.fill(
              out,
              Extent.ONE,
              Extent.ZERO,
              (n, _, d, h, w) -> {
                double max = Double.NEGATIVE_INFINITY;
                double sum = 0;
                for (int c = 0; c < in.c(); c++) {
                  max = Math.max(max, x[in.index(n, c, d, h, w)]);
                  sum += x[in.index(n, c, d, h, w)];
                }
                return reduce.reduction() == ChannelReduction.MAX ? max : sum / in.c();
              });
      case ChannelOp.Normalise(LocalResponseNorm norm) ->
          GraphOracle.fill(
              out,
              Extent.ONE,
              Extent.ZERO,
              (n, c, d, h, w) -> {
                double sum = 0;
                for (int j = c - (norm.size() - 1) / 2; j <= c + norm.size() / 2; j++) {
                  sum += j < 0 || j >= in.c() ? 0 : Math.pow(x[in.index(n, j, d, h, w)], 2);
                }
                double base = norm.k() + norm.alpha() / norm.size() * sum;
                return x[in.index(n, c, d, h, w)] / Math.pow(base, norm.beta());
              });
    };
  }
}
