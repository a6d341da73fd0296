package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Denormal, huge and overflowing numbers, and NaN in weights, in every convolution kernel. */
class ConvExtremesTest {
  private static final List<String> LINES =
      List.of(
          "n1 g1 c16x6x7 k19 3x3 p1",
          "n1 g1 c5x9x9 k17 3x3 s2 p1",
          "n1 g1 c33x1 k20 1",
          "n1 g3 c12x5x5 k15 3x3 p1",
          "n1 g18 c18x7x7 k18 3x3 p1");

  private record Case(ConvKernel kernel, ConvProblem problem) {
    @Override
    public String toString() {
      return kernel.name() + " " + problem;
    }
  }

  static Stream<Case> cases() {
    return LINES.stream()
        .map(ConvProblem::parse)
        .flatMap(
            p ->
                Stream.concat(
                        Providers.convolutions(p), Kernels.best().bfloat16Convolutions().stream())
                    .map(k -> new Case(k, p)));
  }

  /**
   * Inputs are small integers times a power of two: of 2^-149, the least denormal, all sums of
   * products are multiples, so direct summation stays exact at both ends of the range. Transformed
   * sums have fractions, and lose up to half a unit for each of the 36 products of each channel,
   * times at most 4 by the inverse transform, which adds that of 36 positions.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void scalesWithoutLoss(Case c) {
    float[] in = integers(1, inputs(c.problem()));
    float[] weights = integers(2, (int) c.problem().weightCount());
    double[] exact = NaiveOracle.convolve(c.problem(), in, weights).sums();
    for (int exponent : new int[] {-149, 100}) {
      float[] scaled = new float[in.length];
      for (int i = 0; i < in.length; i++) {
        scaled[i] = Math.scalb(in[i], exponent);
      }
      float[] got = run(c, scaled, weights, Clamp.NONE);
      double relative = c.kernel().isDirect() ? 0 : 8 * Bound.U * 27 * 4 * 16;
      double lost = c.kernel().isDirect() ? 0 : 36 * 4 * c.problem().inChannels() * 0x1p-149;
      for (int i = 0; i < got.length; i++) {
        double wanted = Math.scalb(exact[i], exponent);
        double allowed = Math.scalb(relative, exponent) + lost;
        assertTrue(
            Math.abs(got[i] - wanted) <= allowed,
            "%s, inputs times 2^%d, output %d: wanted %s, got %s, allowed error %s"
                .formatted(c, exponent, i, wanted, got[i], allowed));
      }
    }
  }

  /** What overflows is infinite, or NaN; a clip limits infinities and keeps NaN. */
  @ParameterizedTest
  @MethodSource("cases")
  void overflowIsNoNumber(Case c) {
    float[] in = new float[inputs(c.problem())];
    Arrays.fill(in, Float.MAX_VALUE);
    float[] weights = new float[(int) c.problem().weightCount()];
    Arrays.fill(weights, 2);
    float[] free = run(c, in, weights, Clamp.NONE);
    float[] clipped = run(c, in, weights, Clamp.RELU6);
    for (int i = 0; i < free.length; i++) {
      assertFalse(Float.isFinite(free[i]), c + ": output " + i + " is " + free[i]);
      if (c.kernel().isDirect()) {
        assertEquals(Float.POSITIVE_INFINITY, free[i], c.toString());
      }
      float wanted = Float.isNaN(free[i]) ? Float.NaN : free[i] > 0 ? 6 : 0;
      assertEquals(wanted, clipped[i], c + ": clip of " + free[i]);
    }
  }

  /** A NaN weight at the middle of a channel's filter: all of its outputs, and no others. */
  @ParameterizedTest
  @MethodSource("cases")
  void nanWeightsReachTheirChannel(Case c) {
    ConvProblem p = c.problem();
    float[] in = integers(3, inputs(p));
    float[] weights = integers(4, (int) p.weightCount());
    int each = weights.length / p.outChannels();
    int broken = p.outChannels() - 2;
    weights[broken * each + p.kernel().volume() / 2] = Float.NaN;
    for (Clamp clamp : List.of(Clamp.NONE, Clamp.RELU, Clamp.RELU6)) {
      float[] got = run(c, in, weights, clamp);
      for (int i = 0; i < got.length; i++) {
        boolean wanted = i / p.out().volume() % p.outChannels() == broken;
        assertEquals(wanted, Float.isNaN(got[i]), c + ", " + clamp + ": output " + i);
      }
    }
  }

  private static int inputs(ConvProblem p) {
    return p.batch() * p.inChannels() * p.in().volume();
  }

  /** Integers from -4 to 4, none of them 0. */
  private static float[] integers(long seed, int count) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(1, 5) * (random.nextBoolean() ? 1 : -1);
    }
    return values;
  }

  /** Channels-first in and out. */
  private static float[] run(Case c, float[] in, float[] weights, Clamp clamp) {
    ConvProblem p = c.problem();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packed = arena.allocateFrom(ValueLayout.JAVA_FLOAT, weights);
      RandomGenerator random = new SplittableRandom(5);
      GuardedTensor source =
          new GuardedTensor(arena, random, p.batch(), p.inChannels(), p.in().volume()).write(in);
      GuardedTensor target =
          new GuardedTensor(arena, random, p.batch(), p.outChannels(), p.out().volume());
      Step step =
          c.kernel()
              .prepare(p, packed, null, clamp, arena)
              .bind(source.view(), null, target.view());
      Steps.runWhole(step, arena);
      return target.read();
    }
  }
}
