package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DropDeadTest extends PassTest {
  DropDeadTest() {
    super(new DropDead());
  }

  @Test
  void whatNoOutputNeedsGoes() {
    Graph graph =
        graph(
            Shape.of(1, 2, 4, 4),
            (g, x) -> {
              Value y = g.conv("used", x, 2, ConvSpec.of(1));
              g.relu(g.conv("unused", y, 2, ConvSpec.of(1)));
              return y;
            });
    assertBecomes(
        """
        used [1, 2, 4, 4] = conv 1x1 (x, used.weight)
        output y = used
        """,
        graph);
    BoundGraph after = apply(graph);
    assertEquals(Set.of("used.weight"), after.constants().keySet());
    assertEquals(Set.of("used.weight"), after.graph().parameters().keySet());
  }
}
