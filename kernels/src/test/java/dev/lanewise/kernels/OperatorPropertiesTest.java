package dev.lanewise.kernels;

import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Gates, channel reductions and changes of size follow their formulas, for every provider. */
class OperatorPropertiesTest {
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void multiply(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll("shapes") Problems.Elements s,
      @ForAll Broadcast broadcast,
      @ForAll Data data,
      @ForAll long seed) {
    each(data, seed, check -> check.multiply(batch, s.pixels(), s.channels(), broadcast));
  }

  @Property(tries = 150)
  void reduceChannels(
      @ForAll("shapes") Problems.Elements s,
      @ForAll ChannelReduction reduction,
      @ForAll Data data,
      @ForAll long seed) {
    each(data, seed, check -> check.reduceChannels(s.pixels(), s.channels(), reduction));
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void localResponseNorm(
      @ForAll("shapes") Problems.Elements s,
      @ForAll @IntRange(min = 1, max = 12) int size,
      @ForAll boolean usual,
      @ForAll Data data,
      @ForAll long seed) {
    var norm = new LocalResponseNorm(size, usual ? 1e-4 : 0.5, usual ? 0.75 : 0.6, 1 + size % 2);
    each(data, seed, check -> check.localResponseNorm(s.pixels(), s.channels(), norm));
  }

  @Property(tries = 200)
  void adaptiveAveragePool(
      @ForAll("adaptives") OperatorProblems.Adaptive p, @ForAll Data data, @ForAll long seed) {
    each(data, seed, check -> check.adaptiveAveragePool(p));
  }

  @Property(tries = 200)
  void pad(@ForAll("pads") PadProblem p, @ForAll Data data, @ForAll long seed) {
    each(data, seed, check -> check.pad(p));
  }

  @Property(tries = 150)
  void resize(@ForAll("resizes") ResizeProblem p, @ForAll Data data, @ForAll long seed) {
    each(data, seed, check -> check.resize(p));
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void reshape(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll("shapes") Problems.Elements s,
      @ForAll @IntRange(max = 20) int pick,
      @ForAll Data data,
      @ForAll long seed) {
    int elements = s.pixels() * s.channels();
    int[] divisors = IntStream.rangeClosed(1, elements).filter(d -> elements % d == 0).toArray();
    int channels = divisors[pick % divisors.length];
    each(data, seed, check -> check.reshape(batch, s.channels(), s.pixels(), channels));
  }

  @Provide
  Arbitrary<Problems.Elements> shapes() {
    return Problems.elements();
  }

  @Provide
  Arbitrary<OperatorProblems.Adaptive> adaptives() {
    return OperatorProblems.adaptives();
  }

  @Provide
  Arbitrary<PadProblem> pads() {
    return OperatorProblems.pads();
  }

  @Provide
  Arbitrary<ResizeProblem> resizes() {
    return OperatorProblems.resizes();
  }

  private static void each(Data data, long seed, Consumer<OperatorCheck> test) {
    for (KernelProvider provider : Providers.ALL) {
      try (OperatorCheck check = new OperatorCheck(provider, data, seed)) {
        test.accept(check);
      }
    }
  }
}
