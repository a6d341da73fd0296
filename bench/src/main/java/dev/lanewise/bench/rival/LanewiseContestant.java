package dev.lanewise.bench.rival;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.weights.WeightSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** A network on Lanewise. */
public final class LanewiseContestant implements Contestant {
  private final Plan plan;
  private final Session session;

  /**
   * Compiles the network and fills the inputs.
   *
   * @param weights closed when this returns
   * @param inputs by name, row-major
   */
  public LanewiseContestant(
      Graph graph, WeightSource weights, Options options, Map<String, float[]> inputs) {
    try (Model model = Model.of(graph, weights)) {
      plan = model.compile(options);
    }
    try {
      session = plan.newSession();
      inputs.forEach((name, values) -> session.input(name).copyFrom(MemorySegment.ofArray(values)));
    } catch (Throwable failure) {
      plan.close();
      throw failure;
    }
  }

  /** What was compiled. */
  public Plan plan() {
    return plan;
  }

  @Override
  public void run() {
    session.run();
  }

  @Override
  public SequencedMap<String, float[]> outputs() {
    SequencedMap<String, float[]> outputs = new LinkedHashMap<>();
    for (String name : plan.outputs().keySet()) {
      outputs.put(name, session.output(name).toArray(ValueLayout.JAVA_FLOAT));
    }
    return outputs;
  }

  @Override
  public void close() {
    session.close();
    plan.close();
  }
}
