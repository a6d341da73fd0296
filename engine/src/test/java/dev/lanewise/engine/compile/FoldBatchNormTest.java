package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightSource;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldBatchNormTest extends PassTest {
  private static final Shape MAP = Shape.of(1, 2, 4, 4);

  FoldBatchNormTest() {
    super(new FoldBatchNorm());
  }

  @Test
  void intoAConvolution() {
    assertBecomes(
        """
        bn [1, 3, 4, 4] = conv 1x1 (x, conv.weight*bn, conv.bias*bn)
        bn.relu [1, 3, 4, 4] = relu (bn)
        output y = bn.relu
        """,
        graph(MAP, (g, x) -> g.relu(g.batchNorm("bn", g.conv("conv", x, 3, ConvSpec.of(1))))));
  }

  @Test
  void intoALinearLayerAndTwice() {
    assertBecomes(
        """
        b [2, 3] = linear (x, fc.weight*a*b, fc.bias*a*b)
        output y = b
        """,
        graph(Shape.of(2, 5), (g, x) -> g.batchNorm("b", g.batchNorm("a", g.linear("fc", x, 3)))));
  }

  @Test
  void intoEachBranchOfAConcatenation() {
    assertBecomes(
        """
        a [1, 3, 4, 4] = conv 1x1 (x, a.weight*bn, a.bias*bn)
        b [1, 2, 4, 4] = conv 1x1 (x, b.weight*bn, b.bias*bn)
        bn [1, 5, 4, 4] = concat (a, b)
        output y = bn
        """,
        graph(
            MAP,
            (g, x) ->
                g.batchNorm(
                    "bn",
                    g.concat(
                        g.conv("a", x, 3, ConvSpec.of(1)),
                        g.conv("b", x, 2, ConvSpec.of(1).bias())))));
    assertStays(
        graph(
            MAP,
            (g, x) -> {
              var a = g.conv("a", x, 3, ConvSpec.of(1));
              return g.add(g.batchNorm("bn", g.concat(a, x)), g.concat(a, x));
            }));
  }

  @Test
  void notWhereSomethingElseReadsTheLayer() {
    assertStays(
        graph(
            MAP,
            (g, x) -> {
              var y = g.conv("conv", x, 2, ConvSpec.of(1));
              return g.add(g.batchNorm("bn", y), y);
            }));
  }

  @Test
  void notBehindAnActivation() {
    assertStays(
        graph(MAP, (g, x) -> g.batchNorm("bn", g.relu(g.conv("conv", x, 2, ConvSpec.of(1))))));
  }

  @Test
  void numbersAreRoundedOnce() {
    Graph graph =
        graph(
            Shape.of(1, 1, 3),
            (g, x) -> g.batchNorm("bn", g.conv("conv", x, 2, ConvSpec.of(2).bias()), 0.5));
    Shape two = Shape.of(2);
    WeightSource weights =
        WeightSource.of(
            Map.of(
                "conv.weight", Tensor.ofFloats(Shape.of(2, 1, 2), 1f, 2f, 3f, 4f),
                "conv.bias", Tensor.ofFloats(two, 1f, 0f),
                "bn.weight", Tensor.ofFloats(two, 3f, 0.1f),
                "bn.bias", Tensor.ofFloats(two, 10f, 20f),
                "bn.running_mean", Tensor.ofFloats(two, 0.25f, 7f),
                "bn.running_var", Tensor.ofFloats(two, 1.75f, 0.5f)),
            "test");
    BoundGraph folded = apply(graph, weights);
    double first = 3 / 1.5;
    double second = 0.1f;
    try (Arena arena = Arena.ofConfined()) {
      assertArrayEquals(
          new float[] {
            (float) first, (float) (2 * first), (float) (3 * second), (float) (4 * second)
          },
          folded.constant("conv.weight*bn").read(arena).toArray(ValueLayout.JAVA_FLOAT));
      assertArrayEquals(
          new float[] {(float) (10 + (1 - 0.25) * first), (float) (20 - 7 * second)},
          folded.constant("conv.bias*bn").read(arena).toArray(ValueLayout.JAVA_FLOAT));
    }
  }
}
