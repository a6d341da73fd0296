package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphException;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.WeightSource;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/**
 * Puts every position of a picture or a volume into a class.
 *
 * <p>The input is {@code [1, C, spatial...]}, the output of the network {@code [1, classes,
 * spatial...]} with scores or, if it ends in softmax, with probabilities. It owns native memory,
 * must be closed, and serves one thread at a time.
 */
public final class Segmenter implements AutoCloseable {
  private static final int LARGEST_STEP = 64;

  private final Runner runner;
  private final boolean endsInSoftmax;
  private final Shape inputShape;
  private final Optional<Margin> margin;

  private Segmenter(Runner runner, boolean endsInSoftmax, int[] size) {
    this.runner = runner;
    this.endsInSoftmax = endsInSoftmax;
    this.inputShape = withSize(runner.inputShape(), size);
    this.margin =
        inputShape.equals(runner.inputShape())
            ? Optional.empty()
            : Optional.of(new Margin(inputShape));
  }

  /**
   * Compiles a network for inputs of one size.
   *
   * <p>A network that halves and doubles may want multiples of a power of two. An input of another
   * size is then continued with zeros behind, to the next size that fits, and what the network says
   * of them is cut off.
   *
   * @param weights taken over: they are closed before this method returns or throws
   * @param size the spatial extents of the input, such as height and width
   * @throws UnknownModelException if there is no such network
   * @throws LanewiseException if its output has no positions, or if weights or size do not fit it
   */
  public static Segmenter open(String model, WeightSource weights, Options options, int... size) {
    try (WeightSource source = Models.fitted(model, weights)) {
      ModelSpec spec = Models.find(model);
      if (spec.task() != Task.SEGMENTATION) {
        throw new LanewiseException(
            "%s: wanted a model for segmentation, its task is %s".formatted(model, spec.task()));
      }
      Graph graph = graph(model, source, size);
      long[] extents = graph.inputs().firstEntry().getValue().dims();
      ModelOptions sized =
          ModelOptions.DEFAULT.withSize(
              Arrays.stream(extents).skip(2).mapToInt(Math::toIntExact).toArray());
      int rank = size.length + 2;
      Runner runner =
          Runner.open(
              model, source, sized, options.batch(1), rank, rank == 4 ? "pictures" : "volumes");
      return new Segmenter(runner, endsInSoftmax(graph), size);
    }
  }

  /** The network for this size, or for the next one that fits. */
  private static Graph graph(String model, WeightSource source, int[] size) {
    LanewiseException why = null;
    for (int step = 1; step <= LARGEST_STEP; step *= 2) {
      int multiple = step;
      int[] rounded = Arrays.stream(size).map(n -> Math.ceilDiv(n, multiple) * multiple).toArray();
      try {
        return Models.graphFor(model, source, ModelOptions.DEFAULT.withSize(rounded));
      } catch (GraphException e) {
        why = why == null ? e : why;
      }
    }
    throw new LanewiseException(
        "%s: it takes no input of size %s: %s"
            .formatted(model, Arrays.toString(size), why.getMessage()),
        why);
  }

  private static boolean endsInSoftmax(Graph graph) {
    String last = graph.outputs().firstEntry().getValue();
    return graph.nodes().stream()
        .filter(node -> node.output().equals(last))
        .map(Node::op)
        .anyMatch(Op.Softmax.class::isInstance);
  }

  private static Shape withSize(Shape shape, int[] size) {
    long[] dims = shape.dims();
    for (int i = 0; i < size.length; i++) {
      dims[2 + i] = size[i];
    }
    return Shape.of(dims);
  }

  /** The shape of the input, {@code [1, C, spatial...]}. */
  public Shape inputShape() {
    return inputShape;
  }

  /** The shape of what {@link #run} returns, {@code [1, classes, spatial...]}. */
  public Shape outputShape() {
    long[] dims = inputShape.dims();
    dims[1] = runner.outputShape().dim(1);
    return margin.isEmpty() ? runner.outputShape() : Shape.of(dims);
  }

  /** Where the input goes, to be filled before a run: float32, row-major. */
  public MemorySegment input() {
    return margin.map(Margin::inner).orElseGet(runner::input);
  }

  /** Runs the network on what the input holds. */
  public Segmentation run() {
    margin.ifPresent(around -> around.copyInto(runner.input(), runner.inputShape()));
    float[] scores = runner.run();
    float[] inner =
        margin.isEmpty() ? scores : Margin.cut(scores, runner.outputShape(), outputShape());
    return new Segmentation(inner, (int) outputShape().dim(1), endsInSoftmax);
  }

  /** Frees all memory. May be called twice. */
  @Override
  public void close() {
    runner.close();
  }

  /** What a network says of every position. */
  public static final class Segmentation {
    private final float[] scores;
    private final int classes;
    private final boolean areProbabilities;

    private Segmentation(float[] scores, int classes, boolean areProbabilities) {
      this.scores = scores;
      this.classes = classes;
      this.areProbabilities = areProbabilities;
    }

    /** The network's output {@code [classes, positions]}. */
    public float[] scores() {
      return scores.clone();
    }

    /**
     * The class with the largest score at each position, the first one if several are equal.
     *
     * @throws LanewiseException if there are more than 256 classes, or a score is not finite
     */
    public byte[] labels() {
      if (classes > 256) {
        throw new LanewiseException("wanted at most 256 classes for a mask, got " + classes);
      }
      int positions = scores.length / classes;
      byte[] labels = new byte[positions];
      float[] best = Arrays.copyOf(scores, positions);
      for (int c = 0; c < classes; c++) {
        for (int i = 0; i < positions; i++) {
          float score = scores[c * positions + i];
          if (!Float.isFinite(score)) {
            throw new LanewiseException(
                "the network's output holds " + score + "; weights or input do not fit it");
          }
          if (score > best[i]) {
            best[i] = score;
            labels[i] = (byte) c;
          }
        }
      }
      return labels;
    }

    /** The probability of each class at each position, by softmax: {@code [classes, positions]}. */
    public float[] probabilities() {
      if (areProbabilities) {
        return scores();
      }
      int positions = scores.length / classes;
      float[] probabilities = new float[scores.length];
      for (int i = 0; i < positions; i++) {
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
          most = Math.max(most, scores[c * positions + i]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
          sum += Math.exp(scores[c * positions + i] - most);
        }
        for (int c = 0; c < classes; c++) {
          probabilities[c * positions + i] =
              (float) (Math.exp(scores[c * positions + i] - most) / sum);
        }
      }
      return probabilities;
    }
  }
}
