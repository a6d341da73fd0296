package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every convolution kernel of every provider computes what the definition says. */
class ConvPropertiesTest {
  @Provide
  Arbitrary<ConvProblem> problems() {
    return Problems.convolutions();
  }

  @Property(tries = 200)
  void integersAreExact(@ForAll("problems") ConvProblem problem, @ForAll long seed) {
    check(problem, seed, Data.INTEGERS);
  }

  @Property(tries = 200)
  void realsKeepTheBound(@ForAll("problems") ConvProblem problem, @ForAll long seed) {
    check(problem, seed, Data.REALS);
  }

  @Property(tries = 100)
  void nonFiniteElementsReachTheirWindowsAlone(
      @ForAll("problems") ConvProblem problem, @ForAll long seed) {
    check(problem, seed, Data.NON_FINITE);
  }

  @Example
  void regressions() {
    for (Regressions.Case c : Regressions.CONVOLUTIONS) {
      ConvProblem problem = ConvProblem.parse(c.line());
      for (long seed = 0; seed < 2; seed++) {
        for (Data data : Data.values()) {
          check(problem, seed, data);
        }
      }
    }
  }

  @Property(tries = 200)
  void lastKernelTakesEveryProblem(@ForAll("problems") ConvProblem problem) {
    for (KernelProvider provider : Providers.ALL) {
      ConvKernel last = provider.convolutions().getLast();
      assertTrue(last.accepts(problem).accepted(), provider.name() + ": " + last.name());
    }
  }

  private static void check(ConvProblem problem, long seed, Data data) {
    try (Stream<ConvKernel> kernels = Providers.convolutions(problem)) {
      kernels.forEach(k -> ConvCheck.check(k, problem, seed, data, Bound.of(k)));
    }
  }
}
