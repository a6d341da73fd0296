package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.ConvTransposeSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import org.junit.jupiter.api.Test;

class FuseResidualTest extends PassTest {
  private static final Shape MAP = Shape.of(1, 2, 4, 4);

  FuseResidualTest() {
    super(new FuseResidual());
  }

  @Test
  void addsTheShortcut() {
    assertBecomes(
        """
        c.add [1, 2, 4, 4] = conv 1x1 (x, c.weight, -, x)
        output y = c.add
        """,
        graph(MAP, (g, x) -> g.add(g.conv("c", x, 2, ConvSpec.of(1)), x)));
  }

  @Test
  void ofTwoConvolutionsTheLaterOneAdds() {
    String after =
        """
        a [1, 2, 4, 4] = conv 1x1 (x, a.weight)
        %s.add [1, 2, 4, 4] = conv 1x1 (x, b.weight, b.bias, a)
        output y = %<s.add
        """;
    assertBecomes(
        after.formatted("a"),
        graph(
            MAP,
            (g, x) -> {
              Value a = g.conv("a", x, 2, ConvSpec.of(1));
              return g.add(a, g.conv("b", x, 2, ConvSpec.of(1).bias()));
            }));
    assertBecomes(
        after.formatted("b"),
        graph(
            MAP,
            (g, x) -> {
              Value a = g.conv("a", x, 2, ConvSpec.of(1));
              return g.add(g.conv("b", x, 2, ConvSpec.of(1).bias()), a);
            }));
  }

  @Test
  void waitsForAnOperandThatComesLater() {
    assertBecomes(
        """
        x.relu [1, 2, 4, 4] = relu (x)
        c.add [1, 2, 4, 4] = conv 1x1 (x, c.weight, -, x.relu)
        output y = c.add
        """,
        graph(
            MAP,
            (g, x) -> {
              Value y = g.conv("c", x, 2, ConvSpec.of(1));
              return g.add(y, g.relu(x));
            }));
  }

  @Test
  void aChainOfSumsTakesOneConvolutionEach() {
    assertBecomes(
        """
        a.add [1, 2, 4, 4] = conv 1x1 (x, a.weight, -, x)
        b.add [1, 2, 4, 4] = conv 1x1 (a.add, b.weight, -, a.add)
        output y = b.add
        """,
        graph(
            MAP,
            (g, x) -> {
              Value a = g.add(g.conv("a", x, 2, ConvSpec.of(1)), x);
              return g.add(g.conv("b", a, 2, ConvSpec.of(1)), a);
            }));
  }

  @Test
  void transposedConvolutionsAndLinearLayersAdd() {
    assertBecomes(
        """
        up.add [1, 2, 4, 4] = conv_transpose 1x1 (x, up.weight, -, x)
        up.flatten [1, 32] = flatten (up.add)
        fc.add [1, 32] = linear (up.flatten, fc.weight, fc.bias, up.flatten)
        output y = fc.add
        """,
        graph(
            MAP,
            (g, x) -> {
              Value y = g.flatten(g.add(g.convTranspose("up", x, 2, ConvTransposeSpec.of(1)), x));
              return g.add(g.linear("fc", y, 32), y);
            }));
  }

  @Test
  void notBehindAnActivationOrForTwoReaders() {
    assertStays(graph(MAP, (g, x) -> g.add(g.relu(g.conv("c", x, 2, ConvSpec.of(1))), x)));
    assertStays(
        graph(
            MAP,
            (g, x) -> {
              Value y = g.conv("c", x, 2, ConvSpec.of(1));
              return g.add(y, y);
            }));
  }
}
