package dev.lanewise.engine;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Kernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a model is compiled. Immutable; each method with an argument returns other options.
 *
 * <pre>{@code
 * Options.defaults().threads(2).precise(true).batch(8)
 * }</pre>
 */
public final class Options {
  private static final int MOST_THREADS = 1024;

  private final int threads;
  private final boolean precise;
  private final boolean optimise;
  private final KernelProvider kernels;
  private final int batch;
  private final Map<String, Shape> inputShapes;
  private final List<String> extraOutputs;

  private Options(
      int threads,
      boolean precise,
      boolean optimise,
      KernelProvider kernels,
      int batch,
      Map<String, Shape> inputShapes,
      List<String> extraOutputs) {
    this.threads = threads;
    this.precise = precise;
    this.optimise = optimise;
    this.kernels = kernels;
    this.batch = batch;
    this.inputShapes = inputShapes;
    this.extraOutputs = extraOutputs;
  }

  /** As many threads as processors, fast algorithms, all optimisations, the graph's shapes. */
  public static Options defaults() {
    int processors = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
    return new Options(processors, false, true, null, 0, Map.of(), List.of());
  }

  /**
   * Threads of one run, the calling one included.
   *
   * @throws LanewiseException unless there are 1 to 1024
   */
  public Options threads(int count) {
    if (count < 1 || count > MOST_THREADS) {
      throw new LanewiseException("threads: wanted 1 to %d, got %d".formatted(MOST_THREADS, count));
    }
    return new Options(count, precise, optimise, kernels, batch, inputShapes, extraOutputs);
  }

  /** Whether every output must be one direct sum of products; excludes faster algorithms. */
  public Options precise(boolean wanted) {
    return new Options(threads, wanted, optimise, kernels, batch, inputShapes, extraOutputs);
  }

  /** Whether the graph is transformed for speed; without, each node is computed as it stands. */
  public Options optimise(boolean wanted) {
    return new Options(threads, precise, wanted, kernels, batch, inputShapes, extraOutputs);
  }

  /** Other kernels than the best ones for this machine. */
  public Options kernels(KernelProvider provider) {
    return new Options(threads, precise, optimise, provider, batch, inputShapes, extraOutputs);
  }

  /**
   * Another batch size than the graph's, for all inputs.
   *
   * @throws LanewiseException unless it is at least 1
   */
  public Options batch(int size) {
    if (size < 1) {
      throw new LanewiseException("batch: wanted at least 1, got " + size);
    }
    return new Options(threads, precise, optimise, kernels, size, inputShapes, extraOutputs);
  }

  /** Another shape than the graph's for an input; {@link #batch} is applied to it afterwards. */
  public Options inputShape(String input, Shape shape) {
    Map<String, Shape> shapes = new LinkedHashMap<>(inputShapes);
    shapes.put(input, shape);
    Map<String, Shape> fixed = Collections.unmodifiableMap(shapes);
    return new Options(threads, precise, optimise, kernels, batch, fixed, extraOutputs);
  }

  /** Shows an inner value of the graph as a further output, called like the value. */
  public Options alsoOutput(String value) {
    List<String> values = new ArrayList<>(extraOutputs);
    values.add(value);
    return new Options(
        threads, precise, optimise, kernels, batch, inputShapes, List.copyOf(values));
  }

  /** Threads of one run, the calling one included. */
  public int threads() {
    return threads;
  }

  /** Whether only direct summation is allowed. */
  public boolean precise() {
    return precise;
  }

  /** Whether the graph is transformed for speed. */
  public boolean optimise() {
    return optimise;
  }

  /** The kernels to use. */
  public KernelProvider kernels() {
    return kernels == null ? Kernels.best() : kernels;
  }

  /** The batch size, or 0 for that of the graph. */
  public int batch() {
    return batch;
  }

  /** Shapes of inputs that differ from the graph's. */
  public Map<String, Shape> inputShapes() {
    return inputShapes;
  }

  /** Inner values to be shown as outputs. */
  public List<String> extraOutputs() {
    return extraOutputs;
  }
}
