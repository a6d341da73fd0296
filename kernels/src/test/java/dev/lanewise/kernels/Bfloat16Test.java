package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Kernels that store weights as bfloat16 round them to the nearest, and nothing else. */
class Bfloat16Test {
  private static final List<ConvKernel> KERNELS = Kernels.best().bfloat16Convolutions();

  /** The largest error of rounding to 8 significant bits, relative to the rounded number. */
  private static final double ROUNDING = 0x1p-8;

  /** One pixel: the weights are widened in registers; blocks of odd and even length, all widths. */
  private static final List<String> ROWS =
      List.of(
          "n1 g1 c1x1 k1 1",
          "n1 g1 c2x1 k16 1",
          "n1 g1 c257x1 k33 1",
          "n1 g1 c771x1 k65 1",
          "n1 g1 c514x1 k130 1",
          "n1 g2 c14x3x3 k22 3x3 p0",
          "n1 g1 c5x7x7 k112 7x7 p0");

  @Provide
  Arbitrary<ConvProblem> problems() {
    return Problems.convolutions();
  }

  @Example
  void vectorsComeWithThem() {
    assertEquals(Kernels.best().name().equals("vector"), !KERNELS.isEmpty());
  }

  /** Small integers are bfloat16 numbers. */
  @Property(tries = 25)
  void integersAreExact(@ForAll("problems") ConvProblem problem, @ForAll long seed) {
    check(problem, seed, Data.INTEGERS);
  }

  @Property(tries = 25)
  void nonFiniteElementsReachTheirWindowsAlone(
      @ForAll("problems") ConvProblem problem, @ForAll long seed) {
    check(problem, seed, Data.NON_FINITE);
  }

  /** A weight is off by 2^-8 of itself; sums of the rounded ones have the error of all sums. */
  @Property(tries = 25)
  void realsKeepTheBound(@ForAll("problems") ConvProblem problem, @ForAll long seed) {
    check(problem, seed, Data.REALS);
  }

  @Example
  void singleRows() {
    for (String line : ROWS) {
      for (long seed = 0; seed < 3; seed++) {
        for (Data data : Data.values()) {
          check(ConvProblem.parse(line), seed, data);
        }
      }
    }
  }

  private static void check(ConvProblem problem, long seed, Data data) {
    Bound bound =
        (terms, magnitude, scale) -> (ROUNDING + (1 + ROUNDING) * Bound.gamma(terms)) * magnitude;
    for (ConvKernel kernel : KERNELS) {
      ConvCheck.check(kernel, problem, seed, data, bound);
    }
  }

  /** Bit by bit what the float32 kernel gives with weights that were rounded beforehand. */
  @Property(tries = 20)
  void onlyWeightsAreRounded(@ForAll("problems") ConvProblem problem, @ForAll long seed) {
    equalToRoundedWeights(problem, seed);
  }

  @Example
  void onlyWeightsOfSingleRowsAreRounded() {
    ROWS.forEach(line -> equalToRoundedWeights(ConvProblem.parse(line), 1));
  }

  private static void equalToRoundedWeights(ConvProblem problem, long seed) {
    for (ConvKernel kernel : KERNELS) {
      String name = kernel.name().replace("-bf16", "");
      ConvKernel whole =
          Kernels.best().convolutions().stream()
              .filter(k -> k.name().equals(name))
              .findFirst()
              .orElseThrow();
      float[] weights = reals(seed, (int) problem.weightCount());
      float[] rounded = new float[weights.length];
      for (int i = 0; i < weights.length; i++) {
        rounded[i] = (float) nearest(weights[i]);
      }
      assertArrayEquals(
          run(whole, problem, rounded, seed),
          run(kernel, problem, weights, seed),
          kernel.name() + " on " + problem + ", seed " + seed);
    }
  }

  /** Each weight alone times one: what it was rounded to. */
  @Property(tries = 60)
  void weightsAreRoundedToTheNearest(@ForAll int bits) {
    for (int pattern : new int[] {bits, bits & 0xffff0000, bits & 0xffff0000 | 0x8000}) {
      rounding(Float.intBitsToFloat(pattern));
    }
  }

  @Example
  void specialWeights() {
    for (int bits :
        new int[] {
          0,
          0x80000000,
          1,
          0x7fff,
          0x8000,
          0x8001,
          0x18000,
          0x7f7f7fff,
          0x7f7f8000,
          0x7f7fffff,
          0xff7fffff,
          0x7f800000,
          0xff800000,
          0x7f800001,
          0x7fc00000,
          0x7fffffff,
          0xffffffff
        }) {
      rounding(Float.intBitsToFloat(bits));
    }
  }

  private static void rounding(float weight) {
    ConvProblem one = ConvProblem.parse("n1 g1 c1x1 k1 1");
    ConvProblem two = ConvProblem.parse("n1 g1 c1x2 k1 1");
    for (ConvKernel kernel : KERNELS) {
      for (ConvProblem problem : List.of(one, two)) {
        float got = apply(kernel, problem, weight);
        String what =
            kernel.name() + ", weight " + Integer.toHexString(Float.floatToIntBits(weight));
        if (Float.isNaN(weight)) {
          assertTrue(Float.isNaN(got), what);
        } else {
          assertEquals(nearest(weight) + 0.0, got, what);
        }
      }
    }
  }

  /** Rounded by the definition: the nearer neighbour, of two equally near ones the even one. */
  private static double nearest(float x) {
    float down = Float.intBitsToFloat(Float.floatToIntBits(x) & 0xffff0000);
    if (x == down || Float.isInfinite(x)) {
      return x;
    }
    float up = Float.intBitsToFloat(Float.floatToIntBits(down) + 0x10000); // away from zero
    double beyond = Float.isInfinite(up) ? Math.copySign(0x1p128, x) : up;
    double toDown = Math.abs((double) x - down);
    double toUp = Math.abs(beyond - x);
    boolean evenDown = (Float.floatToIntBits(down) & 0x10000) == 0;
    return toDown < toUp || (toDown == toUp && evenDown) ? down : up;
  }

  @Example
  void halfTheMemoryIsPacked() {
    ConvProblem p = ConvProblem.parse("n1 g1 c1000x1 k256 1");
    for (ConvKernel kernel : KERNELS) {
      long rounded = kernel.packedBytes(p) - 4 * 256;
      long gaps = rounded - 2 * p.weightCount();
      assertTrue(gaps >= 0 && gaps <= 2 * 4 * 256, kernel.name() + ": gaps between blocks " + gaps);
    }
  }

  @Example
  void sizesShareOnePackedMatrix() {
    ConvProblem one = ConvProblem.parse("n1 g1 c37x1 k40 1");
    ConvProblem many = ConvProblem.parse("n3 g1 c37x9 k40 1");
    for (ConvKernel kernel : KERNELS) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment weights = arena.allocateFrom(ValueLayout.JAVA_FLOAT, reals(1, 37 * 40));
        ConvKernel.Prepared packed = kernel.prepare(one, weights, null, Clamp.NONE, arena);
        ConvKernel.Prepared resized = packed.resized(3, many.in());
        assertNotNull(resized);
        float[] in = reals(2, 27 * 37);
        float[] out = run(resized, many, in, arena);
        float[] first = run(packed, one, Arrays.copyOf(in, 37), arena);
        assertArrayEquals(first, Arrays.copyOf(out, 40));
      }
    }
  }

  private static float apply(ConvKernel kernel, ConvProblem problem, float weight) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment weights = arena.allocateFrom(ValueLayout.JAVA_FLOAT, weight);
      return run(
          kernel.prepare(problem, weights, null, Clamp.NONE, arena),
          problem,
          new float[] {1, 1},
          arena)[0];
    }
  }

  private static float[] run(ConvKernel kernel, ConvProblem problem, float[] weights, long seed) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packed = arena.allocateFrom(ValueLayout.JAVA_FLOAT, weights);
      float[] in = reals(seed + 1, problem.batch() * problem.inChannels() * problem.in().volume());
      return run(kernel.prepare(problem, packed, null, Clamp.NONE, arena), problem, in, arena);
    }
  }

  private static float[] run(ConvKernel.Prepared prepared, ConvProblem p, float[] in, Arena arena) {
    View from = new View(arena.allocateFrom(ValueLayout.JAVA_FLOAT, in), 0, p.inChannels());
    MemorySegment out = arena.allocate(4 * p.outPixels() * p.outChannels(), 64);
    Steps.runWhole(prepared.bind(from, null, new View(out, 0, p.outChannels())), arena);
    return out.toArray(ValueLayout.JAVA_FLOAT);
  }

  private static float[] reals(long seed, int count) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
