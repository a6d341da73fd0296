package dev.lanewise.kernels;

import dev.lanewise.kernels.ResizeProblem.Sampling;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Checks gates, reductions over channels, and changes of size against plain formulas, with the
 * means of {@link ProviderCheck}.
 */
final class OperatorCheck implements AutoCloseable {
  private final ProviderCheck check;
  private final KernelProvider provider;
  private final SplittableRandom random;

  OperatorCheck(KernelProvider provider, Data data, long seed) {
    this.check = new ProviderCheck(provider, data, seed);
    this.provider = provider;
    this.random = new SplittableRandom(~seed);
  }

  @Override
  public void close() {
    check.close();
  }

  /** Products are rounded once, so they are exact in any data. */
  void multiply(int batch, int pixels, int channels, Broadcast broadcast) {
    String what = "multiply n" + batch + " pixels " + pixels + " c" + channels + " " + broadcast;
    int factorPixels = broadcast == Broadcast.PER_CHANNEL ? 1 : pixels;
    int factorChannels = broadcast == Broadcast.PER_PIXEL ? 1 : channels;
    float[] a = check.activations(batch * pixels * channels);
    float[] b = check.activations(batch * factorPixels * factorChannels);
    int inPlace = random.nextInt(broadcast == Broadcast.NONE ? 3 : 2);
    GuardedTensor target = check.tensor(batch, channels, pixels);
    GuardedTensor left = inPlace == 1 ? target : check.tensor(batch, channels, pixels).write(a);
    GuardedTensor right =
        inPlace == 2 ? target : check.tensor(batch, factorChannels, factorPixels).write(b);
    Step step =
        provider.multiply(
            batch, pixels, channels, left.view(), broadcast, right.view(), target.view());
    float[] got = check.run(step, target, inPlace == 0 ? null : inPlace == 1 ? a : b);
    check.compare(
        what,
        got,
        i -> {
          int pixel = broadcast == Broadcast.PER_CHANNEL ? 0 : i % pixels;
          int channel = broadcast == Broadcast.PER_PIXEL ? 0 : i / pixels % channels;
          int sample = i / pixels / channels;
          return a[i] * b[(sample * factorChannels + channel) * factorPixels + pixel];
        },
        i -> 0);
  }

  void reduceChannels(int pixels, int channels, ChannelReduction reduction) {
    float[] in = check.activations(channels * pixels);
    GuardedTensor source = check.tensor(1, channels, pixels).write(in);
    GuardedTensor target = check.tensor(1, 1, pixels);
    Step step = provider.reduceChannels(pixels, channels, reduction, source.view(), target.view());
    float[] got = check.run(step, target, null);
    source.requireUnchanged("channel reduction input");
    double[] exact = new double[pixels];
    double[] allowed = new double[pixels];
    for (int p = 0; p < pixels; p++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int i = p; i < in.length; i += pixels) {
        max = Math.max(max, in[i]);
        exact[p] += in[i] / (double) channels;
        allowed[p] += Math.abs(in[i]) / (double) channels;
      }
      boolean isMax = reduction == ChannelReduction.MAX;
      exact[p] = isMax ? max : exact[p];
      allowed[p] *= isMax ? 0 : ProviderCheck.meanFactor(channels);
    }
    check.compare(
        reduction + " pixels " + pixels + " channels " + channels,
        got,
        i -> exact[i],
        i -> allowed[i]);
  }

  /** A sum of squares with a relative error of {@code size + 4} roundings, and eight more. */
  void localResponseNorm(int pixels, int channels, LocalResponseNorm norm) {
    float[] in = check.activations(channels * pixels);
    GuardedTensor source = check.tensor(1, channels, pixels).write(in);
    GuardedTensor target = check.tensor(1, channels, pixels);
    Step step = provider.localResponseNorm(pixels, channels, norm, source.view(), target.view());
    float[] got = check.run(step, target, null);
    source.requireUnchanged("local response norm input");
    double[] exact = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      double sum = 0;
      for (int j = -((norm.size() - 1) / 2); j <= norm.size() / 2; j++) {
        int c = i / pixels + j;
        sum += c < 0 || c >= channels ? 0 : Math.pow(in[i + j * pixels], 2);
      }
      exact[i] = in[i] * Math.pow(norm.k() + norm.alpha() * sum / norm.size(), -norm.beta());
    }
    check.compare(
        norm + " pixels " + pixels + " channels " + channels,
        got,
        i -> exact[i],
        i -> Bound.gamma(norm.size() + 12) * Math.abs(exact[i]));
  }

  void adaptiveAveragePool(OperatorProblems.Adaptive p) {
    int pixels = p.in().volume();
    float[] in = check.activations(p.batch() * p.channels() * pixels);
    GuardedTensor source = check.tensor(p.batch(), p.channels(), pixels).write(in);
    GuardedTensor target = check.tensor(p.batch(), p.channels(), p.out().volume());
    Step step =
        provider.adaptiveAveragePool(
            p.batch(), p.channels(), p.in(), p.out(), source.view(), target.view());
    float[] got = check.run(step, target, null);
    source.requireUnchanged(p + ": input");
    double[] sums = new double[got.length];
    double[] magnitudes = new double[got.length];
    int[] counts = new int[got.length];
    for (int i = 0; i < got.length; i++) {
      Extent o = place(i, p.out());
      for (int j = 0; j < pixels; j++) {
        Extent at = place(j, p.in());
        if (inWindow(at.depth(), o.depth(), p.in().depth(), p.out().depth())
            && inWindow(at.height(), o.height(), p.in().height(), p.out().height())
            && inWindow(at.width(), o.width(), p.in().width(), p.out().width())) {
          float x = in[i / p.out().volume() * pixels + j];
          sums[i] += x;
          magnitudes[i] += Math.abs(x);
          counts[i]++;
        }
      }
    }
    check.compare(
        p,
        got,
        i -> sums[i] / counts[i],
        i -> ProviderCheck.meanFactor(counts[i]) * magnitudes[i] / counts[i]);
  }

  /** Whether an element lies in {@code floor(o * in / out) .. ceil((o + 1) * in / out) - 1}. */
  private static boolean inWindow(int element, int o, int in, int out) {
    return element >= Math.floor((double) o * in / out)
        && element < Math.ceil((o + 1.0) * in / out);
  }

  void pad(PadProblem p) {
    float value = random.nextInt(3) == 0 ? -1.5f : 0;
    int pixels = p.in().volume();
    float[] in = check.activations(p.batch() * p.channels() * pixels);
    GuardedTensor source = check.tensor(p.batch(), p.channels(), pixels).write(in);
    GuardedTensor target = check.tensor(p.batch(), p.channels(), p.out().volume());
    float[] got = check.run(provider.pad(p, value, source.view(), target.view()), target, null);
    source.requireUnchanged(p + ": input");
    check.compare(
        p,
        got,
        i -> {
          Extent o = place(i, p.out());
          int d = o.depth() - p.before().depth();
          int h = o.height() - p.before().height();
          int w = o.width() - p.before().width();
          boolean inside =
              Math.min(d, Math.min(h, w)) >= 0
                  && d < p.in().depth()
                  && h < p.in().height()
                  && w < p.in().width();
          int line = d * p.in().height() + h;
          return inside ? in[i / p.out().volume() * pixels + line * p.in().width() + w] : value;
        },
        i -> 0);
  }

  /** Up to three products per element, weights that are rounded, and a sum of up to eight. */
  void resize(ResizeProblem p) {
    int pixels = p.in().volume();
    float[] in = check.activations(p.batch() * p.channels() * pixels);
    GuardedTensor source = check.tensor(p.batch(), p.channels(), pixels).write(in);
    GuardedTensor target = check.tensor(p.batch(), p.channels(), p.out().volume());
    float[] got = check.run(provider.resize(p, source.view(), target.view()), target, null);
    source.requireUnchanged(p + ": input");
    double[] exact = new double[got.length];
    double[] magnitudes = new double[got.length];
    for (int i = 0; i < got.length; i++) {
      Extent o = place(i, p.out());
      double[] d = weights(p, o.depth(), p.in().depth(), p.out().depth(), p.scale().depth());
      double[] h = weights(p, o.height(), p.in().height(), p.out().height(), p.scale().height());
      double[] w = weights(p, o.width(), p.in().width(), p.out().width(), p.scale().width());
      for (int j = 0; j < pixels; j++) {
        Extent at = place(j, p.in());
        double weight = d[at.depth()] * h[at.height()] * w[at.width()];
        if (weight > 0) {
          double x = weight * in[i / p.out().volume() * pixels + j];
          exact[i] += x;
          magnitudes[i] += Math.abs(x);
        }
      }
    }
    double factor = p.sampling() == Sampling.NEAREST ? 0 : Bound.gamma(12);
    check.compare(p, got, i -> exact[i], i -> factor * magnitudes[i]);
  }

  /** How much of each input element is in output {@code o} along one axis. */
  private static double[] weights(ResizeProblem p, int o, int in, int out, double scale) {
    double[] weights = new double[in];
    double position =
        switch (p.sampling()) {
          case NEAREST -> Math.floor(o / scale + 1e-9);
          case LINEAR -> (o + 0.5) / scale - 0.5;
          case LINEAR_ALIGN_CORNERS -> out == 1 ? 0 : o * (in - 1.0) / (out - 1.0);
        };
    for (int i = 0; i < in; i++) {
      double inside = Math.clamp(position, 0, in - 1);
      double weight = 1 - Math.abs(inside - i);
      weights[i] = weight < 1e-6 ? 0 : weight > 1 - 1e-6 ? 1 : weight;
    }
    return weights;
  }

  void reshape(int batch, int channels, int pixels, int outChannels) {
    int outPixels = channels * pixels / outChannels;
    float[] in = check.activations(batch * channels * pixels);
    GuardedTensor source = check.tensor(batch, channels, pixels).write(in);
    GuardedTensor target = check.tensor(batch, outChannels, outPixels);
    Step step =
        provider.reshape(batch, channels, pixels, source.view(), outChannels, target.view());
    float[] got = check.run(step, target, null);
    source.requireUnchanged("reshape input");
    check.require(
        Arrays.equals(in, got),
        "reshape n" + batch + " c" + channels + " pixels " + pixels + " to c" + outChannels);
  }

  /** Depth, height and width of an element of {@code [.., D, H, W]}. */
  private static Extent place(int index, Extent size) {
    return new Extent(
        index / size.width() / size.height() % size.depth(),
        index / size.width() % size.height(),
        index % size.width());
  }
}
