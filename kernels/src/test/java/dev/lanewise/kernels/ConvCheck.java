package dev.lanewise.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Checks one convolution kernel on one problem against {@link NaiveOracle}.
 *
 * <p>The seed chooses the data, whether there is a bias, a residual (beside the output or in its
 * place) and a clamp, the strides and offsets of the views, and how tiles are split. The step runs
 * several times with different splits and different garbage in its scratch memory, and each run
 * must give the same bits. Inputs must stay as they are, and so must the gaps of the output.
 */
final class ConvCheck {
  private static final Clamp[] CLAMPS = {
    Clamp.NONE, Clamp.RELU, Clamp.RELU6, new Clamp(-2.5f, 3.25f)
  };
  private static final int RUNS = 3;

  private enum Residual {
    NONE,
    SEPARATE,
    IN_PLACE
  }

  private final ConvKernel kernel;
  private final ConvProblem problem;
  private final long seed;
  private final Data data;
  private final RandomGenerator random;
  private final Residual residual;
  private final boolean hasBias;
  private final Clamp clamp;

  private ConvCheck(ConvKernel kernel, ConvProblem problem, long seed, Data data) {
    this.kernel = kernel;
    this.problem = problem;
    this.seed = seed;
    this.data = data;
    this.random = new SplittableRandom(seed);
    this.residual = Residual.values()[random.nextInt(3)];
    this.hasBias = random.nextBoolean();
    this.clamp = CLAMPS[random.nextInt(CLAMPS.length)];
  }

  /**
   * Fails with the problem line, the seed and the first wrong element.
   *
   * @param bound for real data, and for any data if the kernel is not direct
   */
  static void check(ConvKernel kernel, ConvProblem problem, long seed, Data data, Bound bound) {
    ConvCheck check = new ConvCheck(kernel, problem, seed, data);
    try (Arena arena = Arena.ofConfined()) {
      check.run(arena, bound);
    } catch (RuntimeException e) {
      throw new AssertionError(check + ": " + e, e);
    }
  }

  private void run(Arena arena, Bound bound) {
    int outPixels = problem.out().volume();
    int outputs = problem.batch() * problem.outChannels() * outPixels;
    float[] in =
        data.activations(random, problem.batch() * problem.inChannels() * problem.in().volume());
    float[] weights = data.weights(random, Math.toIntExact(problem.weightCount()));
    float[] bias = hasBias ? data.weights(random, problem.outChannels()) : null;
    float[] added = residual == Residual.NONE ? null : data.activations(random, outputs);

    GuardedTensor source =
        new GuardedTensor(
                arena, random, problem.batch(), problem.inChannels(), problem.in().volume())
            .write(in);
    GuardedTensor target =
        new GuardedTensor(arena, random, problem.batch(), problem.outChannels(), outPixels);
    GuardedTensor addend = target;
    if (residual == Residual.SEPARATE) {
      addend =
          new GuardedTensor(arena, random, problem.batch(), problem.outChannels(), outPixels)
              .write(added);
    }

    ConvKernel.Prepared prepared = prepare(arena, weights, bias);
    Step step =
        prepared.bind(
            source.view(), residual == Residual.NONE ? null : addend.view(), target.view());
    float[] got = null;
    for (int i = 0; i < RUNS; i++) {
      target.clear();
      if (residual == Residual.IN_PLACE) {
        target.write(added);
      }
      Steps.run(step, random, arena);
      float[] again = target.read();
      if (got != null && !Arrays.equals(got, again)) {
        throw new AssertionError(this + ": another split of the tiles gave other bits");
      }
      got = again;
      target.requireGapsUntouched(this + ": output");
    }
    source.requireUnchanged(this + ": input");
    if (residual == Residual.SEPARATE) {
      addend.requireUnchanged(this + ": residual");
    }
    compare(in, weights, bias, added, got, bound);
  }

  /** Prepares with native copies that are overwritten afterwards, for they must not be kept. */
  private ConvKernel.Prepared prepare(Arena arena, float[] weights, float[] bias) {
    MemorySegment weightMemory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, weights);
    MemorySegment biasMemory =
        bias == null ? null : arena.allocateFrom(ValueLayout.JAVA_FLOAT, bias);
    ConvKernel.Prepared prepared = kernel.prepare(problem, weightMemory, biasMemory, clamp, arena);
    weightMemory.fill((byte) 0xff);
    if (biasMemory != null) {
      biasMemory.fill((byte) 0xff);
    }
    return prepared;
  }

  private void compare(
      float[] in, float[] weights, float[] bias, float[] added, float[] got, Bound bound) {
    NaiveOracle.Sums oracle = NaiveOracle.convolve(problem, in, weights);
    double[] exact = oracle.sums();
    double[] magnitudes = oracle.magnitudes();
    int outPixels = problem.out().volume();
    for (int i = 0; i < exact.length; i++) {
      if (bias != null) {
        int k = i / outPixels % problem.outChannels();
        exact[i] += bias[k];
        magnitudes[i] += Math.abs(bias[k]);
      }
      if (added != null) {
        exact[i] += added[i];
        magnitudes[i] += Math.abs(added[i]);
      }
    }
    double scale = scale(in, weights) + largest(bias) + largest(added);
    if (data != Data.REALS && scale >= 1 / Bound.U) {
      throw new AssertionError(this + ": float32 does not hold the sums of this problem exactly");
    }
    long terms = (long) problem.groupInChannels() * problem.kernel().volume() + 2;
    boolean equal = data != Data.REALS && kernel.isDirect();
    for (int i = 0; i < exact.length; i++) {
      double wanted = clamped(exact[i]);
      double allowed = equal ? 0 : bound.allowed(terms, magnitudes[i], scale);
      boolean right =
          got[i] == wanted
              || (Double.isNaN(wanted) && Float.isNaN(got[i]))
              || (Math.abs(got[i] - wanted) <= allowed && Double.isFinite(exact[i]));
      if (data == Data.NON_FINITE && !kernel.isDirect()) {
        // A transform makes its whole tile NaN, but must not turn NaN into a number.
        right |= Float.isNaN(got[i]);
      }
      if (!right) {
        fail(i, wanted, got[i], allowed);
      }
    }
  }

  /** The largest activation times the largest absolute sum of one output's weights. */
  private double scale(float[] in, float[] weights) {
    int each = weights.length / problem.outChannels();
    double largest = 0;
    for (int k = 0; k < problem.outChannels(); k++) {
      double sum = 0;
      for (int i = k * each; i < (k + 1) * each; i++) {
        sum += Math.abs(weights[i]);
      }
      largest = Math.max(largest, sum);
    }
    return largest * largest(in);
  }

  /** The largest finite absolute value, 0 if there are no values. */
  private static double largest(float[] values) {
    double largest = 0;
    for (int i = 0; values != null && i < values.length; i++) {
      largest = Float.isFinite(values[i]) ? Math.max(largest, Math.abs(values[i])) : largest;
    }
    return largest;
  }

  private double clamped(double x) {
    return x < clamp.low() ? clamp.low() : x > clamp.high() ? clamp.high() : x;
  }

  private void fail(int index, double wanted, float got, double allowed) {
    Extent o = problem.out();
    throw new AssertionError(
        this
            + ": output n="
            + index / o.volume() / problem.outChannels()
            + " k="
            + index / o.volume() % problem.outChannels()
            + " d="
            + index / (o.width() * o.height()) % o.depth()
            + " h="
            + index / o.width() % o.height()
            + " w="
            + index % o.width()
            + ": wanted "
            + wanted
            + ", got "
            + got
            + " (allowed error "
            + allowed
            + ")");
  }

  @Override
  public String toString() {
    return kernel.name()
        + " on '"
        + problem
        + "' (seed "
        + seed
        + "L, "
        + data
        + ", bias "
        + hasBias
        + ", residual "
        + residual
        + ", "
        + clamp
        + ")";
  }
}
