package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.models.labels.Labels;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How the answers for parts of one recording become one answer. */
public enum Aggregation {
  /** The mean of each class's probability: what is seen most of the time. */
  MEAN,
  /** The largest probability of each class: what is seen at any time. They need not add up to 1. */
  MAX;

  /** The name in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The most probable classes, the best first. A prediction's logit is aggregated as its
   * probability is.
   *
   * @param parts logits of each part, one or more
   * @param topK how many classes; fewer if there are not so many
   * @throws LanewiseException if a logit is not finite
   */
  public List<Prediction> top(List<float[]> parts, Labels labels, int topK) {
    int classes = labels.size();
    double[] probabilities = new double[classes];
    double[] logits = new double[classes];
    for (int i = 0; i < parts.size(); i++) {
      for (Prediction each : Predictions.top(parts.get(i), labels, classes)) {
        int c = each.index();
        probabilities[c] = join(i, probabilities[c], each.probability());
        logits[c] = join(i, logits[c], each.logit());
      }
    }
    int divisor = this == MEAN ? parts.size() : 1;
    return IntStream.range(0, classes)
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
        .limit(topK)
        .map(
            c ->
                new Prediction(
                    labels.get(c), c, probabilities[c] / divisor, (float) (logits[c] / divisor)))
        .toList();
  }

  private double join(int part, double before, double value) {
    return part == 0 ? value : this == MEAN ? before + value : Math.max(before, value);
  }
}
