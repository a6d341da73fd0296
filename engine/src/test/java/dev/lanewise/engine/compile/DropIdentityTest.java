package dev.lanewise.engine.compile;

import dev.lanewise.engine.tensor.Shape;
import org.junit.jupiter.api.Test;

class DropIdentityTest extends PassTest {
  private static final Shape MAP = Shape.of(1, 2, 4, 4);

  DropIdentityTest() {
    super(new DropIdentity());
  }

  @Test
  void readersReadTheOperand() {
    assertBecomes(
        """
        x.relu [1, 2, 4, 4] = relu (x)
        x.add [1, 2, 4, 4] = add (x.relu, x)
        output y = x.add
        """,
        graph(MAP, (g, x) -> g.identity(g.add(g.identity(g.identity(g.relu(x))), g.identity(x)))));
  }

  @Test
  void anOutputMayShowAnInput() {
    assertBecomes("output y = x\n", graph(MAP, (g, x) -> g.identity(x)));
  }

  @Test
  void otherNodesStay() {
    assertStays(graph(MAP, (g, x) -> g.relu(x)));
  }
}
