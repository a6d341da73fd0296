package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.WeightSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A network of one input and one output, compiled for one size, with a session. */
final class Runner implements AutoCloseable {
  private final Plan plan;
  private final Session session;

  private Runner(Plan plan) {
    this.plan = plan;
    this.session = plan.newSession();
  }

  /**
   * Compiles a network.
   *
   * @param weights taken over: they are closed before this method returns or throws
   * @param rank of the input that is wanted, batch and channels included
   * @param wanted what such an input is, for messages
   */
  static Runner open(
      String model,
      WeightSource weights,
      ModelOptions size,
      Options options,
      int rank,
      String wanted) {
    try (WeightSource source = Models.fitted(model, weights)) {
      ModelSpec spec = Models.find(model);
      if (spec.inputs().size() != 1 || spec.inputs().getFirst().rank() != rank) {
        throw new LanewiseException(
            "%s: wanted a model for %s, but its inputs are %s"
                .formatted(model, wanted, spec.inputs()));
      }
      Graph graph = Models.graphFor(model, source, size);
      try (Model bound = Model.of(graph, source)) {
        return open(bound.compile(options));
      }
    }
  }

  private static Runner open(Plan plan) {
    try {
      return new Runner(plan);
    } catch (Throwable failure) {
      plan.close();
      throw failure;
    }
  }

  Plan plan() {
    return plan;
  }

  Shape inputShape() {
    return plan.inputs().firstEntry().getValue();
  }

  Shape outputShape() {
    return plan.outputs().firstEntry().getValue();
  }

  /** Where the input goes. */
  MemorySegment input() {
    return session.input(plan.inputs().firstEntry().getKey());
  }

  /** Runs the network on what the input holds. */
  float[] run() {
    session.run();
    return session.output(plan.outputs().firstEntry().getKey()).toArray(ValueLayout.JAVA_FLOAT);
  }

  @Override
  public void close() {
    session.close();
    plan.close();
  }
}
