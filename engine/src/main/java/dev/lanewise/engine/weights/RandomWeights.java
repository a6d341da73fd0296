package dev.lanewise.engine.weights;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Weights for benchmarks, where none are at hand: random, but such that activations stay of order 1
 * through any depth.
 *
 * <p>Convolution and linear weights are uniform with variance {@code 1 / fan_in}, that is within
 * {@code +- sqrt(3 / fan_in)}. Batch normalisations have weights near 1, small biases, and means
 * and variances near those that their input is expected to have, as trained ones do, so that sums
 * of many residual branches cannot overflow. Equal for equal names and seeds.
 *
 * <p>Tensors are made when they are first asked for. Thread-safe.
 */
public final class RandomWeights implements WeightSource {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private final String description;
  private final long seed;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Map<String, WeightRanges.Range> ranges;
  private final Map<String, Tensor> made = new LinkedHashMap<>();
  private final Arena arena = Arena.ofShared();
  private boolean closed;

  private RandomWeights(Graph graph, long seed) {
    this.description = "random weights";
    this.seed = seed;
    graph
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (!parameter.optional()) {
                shapes.put(name, parameter.shape());
              }
            });
    this.ranges = WeightRanges.of(graph);
  }

  /** Random weights for all required parameters of a graph. */
  public static RandomWeights of(Graph graph) {
    return new RandomWeights(graph, 0);
  }

  /** Random weights of another seed. */
  public static RandomWeights of(Graph graph, long seed) {
    return new RandomWeights(graph, seed);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(shapes.keySet()));
  }

  @Override
  public synchronized Tensor get(String name) {
    if (closed) {
      throw new IllegalStateException(description + ": closed");
    }
    if (!shapes.containsKey(name)) {
      throw new MissingTensorException(this, name);
    }
    return made.computeIfAbsent(name, this::make);
  }

  @Override
  public String describe() {
    return description;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }

  private Tensor make(String name) {
    Tensor tensor = Tensor.allocate(DType.F32, shapes.get(name), arena);
    WeightRanges.Range range = ranges.get(name);
    MemorySegment data = tensor.data();
    long state = mix(seed ^ mix(name.hashCode()));
    long count = tensor.elementCount();
    for (long i = 0; i < count; i++) {
      double unit = (mix(state + i * GOLDEN_GAMMA) >> 11) * 0x1p-52;
      data.setAtIndex(F32, i, (float) (range.center() + range.radius() * unit));
    }
    return tensor;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
