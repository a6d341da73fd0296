package dev.lanewise.models.bundled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Options;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.Classifier;
import dev.lanewise.models.Prediction;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.labels.LabelSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundledTest {
  @Test
  void pictureIsACat() {
    try (Classifier classifier = Bundled.classifier(Options.defaults())) {
      List<Prediction> best = classifier.classify(Bundled.picture(), 3);
      assertEquals(List.of("cat", "frog", "deer"), best.stream().map(Prediction::label).toList());
      assertEquals(0.928, best.get(0).probability(), 5e-4);
      assertEquals(0.031, best.get(1).probability(), 5e-4);
      assertEquals(0.015, best.get(2).probability(), 5e-4);
    }
  }

  @Test
  void logitsOfThePictureAreThoseOfPyTorch() {
    float[] wanted = {
      -1.5245162f, -0.78277564f, 0.104182005f, 4.942618f, 0.81694263f,
      0.4387474f, 1.5345575f, -2.7686725f, -2.0821645f, -0.71015006f
    };
    try (Classifier classifier = Bundled.classifier(Options.defaults().precise(true))) {
      assertArrayEquals(wanted, classifier.logits(Bundled.picture()), 1e-5f);
    }
  }

  @Test
  void theFileSaysHowToUseIt() {
    try (WeightSource weights = Bundled.weights();
        Classifier classifier = Bundled.classifier(Options.defaults())) {
      assertEquals(Bundled.MODEL, weights.metadata().get("architecture"));
      assertEquals(LabelSet.CIFAR10.labels(), classifier.labels());
      assertEquals(Preprocess.LANEWISE_CIFAR10, classifier.preprocess());
    }
  }

  @Test
  void classifyingAgainGivesTheSame() {
    try (Classifier classifier = Bundled.classifier(Options.defaults())) {
      List<Prediction> first = classifier.classify(Bundled.picture(), 10);
      assertEquals(first, classifier.classify(Bundled.picture(), 10));
      double sum = first.stream().mapToDouble(Prediction::probability).sum();
      assertEquals(1, sum, 1e-12);
      assertTrue(first.getFirst().probability() > first.getLast().probability());
    }
  }
}
