package dev.lanewise.engine;

import dev.lanewise.engine.compile.Compiler;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.lifetime.Holders;
import dev.lanewise.engine.plan.DynamicPlan;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.stream.StreamPlan;
import dev.lanewise.engine.weights.WeightMismatchException;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.engine.weights.Weights;

/**
 * A network with its weights, ready to be compiled.
 *
 * <pre>{@code
 * try (var model = Model.of(graph, WeightFiles.open(Path.of("resnet18.safetensors")));
 *     var plan = model.compile(Options.defaults().threads(2));
 *     var session = plan.newSession()) {
 *   session.run(in, out);
 * }
 * }</pre>
 *
 * <p>Immutable and safe to share between threads. A plan does not need its model any more: the
 * model may be closed as soon as everything is compiled.
 */
public final class Model implements AutoCloseable {
  private final Graph graph;
  private final WeightSource source;
  private final Weights weights;
  private final Holders holders;
  private volatile boolean closed;

  private Model(Graph graph, WeightSource source) {
    this.graph = graph;
    this.source = source;
    this.weights = Weights.bind(graph, source);
    this.holders = new Holders(source::close);
  }

  /**
   * Binds weights to a graph, by name.
   *
   * @param weights taken over: closed with the model, or at once if they do not fit
   * @throws WeightMismatchException if they do not fit; it lists all problems
   */
  public static Model of(Graph graph, WeightSource weights) {
    try {
      return new Model(graph, weights);
    } catch (Throwable failure) {
      weights.close();
      throw failure;
    }
  }

  /** The network. */
  public Graph graph() {
    return graph;
  }

  /** The weights. */
  public Weights weights() {
    return weights;
  }

  /** Compiles with default options. */
  public Plan compile() {
    return compile(Options.defaults());
  }

  /**
   * Compiles the network: transforms the graph, chooses kernels, plans memory, packs weights.
   *
   * @throws LanewiseException if the graph does not fit the options' shapes
   * @throws IllegalStateException if this model is closed
   */
  public Plan compile(Options options) {
    retain();
    try {
      return Compiler.compile(graph, weights, options);
    } finally {
      holders.release();
    }
  }

  /**
   * Compiles the network for inputs of any batch and size, each when it is first used. The weights
   * source stays open until the result is closed, even if this model is closed before.
   *
   * @throws LanewiseException if the graph does not fit the options' shapes
   * @throws IllegalStateException if this model is closed
   */
  public DynamicPlan compileDynamic(Options options) {
    retain();
    try {
      Compiler compiler = new Compiler(graph, weights, options);
      return new DynamicPlan(
          compiler.graph(),
          compiler::plan,
          compiler::packedBytes,
          () -> {
            compiler.close();
            holders.release();
          });
    } catch (Throwable failure) {
      holders.release();
      throw failure;
    }
  }

  /**
   * Compiles the network for a signal or clip that arrives piece by piece: each layer then computes
   * only positions that it has not computed before.
   *
   * @param hop samples that one step of the computation takes, which is also the distance of
   *     windows; few make outputs early, many make them cheap
   * @throws LanewiseException if the network cannot be computed so; it names the node
   * @throws IllegalStateException if this model is closed
   */
  public StreamPlan compileStream(Options options, int hop) {
    retain();
    try (Compiler compiler = new Compiler(graph, weights, options)) {
      return compiler.stream(hop);
    } finally {
      holders.release();
    }
  }

  private void retain() {
    if (closed || !holders.hold()) {
      throw new IllegalStateException("model " + graph.name() + ": closed");
    }
  }

  /** Closes the weights source, once no dynamic plan needs it any more. May be called twice. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      holders.release();
    }
  }
}
