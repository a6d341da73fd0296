package dev.lanewise.kernels;

import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Element-wise operations and changes of layout follow their formulas, for every provider. */
class ElementwisePropertiesTest {
  @Provide
  Arbitrary<Problems.Elements> shapes() {
    return Problems.elements();
  }

  @Property(tries = 150)
  void add(@ForAll("shapes") Problems.Elements s, @ForAll Data data, @ForAll long seed) {
    each(data, seed, check -> check.add(s.pixels(), s.channels()));
  }

  @Property(tries = 150)
  void affine(@ForAll("shapes") Problems.Elements s, @ForAll Data data, @ForAll long seed) {
    each(data, seed, check -> check.affine(s.pixels(), s.channels()));
  }

  @Property(tries = 100)
  void copy(@ForAll("shapes") Problems.Elements s, @ForAll Data data, @ForAll long seed) {
    each(data, seed, check -> check.copy(s.pixels(), s.channels()));
  }

  @Property(tries = 150)
  void softmax(@ForAll("shapes") Problems.Elements s, @ForAll Data data, @ForAll long seed) {
    each(data, seed, check -> check.softmax(s.pixels(), s.channels()));
  }

  @Property(tries = 100)
  void changeLayout(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll("shapes") Problems.Elements s,
      @ForAll Data data,
      @ForAll long seed) {
    each(data, seed, check -> check.changeLayout(batch, s.channels(), s.pixels()));
  }

  @Property(tries = 50)
  void changeLayoutOfThreePlanes(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 70) int pixels,
      @ForAll Data data,
      @ForAll long seed) {
    each(data, seed, check -> check.changeLayout(batch, 3, pixels));
  }

  @Property(tries = 150)
  void subsamplePadChannels(
      @ForAll("windows") PoolProblem shape,
      @ForAll @IntRange(max = 20) int front,
      @ForAll @IntRange(max = 20) int back,
      @ForAll Data data,
      @ForAll long seed) {
    each(
        data,
        seed,
        check ->
            check.subsamplePadChannels(
                shape.batch(), shape.channels(), shape.in(), shape.stride(), front, back));
  }

  /** Of these, the subsampling uses batch, channels, size and stride. */
  @Provide
  Arbitrary<PoolProblem> windows() {
    return Problems.poolings();
  }

  private static void each(Data data, long seed, Consumer<ProviderCheck> test) {
    for (KernelProvider provider : Providers.ALL) {
      try (ProviderCheck check = new ProviderCheck(provider, data, seed)) {
        test.accept(check);
      }
    }
  }
}
