package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import org.junit.jupiter.api.Test;

class MergePadsTest extends PassTest {
  private static final Shape MAP = Shape.of(1, 2, 4, 4);
  private static final int[] ONE = {1, 1};
  private static final int[] NONE = {0, 0};

  MergePadsTest() {
    super(new MergePads());
  }

  @Test
  void intoTheConvolutionBehind() {
    assertBecomes(
        """
        conv [1, 3, 4, 4] = conv 4x4 p1/2 (x, conv.weight)
        output y = conv
        """,
        graph(MAP, (g, x) -> g.conv("conv", g.pad(x, NONE, ONE), 3, ConvSpec.of(4).pad(1))));
  }

  @Test
  void notWhereSomethingElseReadsThePaddedMap() {
    assertStays(
        graph(
            MAP,
            (g, x) -> {
              Value y = g.pad(x, ONE, ONE);
              return g.concat(y, g.conv("conv", y, 3, ConvSpec.of(3).pad(1)));
            }));
  }

  @Test
  void notOtherNumbersThanZeroAndNoCuts() {
    assertStays(graph(MAP, (g, x) -> g.conv("conv", g.pad(x, ONE, ONE, 0.5f), 3, ConvSpec.of(3))));
    assertStays(
        graph(
            MAP,
            (g, x) -> g.conv("conv", g.pad(x, new int[] {-1, 1}, ONE), 3, ConvSpec.of(3).pad(1))));
  }

  @Test
  void notBeyondTheKernelAndNotIntoPools() {
    assertStays(graph(MAP, (g, x) -> g.conv("conv", g.pad(x, ONE, ONE), 3, ConvSpec.of(1))));
    assertStays(graph(MAP, (g, x) -> g.maxPool(g.pad(x, ONE, ONE), PoolSpec.of(2))));
  }
}
