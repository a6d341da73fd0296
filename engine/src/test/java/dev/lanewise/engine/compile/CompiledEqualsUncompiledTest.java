package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.reference.ReferenceKernels;
import dev.lanewise.testing.graphs.GraphOracle;
import dev.lanewise.testing.graphs.RandomGraphs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever the compiler does to a graph, results stay those of the graph as it stands.
 *
 * <p>The bound is 2e-6 of the largest value anywhere in the graph: some thirty float32 roundings,
 * each 6e-8, on the longest path of some twenty nodes, with a reserve for sums.
 */
class CompiledEqualsUncompiledTest {
  private static final double BOUND = 2e-6;

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void optimisedIsTheGraph(@ForAll("graphs") Graph graph, @ForAll long seed) {
    compare(graph, seed, Options.defaults().threads(1), ReferenceKernels.INSTANCE);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void unoptimisedIsTheGraph(@ForAll("graphs") Graph graph, @ForAll long seed) {
    compare(graph, seed, Options.defaults().threads(1).optimise(false), ReferenceKernels.INSTANCE);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void theFastestKernelsComputeTheGraph(@ForAll("graphs") Graph graph, @ForAll long seed) {
    compare(graph, seed, Options.defaults().threads(2).precise(true), Kernels.best());
  }

  @Provide
  Arbitrary<Graph> graphs() {
    return RandomGraphs.arbitrary();
  }

  private static void compare(Graph graph, long seed, Options options, KernelProvider kernels) {
    Map<String, float[]> inputs = inputs(graph, seed);
    try (Model model = Model.of(graph, RandomWeights.of(graph, seed));
        Plan plan = model.compile(options.kernels(kernels));
        Session session = plan.newSession()) {
      GraphOracle oracle = GraphOracle.run(graph, model.weights(), inputs);
      inputs.forEach((name, x) -> session.input(name).copyFrom(MemorySegment.ofArray(x)));
      // Twice: what the first run leaves behind must not matter.
      session.run();
      session.run();
      for (String output : graph.outputs().keySet()) {
        float[] got = session.output(output).toArray(ValueLayout.JAVA_FLOAT);
        double[] wanted = oracle.output(output);
        assertEquals(wanted.length, got.length);
        for (int i = 0; i < got.length; i++) {
          int at = i;
          assertEquals(
              wanted[i],
              got[i],
              BOUND * oracle.largest(),
              () -> output + "[" + at + "] of\n" + graph + plan.explain());
        }
      }
    }
  }

  private static Map<String, float[]> inputs(Graph graph, long seed) {
    Random random = new Random(seed);
    Map<String, float[]> inputs = new LinkedHashMap<>();
    graph
        .inputs()
        .forEach(
            (name, shape) -> {
              float[] x = new float[(int) shape.elementCount()];
              for (int i = 0; i < x.length; i++) {
                x[i] = 2 * random.nextFloat() - 1;
              }
              inputs.put(name, x);
            });
    return inputs;
  }
}
