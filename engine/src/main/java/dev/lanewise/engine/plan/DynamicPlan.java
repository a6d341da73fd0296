package dev.lanewise.engine.plan;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.lifetime.Forgotten;
import dev.lanewise.engine.tensor.Shape;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A network compiled for inputs of any batch and size: a plan for each set of shapes, made when it
 * is first used.
 *
 * <pre>{@code
 * try (DynamicPlan plan = model.compileDynamic(Options.defaults());
 *     DynamicSession session = plan.newSession()) {
 *   session.at(Shape.of(4, 3, 224, 224)).run(in, out);
 * }
 * }</pre>
 *
 * <p>All of these plans share threads and packed weights: a layer is packed once for all shapes,
 * unless another shape is better served by another kernel, which then packs it once as well. The
 * plans that were used last are kept, {@value #DEFAULT_PLANS} of them unless said otherwise.
 *
 * <p>Safe to share between threads.
 */
public final class DynamicPlan implements AutoCloseable {
  /** How many plans are kept. */
  static final int DEFAULT_PLANS = 8;

  private final Graph graph;
  private final Function<Map<String, Shape>, Plan> compiler;
  private final LongSupplier packedBytes;
  private final Forgotten forgotten;

  /** One shape is compiled at a time, with all threads. */
  private final ReentrantLock compiling = new ReentrantLock();

  /** By shapes of all inputs; the one used last is the last. Guards itself. */
  private final Plans plans = new Plans();

  /** Does not refer to its owner, which may be forgotten. */
  private static final class Plans {
    private final SequencedMap<Map<String, Shape>, Plan> kept = new LinkedHashMap<>();
    private int most = DEFAULT_PLANS;
    private boolean closed;

    synchronized Session session(Map<String, Shape> shapes) {
      Plan plan = kept.remove(shapes);
      if (plan == null) {
        return null;
      }
      kept.putLast(shapes, plan);
      return plan.newSession();
    }

    synchronized void add(Map<String, Shape> shapes, Plan plan) {
      if (closed) {
        plan.close();
      } else {
        kept.putLast(shapes, plan);
        trim();
      }
    }

    synchronized void keep(int count) {
      most = count;
      trim();
    }

    private void trim() {
      Iterator<Plan> oldest = kept.values().iterator();
      while (kept.size() > most) {
        oldest.next().close();
        oldest.remove();
      }
    }

    synchronized int size() {
      return kept.size();
    }

    synchronized boolean isClosed() {
      return closed;
    }

    synchronized void close() {
      closed = true;
      kept.values().forEach(Plan::close);
      kept.clear();
    }
  }

  /**
   * Creates what a compiler serves.
   *
   * @param graph with the usual input shapes
   * @param compiler makes a plan for shapes of all inputs
   * @param packedBytes of all packed weights so far
   * @param free is run when this is closed; plans that are still in use must go on
   */
  public DynamicPlan(
      Graph graph,
      Function<Map<String, Shape>, Plan> compiler,
      LongSupplier packedBytes,
      Runnable free) {
    this.graph = graph;
    this.compiler = compiler;
    this.packedBytes = packedBytes;
    Plans kept = plans;
    this.forgotten =
        Forgotten.watch(
            this,
            "dynamic plan of " + graph.name(),
            () -> {
              kept.close();
              free.run();
            });
  }

  /** The name of the network. */
  public String name() {
    return graph.name();
  }

  /** Name and usual shape of every input, in order; batch and spatial sizes may differ in use. */
  public SequencedMap<String, Shape> inputs() {
    return graph.inputs();
  }

  /** Opens a session that takes other shapes at every run. */
  public DynamicSession newSession() {
    checkOpen();
    return new DynamicSession(this);
  }

  /**
   * Opens a session for inputs of these shapes, and compiles for them if that is still to be done.
   *
   * @param shapes of inputs; those left out have their usual shape
   * @throws LanewiseException if an input is unknown, or the network does not fit the shapes
   * @throws IllegalStateException if this is closed
   */
  public Session newSession(Map<String, Shape> shapes) {
    checkOpen();
    Map<String, Shape> all = complete(shapes);
    Session session = plans.session(all);
    if (session != null) {
      return session;
    }
    compiling.lock();
    try {
      session = plans.session(all); // another thread may have been first
      if (session != null) {
        return session;
      }
      Plan plan = compiler.apply(all);
      try {
        session = plan.newSession();
      } catch (Throwable failure) {
        plan.close();
        throw failure;
      }
      plans.add(all, plan);
      return session;
    } finally {
      compiling.unlock();
    }
  }

  /** Opens a session for a network of one input. */
  public Session newSession(Shape shape) {
    return newSession(only(shape));
  }

  /**
   * Changes how many plans are kept; a plan in use lives on until its last session is closed.
   *
   * @throws LanewiseException unless it is at least 1
   */
  public void keepPlans(int count) {
    if (count < 1) {
      throw new LanewiseException("plans to keep: wanted at least 1, got " + count);
    }
    plans.keep(count);
  }

  /** How many plans are kept now. */
  public int plans() {
    return plans.size();
  }

  /** Native bytes of all packed weights, shared by all plans. */
  public long packedBytes() {
    return packedBytes.getAsLong();
  }

  /** Makes no more plans and drops those kept; open sessions go on. May be called twice. */
  @Override
  public void close() {
    forgotten.close();
  }

  /** The shape of the only input. */
  Map<String, Shape> only(Shape shape) {
    if (graph.inputs().size() != 1) {
      throw new LanewiseException(
          "%s: it has the inputs %s, whose shapes are to be given by name"
              .formatted(graph.name(), graph.inputs().keySet()));
    }
    return Map.of(graph.inputs().firstEntry().getKey(), shape);
  }

  private Map<String, Shape> complete(Map<String, Shape> shapes) {
    Map<String, Shape> all = new LinkedHashMap<>(graph.inputs());
    shapes.forEach(
        (input, shape) -> {
          if (all.replace(input, shape) == null) {
            throw new LanewiseException(
                "%s: no input is called '%s'; there are %s"
                    .formatted(graph.name(), input, graph.inputs().keySet()));
          }
        });
    return Collections.unmodifiableMap(all);
  }

  private void checkOpen() {
    if (plans.isClosed()) {
      throw new IllegalStateException("dynamic plan of " + graph.name() + ": closed");
    }
  }
}
