package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.WeightSource;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Puts every position of a picture or a volume into a class.
 *
 * <p>The input is {@code [1, C, spatial...]}, the output of the network {@code [1, classes,
 * spatial...]} with scores or, if it ends in softmax, with probabilities. It owns native memory,
 * must be closed, and serves one thread at a time.
 */
public final class Segmenter implements AutoCloseable {
  private final Runner runner;
  private final boolean endsInSoftmax;

  private Segmenter(Runner runner, boolean endsInSoftmax) {
    this.runner = runner;
    this.endsInSoftmax = endsInSoftmax;
  }

  /**
   * Compiles a network for inputs of one size.
   *
   * @param weights taken over: they are closed before this method returns or throws
   * @param size the spatial extents of the input, such as height and width
   * @throws UnknownModelException if there is no such network
   * @throws LanewiseException if its output has no positions, or if weights or size do not fit it
   */
  public static Segmenter open(String model, WeightSource weights, Options options, int... size) {
    try (WeightSource source = weights) {
      ModelSpec spec = Models.find(model);
      if (spec.task() != Task.SEGMENTATION) {
        throw new LanewiseException(
            "%s: wanted a model for segmentation, its task is %s".formatted(model, spec.task()));
      }
      ModelOptions sized = ModelOptions.DEFAULT.withSize(size);
      boolean softmax = endsInSoftmax(Models.graphFor(model, source, sized));
      int rank = size.length + 2;
      Runner runner =
          Runner.open(
              model, source, sized, options.batch(1), rank, rank == 4 ? "pictures" : "volumes");
      return new Segmenter(runner, softmax);
    }
  }

  private static boolean endsInSoftmax(Graph graph) {
    String last = graph.outputs().firstEntry().getValue();
    return graph.nodes().stream()
        .filter(node -> node.output().equals(last))
        .map(Node::op)
        .anyMatch(Op.Softmax.class::isInstance);
  }

  /** The shape of the input, {@code [1, C, spatial...]}. */
  public Shape inputShape() {
    return runner.inputShape();
  }

  /** The shape of the output, {@code [1, classes, spatial...]}. */
  public Shape outputShape() {
    return runner.outputShape();
  }

  /** Where the input goes, to be filled before a run: float32, row-major. */
  public MemorySegment input() {
    return runner.input();
  }

  /** Runs the network on what the input holds. */
  public Segmentation run() {
    return new Segmentation(runner.run(), (int) outputShape().dim(1), endsInSoftmax);
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
