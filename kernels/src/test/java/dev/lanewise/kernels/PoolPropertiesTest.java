package dev.lanewise.kernels;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Pooling follows its definition, for every provider. */
class PoolPropertiesTest {
  @Provide
  Arbitrary<PoolProblem> problems() {
    return Problems.poolings();
  }

  @Property(tries = 400)
  void poolingFollowsTheDefinition(
      @ForAll("problems") PoolProblem problem, @ForAll Data data, @ForAll long seed) {
    for (KernelProvider provider : Providers.ALL) {
      try (ProviderCheck check = new ProviderCheck(provider, data, seed)) {
        check.pool(problem);
      }
    }
  }

  @Property(tries = 150)
  void globalAverageIsTheMean(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll("elements") Problems.Elements shape,
      @ForAll Data data,
      @ForAll long seed) {
    for (KernelProvider provider : Providers.ALL) {
      try (ProviderCheck check = new ProviderCheck(provider, data, seed)) {
        check.globalAveragePool(batch, shape.pixels(), shape.channels());
      }
    }
  }

  @Provide
  Arbitrary<Problems.Elements> elements() {
    return Problems.elements();
  }
}
