package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.ConvTransposeSpec;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import org.junit.jupiter.api.Test;

class FuseActivationTest extends PassTest {
  private static final Shape MAP = Shape.of(1, 2, 4, 4);

  FuseActivationTest() {
    super(new FuseActivation());
  }

  @Test
  void intoWhatCanClamp() {
    assertBecomes(
        """
        c.relu [1, 2, 4, 4] = conv 1x1 relu (x, c.weight, -)
        b.relu6 [1, 2, 4, 4] = batch_norm eps 1.0E-5 relu6 (c.relu, b.weight, b.bias, b.running_mean, b.running_var)
        b.clip [1, 2, 4, 4] = add clip [-1.0, 2.0] (b.relu6, x)
        output y = b.clip
        """
            .replace(", -)", ")"),
        graph(
            MAP,
            (g, x) -> {
              Value y = g.relu(g.conv("c", x, 2, ConvSpec.of(1)));
              y = g.relu6(g.batchNorm("b", y));
              return g.clip(g.add(y, x), -1, 2);
            }));
  }

  @Test
  void intoTransposedConvolutions() {
    assertBecomes(
        """
        up.relu [1, 3, 8, 8] = conv_transpose 2x2 s2 relu (x, up.weight, up.bias)
        output y = up.relu
        """,
        graph(
            MAP,
            (g, x) ->
                g.relu(g.convTranspose("up", x, 3, ConvTransposeSpec.of(2).stride(2).bias()))));
  }

  @Test
  void activationsThatFollowEachOtherBecomeOne() {
    assertBecomes(
        """
        fc.clip_2 [1, 3] = linear clip [1.0, 4.0] (x, fc.weight, fc.bias)
        output y = fc.clip_2
        """,
        graph(
            Shape.of(1, 2), (g, x) -> g.clip(g.relu6(g.clip(g.linear("fc", x, 3), -3, 4)), 1, 9)));
  }

  @Test
  void anyActivationIntoLayersWithWeights() {
    assertBecomes(
        """
        c.leaky_relu [1, 2, 4, 4] = conv 1x1 leaky_relu 0.1 (x, c.weight)
        up.silu [1, 3, 8, 8] = conv_transpose 2x2 s2 silu (c.leaky_relu, up.weight)
        up.pool [1, 3] = global_average_pool (up.silu)
        fc.sigmoid [1, 5] = linear sigmoid (up.pool, fc.weight, fc.bias)
        output y = fc.sigmoid
        """,
        graph(
            MAP,
            (g, x) -> {
              Value y = g.leakyRelu(g.conv("c", x, 2, ConvSpec.of(1)), 0.1);
              y = g.silu(g.convTranspose("up", y, 3, ConvTransposeSpec.of(2).stride(2)));
              return g.sigmoid(g.linear("fc", g.globalAveragePool(y), 5));
            }));
  }

  @Test
  void oneOtherActivationOnly() {
    assertBecomes(
        """
        c.relu [1, 2, 4, 4] = conv 1x1 relu (x, c.weight)
        c.tanh [1, 2, 4, 4] = tanh (c.relu)
        d.hard_swish [1, 2, 4, 4] = conv 1x1 hard_swish (c.tanh, d.weight)
        d.relu [1, 2, 4, 4] = relu (d.hard_swish)
        d.add [1, 2, 4, 4] = add (d.relu, x)
        d.elu [1, 2, 4, 4] = elu 1.0 (d.add)
        output y = d.elu
        """,
        graph(
            MAP,
            (g, x) -> {
              Value y = g.tanh(g.relu(g.conv("c", x, 2, ConvSpec.of(1))));
              y = g.relu(g.hardSwish(g.conv("d", y, 2, ConvSpec.of(1))));
              return g.elu(g.add(y, x), 1);
            }));
  }

  @Test
  void intoEachBranchOfAConcatenation() {
    assertBecomes(
        """
        a [1, 3, 4, 4] = conv 1x1 silu (x, a.weight)
        b [1, 2, 4, 4] = conv 1x1 silu (x, b.weight)
        a.silu [1, 5, 4, 4] = concat (a, b)
        output y = a.silu
        """,
        graph(
            MAP,
            (g, x) ->
                g.silu(
                    g.concat(
                        g.conv("a", x, 3, ConvSpec.of(1)), g.conv("b", x, 2, ConvSpec.of(1))))));
    assertStays(graph(MAP, (g, x) -> g.relu(g.concat(g.conv("a", x, 3, ConvSpec.of(1)), x))));
    assertStays(
        graph(
            MAP,
            (g, x) -> {
              Value a = g.conv("a", x, 3, ConvSpec.of(1));
              return g.relu(g.concat(a, a));
            }));
  }

  @Test
  void notWhereSomethingElseReadsTheLayer() {
    assertStays(
        graph(
            MAP,
            (g, x) -> {
              Value y = g.conv("c", x, 2, ConvSpec.of(1));
              return g.concat(g.relu(y), y);
            }));
  }

  @Test
  void notIntoPoolsAndInputs() {
    assertStays(graph(MAP, (g, x) -> g.relu(g.maxPool(g.relu(x), PoolSpec.of(2)))));
  }
}
