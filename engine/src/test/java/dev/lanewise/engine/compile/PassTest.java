package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.engine.weights.Weights;
import java.util.Arrays;
import java.util.function.BiFunction;

/** What tests of passes share: a graph before, the text of the graph after. */
abstract class PassTest {
  private final Pass pass;

  PassTest(Pass pass) {
    this.pass = pass;
  }

  /** A graph {@code net} of input {@code x} and output {@code y}. */
  static Graph graph(Shape input, BiFunction<GraphBuilder, Value, Value> body) {
    var g = new GraphBuilder("net");
    g.output("y", body.apply(g, g.input("x", input)));
    return g.build();
  }

  /** Applies the pass with random weights. */
  final BoundGraph apply(Graph graph) {
    return apply(graph, RandomWeights.of(graph));
  }

  final BoundGraph apply(Graph graph, WeightSource weights) {
    return pass.apply(BoundGraph.of(graph, Weights.bind(graph, weights)));
  }

  /** Checks the nodes and outputs that the pass leaves; parameters are in the text as operands. */
  final void assertBecomes(String after, Graph before) {
    assertEquals(after, body(apply(before).graph()));
  }

  /** Checks that the pass leaves the graph as it is. */
  final void assertStays(Graph before) {
    assertEquals(before.toString(), apply(before).graph().toString());
  }

  /** The lines of nodes and outputs. */
  static String body(Graph graph) {
    String[] lines = graph.toString().split("\n");
    return String.join("\n", Arrays.copyOfRange(lines, 2, lines.length)).stripIndent() + "\n";
  }
}
