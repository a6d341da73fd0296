package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Transposed convolution follows its definition, for every provider. */
class ConvTransposeTest {
  private static final Clamp[] CLAMPS = {Clamp.NONE, Clamp.RELU, new Clamp(-2.5f, 3.25f)};

  private static final List<Regressions.Case> CASES =
      List.of(
          new Regressions.Case("t n1 g1 c1x1 k1 1", "the least problem"),
          new Regressions.Case("t n2 g1 c17x5x6 k33 2x2 s2 p0", "the up-sampling of a U-Net"),
          new Regressions.Case("t n1 g1 c8x3x4x5 k4 2x2x2 s2 p0", "that of a 3-D U-Net"),
          new Regressions.Case("t n1 g1 c5x6x6 k7 4x4 s2 p1", "two input rows per output row"),
          new Regressions.Case("t n1 g1 c5x6x6 k7 3x3 s2 p1 o1", "one or two taps by phase"),
          new Regressions.Case("t n1 g1 c9x7 k6 3 p1", "stride 1: an ordinary convolution"),
          new Regressions.Case("t n1 g1 c9x7 k6 3 p4", "stride 1 that cuts inputs off"),
          new Regressions.Case("t n1 g1 c3x4x4 k5 2x2 s3 p0", "outputs that no tap reaches"),
          new Regressions.Case("t n1 g1 c3x4 k5 1 s2 p0 o3", "output padding beyond all inputs"),
          new Regressions.Case("t n1 g1 c4x5 k3 3 s2 p0 d2", "dilation hits one phase alone"),
          new Regressions.Case("t n1 g1 c4x5 k3 4 s4 p2 d6", "stride and dilation share a factor"),
          new Regressions.Case("t n1 g1 c4x5 k3 4 s3 p5/0 d2", "padding beyond the first inputs"),
          new Regressions.Case("t n1 g8 c8x5x5 k16 3x3 s2 p1", "depthwise with a multiplier"),
          new Regressions.Case("t n2 g3 c12x4x4 k15 4x4 s2 p1", "groups"));

  @Provide
  Arbitrary<ConvTransposeProblem> problems() {
    return OperatorProblems.convTransposes();
  }

  @Property(tries = 200)
  void followsTheDefinition(
      @ForAll("problems") ConvTransposeProblem problem, @ForAll Data data, @ForAll long seed) {
    check(problem, data, seed);
  }

  @Example
  void regressions() {
    for (Regressions.Case c : CASES) {
      for (Data data : Data.values()) {
        for (long seed = 0; seed < 4; seed++) {
          check(ConvTransposeProblem.parse(c.line()), data, seed);
        }
      }
    }
  }

  @Property(tries = 200)
  void lineIsReadBack(@ForAll("problems") ConvTransposeProblem problem) {
    assertEquals(problem, ConvTransposeProblem.parse(problem.toString()));
  }

  @Example
  void impossibleShapesAreRefused() {
    refused("at least 1, but is 0", "t n0 g1 c1x1 k1 1");
    refused("groups must divide the channels", "t n1 g2 c3x4 k4 1");
    refused(
        "the output has 7 positions along width and the padding cuts off 8",
        "t n1 g1 c3x3 k4 3 s2 p4");
    refused("not a transposed convolution", "n1 g1 c3x3 k4 3 s2 p4");
  }

  private static void refused(String part, String line) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ConvTransposeProblem.parse(line))
            .getMessage();
    assertEquals(true, message.contains(part), message);
  }

  private static void check(ConvTransposeProblem p, Data data, long seed) {
    for (KernelProvider provider : Providers.ALL) {
      try (Arena arena = Arena.ofConfined();
          ProviderCheck check = new ProviderCheck(provider, data, seed)) {
        check(p, data, new SplittableRandom(~seed), check, arena);
      }
    }
  }

  private static void check(
      ConvTransposeProblem p,
      Data data,
      SplittableRandom random,
      ProviderCheck check,
      Arena arena) {
    int outPixels = p.out().volume();
    int outputs = p.batch() * p.outChannels() * outPixels;
    Clamp clamp = CLAMPS[random.nextInt(CLAMPS.length)];
    float[] in = check.activations(p.batch() * p.inChannels() * p.in().volume());
    float[] weights = data.weights(random, Math.toIntExact(p.weightCount()));
    float[] bias = random.nextBoolean() ? data.weights(random, p.outChannels()) : null;
    float[] added = random.nextInt(3) == 0 ? check.activations(outputs) : null;
    boolean inPlace = random.nextBoolean();
    GuardedTensor source = check.tensor(p.batch(), p.inChannels(), p.in().volume()).write(in);
    GuardedTensor target = check.tensor(p.batch(), p.outChannels(), outPixels);
    GuardedTensor addend =
        added == null || inPlace
            ? target
            : check.tensor(p.batch(), p.outChannels(), outPixels).write(added);
    ConvTransposeKernel kernel = check.provider().convTranspose();
    MemorySegment weightMemory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, weights);
    MemorySegment biasMemory =
        bias == null ? null : arena.allocateFrom(ValueLayout.JAVA_FLOAT, bias);
    ConvKernel.Prepared prepared = kernel.prepare(p, weightMemory, biasMemory, clamp, arena);
    weightMemory.fill((byte) 0xff);
    Step step = prepared.bind(source.view(), added == null ? null : addend.view(), target.view());
    float[] got = check.run(step, target, added != null && inPlace ? added : null);
    source.requireUnchanged(p + ": input");

    NaiveOracle.Sums oracle = NaiveOracle.convTranspose(p, in, weights);
    double[] exact = oracle.sums();
    double[] magnitudes = oracle.magnitudes();
    for (int i = 0; i < exact.length; i++) {
      double extra = bias == null ? 0 : bias[i / outPixels % p.outChannels()];
      double residual = added == null ? 0 : added[i];
      exact[i] += extra + residual;
      magnitudes[i] += Math.abs(extra) + Math.abs(residual);
    }
    long terms = (long) p.groupInChannels() * p.kernel().volume() + 2;
    check.compare(
        "'" + p + "' " + clamp,
        got,
        i ->
            exact[i] < clamp.low()
                ? clamp.low()
                : exact[i] > clamp.high() ? clamp.high() : exact[i],
        i -> data == Data.REALS ? Bound.gamma(terms) * magnitudes[i] : 0);
  }
}
