package dev.lanewise.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Checks the operations of a provider, besides convolutions, against plain formulas.
 *
 * <p>As in {@link ConvCheck} the views have random strides, the gaps are guarded, tiles run in
 * random splits, and each split must give the same bits.
 */
final class ProviderCheck implements AutoCloseable {
  private static final int RUNS = 2;
  private static final Clamp[] CLAMPS = {Clamp.NONE, Clamp.RELU, Clamp.RELU6, new Clamp(-1, 2)};

  private final KernelProvider provider;
  private final Data data;
  private final long seed;
  private final RandomGenerator random;
  private final Arena arena = Arena.ofConfined();

  ProviderCheck(KernelProvider provider, Data data, long seed) {
    this.provider = provider;
    this.data = data;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  KernelProvider provider() {
    return provider;
  }

  RandomGenerator random() {
    return random;
  }

  /** Activations of this check's kind of data. */
  float[] activations(int count) {
    return data.activations(random, count);
  }

  @Override
  public void close() {
    arena.close();
  }

  /** Pooling: max exactly, averages within the rounding of a float32 sum and its division. */
  void pool(PoolProblem p) {
    Extent out = p.out();
    float[] in = data.activations(random, p.batch() * p.channels() * p.in().volume());
    GuardedTensor source = tensor(p.batch(), p.channels(), p.in().volume()).write(in);
    GuardedTensor target = tensor(p.batch(), p.channels(), out.volume());
    float[] got = run(provider.pool(p, source.view(), target.view()), target, null);
    source.requireUnchanged(p + ": input");
    NaiveOracle.Sums oracle = NaiveOracle.pool(p, in);
    double[] magnitudes = oracle.magnitudes();
    double factor = p.kind() == PoolProblem.Kind.MAX ? 0 : meanFactor(p.kernel().volume());
    compare(p, got, i -> oracle.sums()[i], i -> factor * magnitudes[i]);
  }

  void globalAveragePool(int batch, int pixels, int channels) {
    String what = "globalAveragePool n" + batch + " pixels " + pixels + " channels " + channels;
    float[] in = data.activations(random, batch * channels * pixels);
    GuardedTensor source = tensor(batch, channels, pixels).write(in);
    GuardedTensor target = tensor(batch, channels, 1);
    float[] got =
        run(
            provider.globalAveragePool(batch, pixels, channels, source.view(), target.view()),
            target,
            null);
    source.requireUnchanged(what + ": input");
    compare(
        what,
        got,
        i -> sum(in, i * pixels, pixels, false) / pixels,
        i -> meanFactor(pixels) * sum(in, i * pixels, pixels, true) / pixels);
  }

  /** A sum of two floats is rounded once, so the result is exact in any data. */
  void add(int pixels, int channels) {
    Clamp clamp = clamp();
    float[] a = data.activations(random, channels * pixels);
    float[] b = data.activations(random, channels * pixels);
    int inPlace = random.nextInt(4);
    String what = "add pixels " + pixels + " channels " + channels + " " + clamp + " " + inPlace;
    GuardedTensor target = tensor(1, channels, pixels);
    GuardedTensor first =
        inPlace == 1 || inPlace == 3 ? target : tensor(1, channels, pixels).write(a);
    GuardedTensor second =
        inPlace == 2 || inPlace == 3 ? target : tensor(1, channels, pixels).write(b);
    Step step = provider.add(pixels, channels, first.view(), second.view(), clamp, target.view());
    float[] left = inPlace == 3 ? b : a;
    float[] got = run(step, target, inPlace == 0 ? null : inPlace == 1 ? a : b);
    compare(what, got, i -> clamp.apply(left[i] + b[i]), i -> 0);
  }

  /** A product and a sum, each rounded at most once, and not at all on integers. */
  void affine(int pixels, int channels) {
    Clamp clamp = clamp();
    boolean inPlace = random.nextBoolean();
    float[] in = data.activations(random, channels * pixels);
    float[] scale = random.nextInt(4) == 0 ? null : data.weights(random, channels);
    float[] shift = random.nextInt(4) == 0 ? null : data.weights(random, channels);
    String what = "affine pixels " + pixels + " channels " + channels + " " + clamp;
    GuardedTensor target = tensor(1, channels, pixels);
    GuardedTensor source = inPlace ? target : tensor(1, channels, pixels).write(in);
    Step step =
        provider.affine(
            pixels,
            channels,
            source.view(),
            nativeCopy(scale),
            nativeCopy(shift),
            clamp,
            target.view());
    float[] got = run(step, target, inPlace ? in : null);
    compare(
        what,
        got,
        i -> clamp(clamp, product(in, scale, i, pixels) + shift(shift, i, pixels)),
        i ->
            (data == Data.REALS ? Bound.gamma(2) : 0)
                * (Math.abs(product(in, scale, i, pixels)) + Math.abs(shift(shift, i, pixels))));
  }

  void copy(int pixels, int channels) {
    float[] in = data.activations(random, channels * pixels);
    GuardedTensor source = tensor(1, channels, pixels).write(in);
    GuardedTensor target = tensor(1, channels, pixels);
    Step step = provider.copy(pixels, channels, source.view(), target.view());
    float[] got = run(step, target, null);
    source.requireUnchanged("copy input");
    compare("copy pixels " + pixels + " channels " + channels, got, i -> in[i], i -> 0);
  }

  /**
   * Softmax within {@code (channels + 16 + |x - max|) * u} of each probability: rounding {@code x -
   * max} moves the exponential by a relative {@code |x - max| * u}, in the dividend and in the sum
   * (where a large distance weighs little); an exponential, the sum and the division add the rest.
   * Below the smallest normal float only the order of magnitude is kept.
   */
  void softmax(int pixels, int channels) {
    float[] in = data.activations(random, channels * pixels);
    GuardedTensor source = tensor(1, channels, pixels).write(in);
    GuardedTensor target = tensor(1, channels, pixels);
    Step step = provider.softmax(pixels, channels, source.view(), target.view());
    float[] got = run(step, target, null);
    source.requireUnchanged("softmax input");
    double[] exact = new double[in.length];
    double[] allowed = new double[in.length];
    for (int pixel = 0; pixel < pixels; pixel++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int i = pixel; i < in.length; i += pixels) {
        max = Math.max(max, in[i]);
      }
      double sum = 0;
      for (int i = pixel; i < in.length; i += pixels) {
        sum += Math.exp(in[i] - max);
      }
      for (int i = pixel; i < in.length; i += pixels) {
        exact[i] = Math.exp(in[i] - max) / sum;
        double relative = exact[i] == 0 ? 0 : (channels + 16 + max - in[i]) * Bound.U;
        allowed[i] = relative * exact[i] + Float.MIN_NORMAL;
      }
    }
    String what = "softmax pixels " + pixels + " channels " + channels;
    compare(what, got, i -> exact[i], i -> allowed[i]);
  }

  void subsamplePadChannels(
      int batch, int channels, Extent size, Extent stride, int front, int back) {
    Extent out =
        new Extent(
            (size.depth() + stride.depth() - 1) / stride.depth(),
            (size.height() + stride.height() - 1) / stride.height(),
            (size.width() + stride.width() - 1) / stride.width());
    int wide = front + channels + back;
    float[] in = data.activations(random, batch * channels * size.volume());
    GuardedTensor source = tensor(batch, channels, size.volume()).write(in);
    GuardedTensor target = tensor(batch, wide, out.volume());
    Step step =
        provider.subsamplePadChannels(
            batch, channels, size, stride, front, back, source.view(), target.view());
    float[] got = run(step, target, null);
    source.requireUnchanged("subsample input");
    compare(
        "subsamplePadChannels n" + batch + " c" + channels + " " + size + " " + stride,
        got,
        i -> {
          int c = i / out.volume() % wide - front;
          if (c < 0 || c >= channels) {
            return 0;
          }
          int d = i / out.width() / out.height() % out.depth() * stride.depth();
          int h = i / out.width() % out.height() * stride.height();
          int w = i % out.width() * stride.width();
          int plane = i / out.volume() / wide * channels + c;
          return in[((plane * size.depth() + d) * size.height() + h) * size.width() + w];
        },
        i -> 0);
  }

  /** To channels-last and back, each against the index formula of the guarded tensor. */
  void changeLayout(int batch, int channels, int pixels) {
    String what = "layout n" + batch + " channels " + channels + " pixels " + pixels;
    float[] values = data.activations(random, batch * channels * pixels);
    int guard = random.nextInt(4);
    MemorySegment dense = arena.allocate(4L * (guard + values.length), 64);
    MemorySegment.copy(values, 0, dense, ValueLayout.JAVA_FLOAT, 4L * guard, values.length);
    GuardedTensor target = tensor(batch, channels, pixels);
    Step in = provider.toChannelsLast(batch, channels, pixels, dense, 4L * guard, target.view());
    compare(what, run(in, target, null), i -> values[i], i -> 0);

    MemorySegment border = arena.allocate(4L * (values.length + 2L * guard), 64);
    border.fill((byte) 0x5a);
    Step out =
        provider.fromChannelsLast(batch, channels, pixels, target.view(), border, 4L * guard);
    Steps.run(out, random, arena);
    float[] got = border.asSlice(4L * guard, 4L * values.length).toArray(ValueLayout.JAVA_FLOAT);
    compare(what, got, i -> values[i], i -> 0);
    for (int i = 0; i < guard; i++) {
      boolean front = border.getAtIndex(ValueLayout.JAVA_INT, i) == 0x5a5a5a5a;
      boolean behind =
          border.getAtIndex(ValueLayout.JAVA_INT, guard + values.length + (long) i) == 0x5a5a5a5a;
      require(front && behind, what + ": written beside the dense tensor");
    }
  }

  /** {@code pixels} terms and a division that may be a product with the rounded reciprocal. */
  static double meanFactor(int pixels) {
    return Bound.gamma(pixels + 2L);
  }

  Clamp clamp() {
    return CLAMPS[random.nextInt(CLAMPS.length)];
  }

  private static double clamp(Clamp clamp, double x) {
    return x < clamp.low() ? clamp.low() : x > clamp.high() ? clamp.high() : x;
  }

  private static double product(float[] in, float[] scale, int i, int pixels) {
    return in[i] * (scale == null ? 1.0 : scale[i / pixels]);
  }

  private static double shift(float[] shift, int i, int pixels) {
    return shift == null ? 0 : shift[i / pixels];
  }

  static double sum(float[] in, int from, int count, boolean absolute) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += absolute ? Math.abs(in[i]) : in[i];
    }
    return sum;
  }

  private MemorySegment nativeCopy(float[] values) {
    return values == null ? null : arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
  }

  GuardedTensor tensor(int batch, int channels, int pixels) {
    return new GuardedTensor(arena, random, batch, channels, pixels);
  }

  /** Runs a step in several splits; {@code before} is what an in-place output holds, or null. */
  float[] run(Step step, GuardedTensor target, float[] before) {
    float[] got = null;
    for (int i = 0; i < RUNS; i++) {
      target.clear();
      if (before != null) {
        target.write(before);
      }
      Steps.run(step, random, arena);
      float[] again = target.read();
      require(got == null || Arrays.equals(got, again), "another split gave other bits");
      got = again;
      target.requireGapsUntouched(this + ": output");
    }
    return got;
  }

  void compare(Object what, float[] got, IntToDoubleFunction exact, IntToDoubleFunction allowed) {
    for (int i = 0; i < got.length; i++) {
      double wanted = exact.applyAsDouble(i);
      boolean right =
          got[i] == wanted
              || (Double.isNaN(wanted) && Float.isNaN(got[i]))
              || Math.abs(got[i] - wanted) <= allowed.applyAsDouble(i);
      require(
          right,
          what
              + ": element "
              + i
              + " of [batch, channels, pixels]: wanted "
              + wanted
              + ", got "
              + got[i]
              + " (allowed error "
              + allowed.applyAsDouble(i)
              + ")");
    }
  }

  void require(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(this + ": " + message);
    }
  }

  @Override
  public String toString() {
    return provider.name() + " (seed " + seed + "L, " + data + ")";
  }
}
