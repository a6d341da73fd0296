package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LowerBatchNormTest extends PassTest {
  LowerBatchNormTest() {
    super(new LowerBatchNorm());
  }

  @Test
  void becomesScaleAndShift() {
    assertBecomes(
        """
        bn [1, 2, 4, 4] = affine (x, bn.scale, bn.shift)
        output y = bn
        """,
        graph(Shape.of(1, 2, 4, 4), (g, x) -> g.batchNorm("bn", x)));
  }

  @Test
  void numbersAreThoseOfTheFormula() {
    Graph graph = graph(Shape.of(1, 1), (g, x) -> g.batchNorm("bn", x, 0.5));
    Shape one = Shape.of(1);
    BoundGraph lowered =
        apply(
            graph,
            WeightSource.of(
                Map.of(
                    "bn.weight", Tensor.ofFloats(one, 3f),
                    "bn.bias", Tensor.ofFloats(one, 10f),
                    "bn.running_mean", Tensor.ofFloats(one, 4f),
                    "bn.running_var", Tensor.ofFloats(one, 1.75f)),
                "test"));
    assertArrayEquals(new double[] {2}, lowered.constant("bn.scale").values());
    assertArrayEquals(new double[] {2}, lowered.constant("bn.shift").values());
  }
}
