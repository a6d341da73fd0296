package dev.lanewise.engine;

import dev.lanewise.engine.run.WorkerPool;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tuning.Tuning;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Kernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How a model is compiled. Immutable; each method with an argument returns other options.
 *
 * <pre>{@code
 * Options.defaults().threads(2).precise(true).batch(8)
 * }</pre>
 */
public final class Options {
  /** The most threads of one run. */
  private static final int MOST_THREADS = 1024;

  private final int threads;
  private final WorkerPool workers;
  private final boolean precise;
  private final boolean bfloat16Weights;
  private final boolean optimise;
  private final KernelProvider kernels;
  private final Tuning tuning;
  private final long memoryLimit;
  private final int batch;
  private final Map<String, Shape> inputShapes;
  private final List<String> extraOutputs;

  private Options(Draft draft) {
    this.threads = draft.threads;
    this.workers = draft.workers;
    this.precise = draft.precise;
    this.bfloat16Weights = draft.bfloat16Weights;
    this.optimise = draft.optimise;
    this.kernels = draft.kernels;
    this.tuning = draft.tuning;
    this.memoryLimit = draft.memoryLimit;
    this.batch = draft.batch;
    this.inputShapes = Collections.unmodifiableMap(new LinkedHashMap<>(draft.inputShapes));
    this.extraOutputs = List.copyOf(draft.extraOutputs);
  }

  /** Options under change. */
  private static final class Draft {
    private int threads;
    private WorkerPool workers;
    private boolean precise;
    private boolean bfloat16Weights;
    private boolean optimise = true;
    private KernelProvider kernels;
    private Tuning tuning;
    private long memoryLimit;
    private int batch;
    private Map<String, Shape> inputShapes = Map.of();
    private List<String> extraOutputs = List.of();
  }

  private Options with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.threads = threads;
    draft.workers = workers;
    draft.precise = precise;
    draft.bfloat16Weights = bfloat16Weights;
    draft.optimise = optimise;
    draft.kernels = kernels;
    draft.tuning = tuning;
    draft.memoryLimit = memoryLimit;
    draft.batch = batch;
    draft.inputShapes = inputShapes;
    draft.extraOutputs = extraOutputs;
    change.accept(draft);
    return new Options(draft);
  }

  /** As many threads as processors, fast algorithms, all optimisations, the graph's shapes. */
  public static Options defaults() {
    Draft draft = new Draft();
    draft.threads = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
    return new Options(draft);
  }

  /**
   * Threads of one run, the calling one included. The plan starts them when it first needs them.
   *
   * @throws LanewiseException unless there are 1 to 1024
   */
  public Options threads(int count) {
    if (count < 1 || count > MOST_THREADS) {
      throw new LanewiseException("threads: wanted 1 to %d, got %d".formatted(MOST_THREADS, count));
    }
    return with(
        draft -> {
          draft.threads = count;
          draft.workers = null;
        });
  }

  /**
   * Threads that several plans share, instead of threads of the plan's own; the caller closes the
   * pool after the plans.
   */
  public Options workers(WorkerPool pool) {
    return with(
        draft -> {
          draft.workers = pool;
          draft.threads = pool.threads();
        });
  }

  /** Whether every output must be one direct sum of products; excludes faster algorithms. */
  public Options precise(boolean wanted) {
    return with(draft -> draft.precise = wanted);
  }

  /**
   * Whether convolutions and fully connected layers may store packed weights as bfloat16, rounded
   * to 8 significant bits, where that saves time by estimate (or as tuned), or where the memory
   * limit asks for it. Off by default: the rounding changes results by far more than float32 does.
   * It has no effect with {@link #precise(boolean)}, nor without vector kernels.
   */
  public Options bfloat16Weights(boolean wanted) {
    return with(draft -> draft.bfloat16Weights = wanted);
  }

  /** Whether the graph is transformed for speed; without, each node is computed as it stands. */
  public Options optimise(boolean wanted) {
    return with(draft -> draft.optimise = wanted);
  }

  /** Other kernels than the best ones for this machine. */
  public Options kernels(KernelProvider provider) {
    return with(draft -> draft.kernels = provider);
  }

  /** Chooses convolution kernels by measured times; null for estimates. */
  public Options tuning(Tuning times) {
    return with(draft -> draft.tuning = times);
  }

  /**
   * The most native memory, in bytes, that a plan and one session of it may take together: packed
   * weights, activations, inputs, outputs, and scratch memory of all threads. If weights and
   * activations need more with the fastest kernels, those with the smallest packed weights are
   * taken; if all of it then needs more, compiling fails.
   *
   * @throws LanewiseException unless it is at least 1
   */
  public Options memoryLimit(long bytes) {
    if (bytes < 1) {
      throw new LanewiseException("memory limit: wanted at least 1 byte, got " + bytes);
    }
    return with(draft -> draft.memoryLimit = bytes);
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
    return with(draft -> draft.batch = size);
  }

  /** Another shape than the graph's for an input; {@link #batch} is applied to it afterwards. */
  public Options inputShape(String input, Shape shape) {
    Map<String, Shape> shapes = new LinkedHashMap<>(inputShapes);
    shapes.put(input, shape);
    return with(draft -> draft.inputShapes = shapes);
  }

  /** Shows an inner value of the graph as a further output, called like the value. */
  public Options alsoOutput(String value) {
    List<String> values = new ArrayList<>(extraOutputs);
    values.add(value);
    return with(draft -> draft.extraOutputs = values);
  }

  /** Threads of one run, the calling one included. */
  public int threads() {
    return threads;
  }

  /** Threads that are shared with other plans, or null for threads of the plan's own. */
  public WorkerPool workers() {
    return workers;
  }

  /** Whether only direct summation is allowed. */
  public boolean precise() {
    return precise;
  }

  /** Whether packed weights may be rounded to bfloat16. */
  public boolean bfloat16Weights() {
    return bfloat16Weights;
  }

  /** Whether the graph is transformed for speed. */
  public boolean optimise() {
    return optimise;
  }

  /** The kernels to use. */
  public KernelProvider kernels() {
    return kernels == null ? Kernels.best() : kernels;
  }

  /** Measured times to choose by, or null. */
  public Tuning tuning() {
    return tuning;
  }

  /** The most native memory of a plan and a session in bytes, or 0 for no limit. */
  public long memoryLimit() {
    return memoryLimit;
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
