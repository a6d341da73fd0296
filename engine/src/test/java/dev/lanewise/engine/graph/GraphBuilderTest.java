package dev.lanewise.engine.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GraphBuilderTest {
  private final GraphBuilder g = new GraphBuilder("net");
  private final Value x = g.input("input0", Shape.of(1, 3, 8, 8));

  @Test
  void printsOneLinePerNode() {
    Value y = g.conv("conv1", x, 4, ConvSpec.of(3).stride(2).pad(1).bias());
    Value z = g.relu(g.batchNorm("bn1", y));
    z = g.maxPool(z, PoolSpec.of(3).stride(2).pad(1).ceil());
    z = g.add(z, g.identity(z));
    z = g.softmax(g.linear("fc", g.flatten(z), 10, false));
    g.output("output0", z);
    assertEquals(
        """
        graph net
          input input0 [1, 3, 8, 8]
          conv1 [1, 4, 4, 4] = conv 3x3 s2 p1 (input0, conv1.weight, conv1.bias)
          bn1 [1, 4, 4, 4] = batch_norm eps 1.0E-5 (conv1, bn1.weight, bn1.bias, bn1.running_mean, bn1.running_var)
          bn1.relu [1, 4, 4, 4] = relu (bn1)
          bn1.max_pool [1, 4, 3, 3] = max_pool 3x3 s2 p1 ceil (bn1.relu)
          bn1.identity [1, 4, 3, 3] = identity (bn1.max_pool)
          bn1.add [1, 4, 3, 3] = add (bn1.max_pool, bn1.identity)
          bn1.flatten [1, 36] = flatten (bn1.add)
          fc [1, 10] = linear (bn1.flatten, fc.weight)
          fc.softmax [1, 10] = softmax (fc)
          output output0 = fc.softmax
        """,
        g.build().toString());
  }

  @Test
  void aLayerCanBeAppliedAgain() {
    Value once = g.relu(g.conv("mix", x, 3, ConvSpec.of(1).bias()));
    Value twice = g.relu(g.again("mix", once));
    g.output("output0", g.again("mix", twice));
    assertEquals(
        """
        graph net
          input input0 [1, 3, 8, 8]
          mix [1, 3, 8, 8] = conv 1x1 (input0, mix.weight, mix.bias)
          mix.relu [1, 3, 8, 8] = relu (mix)
          mix.again [1, 3, 8, 8] = conv 1x1 (mix.relu, mix.weight, mix.bias)
          mix.again.relu [1, 3, 8, 8] = relu (mix.again)
          mix.again_2 [1, 3, 8, 8] = conv 1x1 (mix.again.relu, mix.weight, mix.bias)
          output output0 = mix.again_2
        """,
        g.build().toString());
  }

  @Test
  void aGraphWithPaddingComputedFromItsSizeRefusesOthers() {
    g.output("output0", g.conv("down", x, 4, ConvSpec.of(3).stride(2).padSame()));
    Graph graph = g.build();
    assertEquals(Shape.of(5, 4, 4, 4), graph.withBatch(5).outputShapes().get("output0"));
    Map<String, Shape> larger = Map.of("input0", Shape.of(1, 3, 9, 8));
    var e = assertThrows(GraphException.class, () -> graph.withInputs(larger));
    assertEquals(
        "graph net: input input0: it was written for [1, 3, 8, 8] and holds for this size, with any"
            + " batch; got [1, 3, 9, 8], for which another graph must be built",
        e.getMessage());
  }

  @Test
  void paddingToTheSameSizeWithoutAStrideHoldsForAnySize() {
    g.output("output0", g.maxPool(x, PoolSpec.of(4).stride(1).padSame()));
    Map<String, Shape> larger = Map.of("input0", Shape.of(1, 3, 9, 8));
    assertEquals(Shape.of(1, 3, 9, 8), g.build().withInputs(larger).outputShapes().get("output0"));
  }

  @Test
  void onlyALayerWithWeightsCanBeAppliedAgain() {
    Value y = g.relu(g.conv("mix", x, 3, ConvSpec.of(1)));
    for (String layer : List.of("mix.relu", "input0", "absent")) {
      var e = assertThrows(GraphException.class, () -> g.again(layer, y));
      assertEquals("graph net: no layer with weights is called '" + layer + "'", e.getMessage());
    }
    Value wide = g.conv("wide", x, 5, ConvSpec.of(1));
    assertThrows(GraphException.class, () -> g.again("mix", wide));
  }

  @Test
  void declaresParametersInOrder() {
    g.output("y", g.batchNorm("bn", g.conv("conv", x, 6, ConvSpec.of(1, 3).groups(3).bias())));
    Map<String, Parameter> parameters = g.build().parameters();
    assertEquals(
        List.of(
            "conv.weight",
            "conv.bias",
            "bn.weight",
            "bn.bias",
            "bn.running_mean",
            "bn.running_var",
            "bn.num_batches_tracked"),
        List.copyOf(parameters.keySet()));
    assertEquals(Parameter.required(Shape.of(6, 1, 1, 3)), parameters.get("conv.weight"));
    assertTrue(parameters.get("bn.num_batches_tracked").optional());
  }

  @Test
  void numbersNamesThatRepeat() {
    Value a = g.relu(x);
    assertEquals("input0.relu", a.name());
    assertEquals("input0.relu_2", g.relu(a).name());
  }

  @Test
  void takesAsymmetricAndSamePadding() {
    Value y = g.conv("a", x, 1, ConvSpec.of(3).pad(new int[] {0, 1}, new int[] {2, 0}));
    assertEquals(Shape.of(1, 1, 8, 7), y.shape());
    Value z = g.conv("b", x, 1, ConvSpec.of(3).stride(2).padSame());
    g.output("z", z);
    assertTrue(g.build().toString().contains("b [1, 1, 4, 4] = conv 3x3 s2 p0/1 (input0"));
  }

  @Test
  void countsPixelsOfEveryRank() {
    Value line = g.input("line", Shape.of(2, 3, 20));
    assertEquals(Shape.of(2, 5, 9), g.conv("c1", line, 5, ConvSpec.of(5).stride(2).pad(1)).shape());
    Value volume = g.input("volume", Shape.of(1, 2, 4, 6, 8));
    assertEquals(
        Shape.of(1, 7, 4, 3, 4),
        g.conv("c3", volume, 7, ConvSpec.of(1, 3, 3).stride(1, 2, 2).pad(0, 1, 1)).shape());
    assertEquals(Shape.of(1, 8, 2, 3, 4), g.subsamplePadChannels(volume, 2, 2, 4).shape());
  }

  @Test
  void refusesMisuse() {
    refuses("graph net: the name 'input0' is used twice", () -> g.input("input0", x.shape()));
    refuses("graph net: it has no output", g::build);
    g.conv("c", x, 2, ConvSpec.of(1));
    refuses(
        "graph net: the name 'c.weight' is used twice", () -> g.conv("c", x, 2, ConvSpec.of(1)));
    Value foreign = new GraphBuilder("other").input("input0", x.shape());
    refuses(
        "graph net: the value input0 [1, 3, 8, 8] does not come from this builder",
        () -> g.relu(foreign));
    refuses(
        "d: conv: wanted a number of groups that divides 3 input and 4 output channels, got 2",
        () -> g.conv("d", x, 4, ConvSpec.of(1).groups(2)));
    refuses(
        "e: conv: stride: wanted one number or 2 (one per spatial axis), got [1, 1, 1]",
        () -> g.conv("e", x, 4, ConvSpec.of(1).stride(1, 1, 1)));
    refuses(
        "input v: wanted [N, C] or [N, C, spatial...] of 1 to 3 axes, got [3]",
        () -> g.input("v", Shape.of(3)));
    refuses(
        "shape [0, 3]: wanted dimension 0 from 1 to 2^31-1, got 0",
        () -> g.input("w", Shape.of(0, 3)));
  }

  private static void refuses(String message, Executable misuse) {
    assertEquals(message, assertThrows(GraphException.class, misuse).getMessage());
  }
}
