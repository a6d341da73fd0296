package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.models.labels.Labels;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** From logits to named classes. */
final class Predictions {
  private Predictions() {}

  /** The classes of the largest logits, the largest first; equal ones in the order of classes. */
  static List<Prediction> top(float[] logits, Labels labels, int count) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new LanewiseException(
            "the network's output holds " + logit + "; weights or preprocessing do not fit it");
      }
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    double shift = max + Math.log(sum);
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -logits[i]))
        .limit(count)
        .map(i -> new Prediction(labels.get(i), i, Math.exp(logits[i] - shift), logits[i]))
        .toList();
  }
}
