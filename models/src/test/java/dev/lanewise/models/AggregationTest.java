package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.models.labels.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregationTest {
  private static final Labels LABELS = Labels.of("a", "b");

  /** Logits with which class a has this probability. */
  private static float[] logits(double probability) {
    return new float[] {(float) Math.log(probability / (1 - probability)), 0};
  }

  @Test
  void meanAndMaximumOfProbabilities() {
    List<float[]> parts = List.of(logits(0.1), logits(0.2), logits(0.9));
    List<Prediction> mean = Aggregation.MEAN.top(parts, LABELS, 2);
    assertEquals("b", mean.getFirst().label());
    assertEquals(0.6, mean.getFirst().probability(), 1e-6);
    assertEquals(0.4, mean.get(1).probability(), 1e-6);
    assertEquals((Math.log(1 / 9.0) + Math.log(0.25) + Math.log(9)) / 3, mean.get(1).logit(), 1e-6);
    List<Prediction> max = Aggregation.MAX.top(parts, LABELS, 2);
    assertEquals(0.9, max.get(0).probability(), 1e-6);
    assertEquals(0.9, max.get(1).probability(), 1e-6);
    assertEquals(1, Aggregation.MAX.top(parts, LABELS, 1).size());
  }

  @Test
  void refusesWhatIsNotFinite() {
    List<float[]> parts = List.of(logits(0.5), new float[] {Float.NaN, 0});
    assertThrows(LanewiseException.class, () -> Aggregation.MEAN.top(parts, LABELS, 1));
  }
}
