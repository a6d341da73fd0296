package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightSource;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldBatchNormForwardTest extends PassTest {
  private static final Shape MAP = Shape.of(1, 2, 4, 4);

  FoldBatchNormForwardTest() {
    super(new FoldBatchNormForward());
  }

  @Test
  void intoConvolutionsAndLinearLayersBehind() {
    assertBecomes(
        """
        conv [1, 3, 2, 2] = conv 3x3 (x, bn*conv.weight, bn*conv.bias)
        output y = conv
        """,
        graph(MAP, (g, x) -> g.conv("conv", g.batchNorm("bn", x), 3, ConvSpec.of(3))));
    assertBecomes(
        """
        fc [2, 3] = linear (x, bn*fc.weight, bn*fc.bias)
        output y = fc
        """,
        graph(Shape.of(2, 5), (g, x) -> g.linear("fc", g.batchNorm("bn", x), 3)));
  }

  @Test
  void notWherePaddingIsNotNormalised() {
    assertStays(
        graph(MAP, (g, x) -> g.conv("conv", g.batchNorm("bn", x), 3, ConvSpec.of(3).pad(1))));
  }

  @Test
  void notWhereSomethingElseReadsIt() {
    assertStays(
        graph(
            MAP,
            (g, x) -> {
              var y = g.batchNorm("bn", x);
              return g.add(y, g.conv("conv", y, 2, ConvSpec.of(1)));
            }));
  }

  @Test
  void normalisesWhatTheLayerReads() {
    Graph graph =
        graph(MAP, (g, x) -> g.conv("conv", g.batchNorm("bn", x), 2, ConvSpec.of(1).groups(2)));
    BoundGraph after = apply(graph, weights(new float[] {1, -3}));
    try (Arena arena = Arena.ofConfined()) {
      // scale = weight / sqrt(var + eps) = 2 / 4, -6 / 2; shift = bias - mean * scale.
      assertArrayEquals(
          new float[] {5 * 0.5f, 7 * -3},
          after.constant("bn*conv.weight").read(arena).toArray(ValueLayout.JAVA_FLOAT),
          1e-4f);
      assertArrayEquals(
          new double[] {5 * (1 - 10 * 0.5), 7 * (-3 - 20 * -3.0)},
          after.constant("bn*conv.bias").values(),
          1e-2);
    }
    Graph padded =
        graph(
            MAP,
            (g, x) -> g.conv("conv", g.batchNorm("bn", x), 2, ConvSpec.of(1).groups(2).pad(1)));
    // With shift 0 the padded zeros stay what they are: 10 * scale and 20 * scale.
    BoundGraph exact = apply(padded, zeroShift());
    assertArrayEquals(new double[2], exact.constant("bn*conv.bias").values(), 0);
  }

  private static WeightSource zeroShift() {
    Map<String, Tensor> tensors = tensors(new float[] {0, 0});
    tensors.put("bn.running_mean", Tensor.ofFloats(Shape.of(2), 0, 0));
    return WeightSource.of(tensors, "test");
  }

  private static WeightSource weights(float[] bias) {
    return WeightSource.of(tensors(bias), "test");
  }

  private static Map<String, Tensor> tensors(float[] bias) {
    Map<String, Tensor> tensors = new HashMap<>();
    tensors.put("conv.weight", Tensor.ofFloats(Shape.of(2, 1, 1, 1), 5, 7));
    tensors.put("bn.weight", Tensor.ofFloats(Shape.of(2), 2, -6));
    tensors.put("bn.bias", Tensor.ofFloats(Shape.of(2), bias));
    tensors.put("bn.running_mean", Tensor.ofFloats(Shape.of(2), 10, 20));
    tensors.put("bn.running_var", Tensor.ofFloats(Shape.of(2), 16, 4));
    return tensors;
  }
}
