package dev.lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.compile.Compiler;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.kernels.Clamp;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a user is told who closes too early or names what is not there. */
@Tag("once")
class MessagesTest {
  private static Graph graph() {
    var g = new GraphBuilder("net");
    g.output("y", g.linear("fc", g.input("x", Shape.of(1, 3)), 2));
    return g.build();
  }

  @Test
  void whatIsClosedSaysSo() {
    Graph graph = graph();
    Model model = Model.of(graph, RandomWeights.of(graph));
    Plan plan = model.compile(Options.defaults().threads(1));
    Session session = plan.newSession();
    Compiler compiler =
        new Compiler(
            graph, Weights.bind(graph, RandomWeights.of(graph)), Options.defaults().threads(1));
    RandomWeights weights = RandomWeights.of(graph);
    weights.close();
    session.close();
    plan.close();
    compiler.close();
    model.close();
    check(
        IllegalStateException.class,
        Map.of(
            "model net: closed",
            () -> model.compile(Options.defaults()),
            "compiler of net: closed",
            () -> compiler.plan(Map.of()),
            "plan of net: closed",
            plan::newSession,
            "session of net: closed",
            session::run,
            "random weights: closed",
            () -> weights.get("fc.weight")));
  }

  @Test
  void whatIsNotThereIsNamed() {
    Graph graph = graph();
    try (Model model = Model.of(graph, RandomWeights.of(graph));
        Plan plan = model.compile(Options.defaults().threads(1));
        Session session = plan.newSession()) {
      Tensor tensor = Tensor.ofFloats(Shape.of(2), 1, 2);
      check(
          LanewiseException.class,
          Map.of(
              "net: no input is called 'z'; there are [x]",
              () -> session.input("z"),
              "net: no output is called 'z'; there are [y]",
              () -> session.output("z"),
              "random weights: no tensor 'z'; the file has 2, the first are 'fc.weight',"
                  + " 'fc.bias'",
              () -> RandomWeights.of(graph).get("z"),
              "mine: no tensor 'z'; the file has 1, the first are 'a'",
              () -> WeightSource.of(Map.of("a", tensor), "mine").get("z"),
              "shape [2, -1]: dimension 1 is negative; wanted 0 or more",
              () -> Shape.of(2, -1),
              "tensor %s: wanted its 1 axes in some order, got [1]".formatted(tensor),
              () -> tensor.permute(Arena.ofAuto(), 1)));
    }
  }

  @Test
  void aNodeOfTwoOutputsIsRefused() {
    Node node = new Node("n", new Op.Clip(Clamp.RELU), List.of("x"), List.of("a", "b"));
    check(
        LanewiseException.class,
        Map.of(
            "graph net: node n: wanted one output, got 2",
            () ->
                new Graph(
                    "net",
                    new LinkedHashMap<>(Map.of("x", Shape.of(1, 2))),
                    List.of(node),
                    new LinkedHashMap<>(Map.of("y", "a")),
                    new LinkedHashMap<>(),
                    List.of())));
  }

  private static void check(Class<? extends Throwable> type, Map<String, Executable> refused) {
    new TreeMap<>(refused)
        .forEach((message, call) -> assertEquals(message, assertThrows(type, call).getMessage()));
  }
}
