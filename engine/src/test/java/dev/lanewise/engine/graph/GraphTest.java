package dev.lanewise.engine.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.testing.graphs.SmallNets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GraphTest {
  private static final Op RELU = new Op.Clip(Clamp.RELU);

  @Test
  void infersShapesOfOtherInputs() {
    Graph graph = SmallNets.residual();
    assertEquals(Map.of("output0", Shape.of(1, 10)), graph.outputShapes());
    assertEquals(Map.of("output0", Shape.of(4, 10)), graph.withBatch(4).outputShapes());
    Graph larger = graph.withInputs(Map.of("input0", Shape.of(2, 3, 32, 48)));
    assertEquals(Shape.of(2, 16, 16, 24), larger.shapes().get("layer2.bn2.add"));
  }

  @Test
  void refusesInputsThatDoNotFit() {
    Graph graph = SmallNets.residual();
    assertEquals(
        "graph residual: no input is called 'x'; its inputs are [input0]",
        message(() -> graph.withInputs(Map.of("x", Shape.of(1, 3, 16, 16)))));
    assertEquals(
        "conv1: conv 3x3 p1: wanted weight [8, 4, 3, 3] for input [1, 4, 16, 16], got [8, 3, 3, 3]",
        message(() -> graph.withInputs(Map.of("input0", Shape.of(1, 4, 16, 16)))));
  }

  @Test
  void refusesBrokenGraphs() {
    assertEquals(
        "graph g: node b reads 'a', which nothing before it defines",
        message(() -> graph(List.of(Node.of("b", RELU, "a"), Node.of("a", RELU, "x")), "a")));
    assertEquals(
        "graph g: two nodes are called 'a'",
        message(() -> graph(List.of(Node.of("a", RELU, "x"), Node.of("a", RELU, "x")), "a")));
    assertEquals(
        "graph g: the name 'x' is used twice",
        message(() -> graph(List.of(Node.of("x", RELU, "x")), "x")));
    assertEquals(
        "graph g: output y shows 'z', which no node defines",
        message(() -> graph(List.of(Node.of("a", RELU, "x")), "z")));
  }

  @Test
  void showsInnerValues() {
    Graph graph = SmallNets.residual().withOutputs(List.of("conv1"));
    assertEquals(List.of("output0", "conv1"), List.copyOf(graph.outputs().keySet()));
    assertEquals(
        "graph residual: output nothing shows 'nothing', which no node defines",
        message(() -> graph.withOutputs(List.of("nothing"))));
  }

  private static Graph graph(List<Node> nodes, String output) {
    var inputs = new LinkedHashMap<>(Map.of("x", Shape.of(1, 2)));
    var outputs = new LinkedHashMap<>(Map.of("y", output));
    return new Graph("g", inputs, nodes, outputs, new LinkedHashMap<>(), List.of());
  }

  private static String message(Executable mistake) {
    return assertThrows(GraphException.class, mistake).getMessage();
  }
}
