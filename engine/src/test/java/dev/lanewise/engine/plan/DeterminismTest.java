package dev.lanewise.engine.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.testing.graphs.SmallNets;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs are bit-identical for every number of threads, on every run. */
@Timeout(120)
class DeterminismTest {
  private static final int RUNS = 20;

  static List<Graph> graphs() {
    return List.of(
        SmallNets.residual().withInputs(Map.of("input0", Shape.of(1, 3, 48, 48))),
        SmallNets.dense().withBatch(32),
        SmallNets.volumes().withBatch(16),
        SmallNets.twoInTwoOut().withBatch(128),
        SmallNets.decoder().withBatch(16),
        SmallNets.attention().withBatch(64));
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void outputsDoNotDependOnThreads(Graph graph) {
    List<int[]> first = null;
    for (int threads : new int[] {1, 2, 3, 8}) {
      try (Plan plan = TestPlans.of(graph, Options.defaults().threads(threads));
          Session session = plan.newSession()) {
        plan.inputs()
            .forEach(
                (name, shape) ->
                    session
                        .input(name)
                        .copyFrom(MemorySegment.ofArray(TestPlans.noise(shape.elementCount()))));
        for (int run = 0; run < RUNS; run++) {
          session.run();
          List<int[]> bits = bits(session);
          first = first == null ? bits : first;
          for (int i = 0; i < bits.size(); i++) {
            assertTrue(
                Arrays.equals(first.get(i), bits.get(i)),
                "output " + i + " of " + plan + ", run " + run);
          }
        }
      }
    }
  }

  private static List<int[]> bits(Session session) {
    List<int[]> bits = new ArrayList<>();
    for (String name : session.plan().outputs().keySet()) {
      bits.add(session.output(name).toArray(ValueLayout.JAVA_INT));
    }
    return bits;
  }
}
