package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergeReshapesTest extends PassTest {
  MergeReshapesTest() {
    super(new MergeReshapes());
  }

  @Test
  void onlyTheLastSizesCount() {
    Graph graph =
        graph(Shape.of(1, 4, 3, 2), (g, x) -> g.reshape(g.flatten(g.reshape(x, 2, 4, 3)), 6, 2, 2));
    BoundGraph after = Pass.all(List.of(new MergeReshapes(), new DropDead()), apply(graph));
    assertEquals(
        """
        x.reshape_2 [1, 6, 2, 2] = reshape to [6, 2, 2] (x)
        output y = x.reshape_2
        """,
        body(after.graph()));
  }

  @Test
  void notAcrossWhatComputes() {
    assertStays(graph(Shape.of(1, 4, 6), (g, x) -> g.reshape(g.relu(g.reshape(x, 8, 3)), 2, 12)));
  }
}
