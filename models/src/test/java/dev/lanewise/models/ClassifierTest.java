package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.WeightMismatchException;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.RgbImage;
import dev.lanewise.models.labels.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {
  private static final String MODEL = "cifar_resnet8";

  /** Weights with metadata, that remember being closed. */
  private static final class Source implements WeightSource {
    private final WeightSource tensors;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private boolean closed;

    Source(WeightSource tensors) {
      this.tensors = tensors;
    }

    static Source random(ModelOptions options) {
      return new Source(RandomWeights.of(Models.build(MODEL, options)));
    }

    static Source random() {
      return random(ModelOptions.DEFAULT);
    }

    Source note(String key, String text) {
      metadata.put(key, text);
      return this;
    }

    @Override
    public Set<String> names() {
      return tensors.names();
    }

    @Override
    public Tensor get(String name) {
      return tensors.get(name);
    }

    @Override
    public String describe() {
      return "weights.safetensors";
    }

    @Override
    public Map<String, String> metadata() {
      return metadata;
    }

    @Override
    public void close() {
      closed = true;
      tensors.close();
    }
  }

  private static RgbImage picture(int width, int height) {
    byte[] samples = new byte[3 * width * height];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * 7919);
    }
    return RgbImage.of(width, height, samples);
  }

  @Test
  void predictionsAreOrderedAndNamed() {
    try (Classifier classifier = Classifier.builder(MODEL).build(Source.random())) {
      List<Prediction> all = classifier.classify(picture(50, 40), 100);
      assertEquals(10, all.size());
      assertEquals(3, classifier.classify(picture(50, 40), 3).size());
      for (int i = 1; i < all.size(); i++) {
        assertTrue(all.get(i - 1).probability() >= all.get(i).probability());
      }
      for (Prediction p : all) {
        assertEquals(classifier.labels().get(p.index()), p.label());
      }
    }
  }

  @Test
  void weightsAreClosedWhenBuiltAndWhenNot() {
    Source good = Source.random();
    try (Classifier classifier = Classifier.builder(MODEL).build(good)) {
      assertTrue(good.closed);
      assertEquals(10, classifier.logits(picture(32, 32)).length);
    }
    Source bad = Source.random();
    assertThrows(
        WeightMismatchException.class, () -> Classifier.builder("cifar_resnet14").build(bad));
    assertTrue(bad.closed);
    Source lost = Source.random();
    assertThrows(UnknownModelException.class, () -> Classifier.builder("nothing").build(lost));
    assertTrue(lost.closed);
  }

  @Test
  void mayBeClosedTwiceAndNotUsedAfter() {
    Classifier classifier = Classifier.builder(MODEL).build(Source.random());
    classifier.close();
    classifier.close();
    assertThrows(IllegalStateException.class, () -> classifier.logits(picture(32, 32)));
  }

  @Test
  void labelsMustBeAsManyAsClasses() {
    Classifier.Builder builder = Classifier.builder(MODEL).labels(Labels.of("cat", "dog"));
    var e = assertThrows(LanewiseException.class, () -> builder.build(Source.random()));
    assertEquals(
        "cifar_resnet8: wanted a label for each of its 10 classes, got 2 labels", e.getMessage());
  }

  @Test
  void unusualNumberOfClassesIsNumbered() {
    Source weights = Source.random(ModelOptions.DEFAULT.withClasses(3));
    try (Classifier classifier = Classifier.builder(MODEL).build(weights)) {
      assertEquals(Labels.numbered(3), classifier.labels());
    }
  }

  @Test
  void pictureOfWrongSizeWithoutResize() {
    try (Classifier classifier = Classifier.builder(MODEL).withoutResize().build(Source.random())) {
      assertEquals(10, classifier.logits(picture(32, 32)).length);
      var e = assertThrows(LanewiseException.class, () -> classifier.logits(picture(33, 32)));
      assertEquals(
          "the picture has 33 x 32 pixels, cifar_resnet8 wants 32 x 32; let it be resized and"
              + " cropped",
          e.getMessage());
    }
  }

  @Test
  void greyNetworkOnColourPicture() {
    Source weights = Source.random(ModelOptions.DEFAULT.withInChannels(1));
    var e = assertThrows(LanewiseException.class, () -> Classifier.builder(MODEL).build(weights));
    assertTrue(e.getMessage().contains("wants input [1, 1, 32, 32]"), e.getMessage());
  }

  @Test
  void meanAndStdOfTheCallerGoFirst() {
    List<Float> mean = List.of(0.1f, 0.2f, 0.3f);
    List<Float> std = List.of(1f, 2f, 3f);
    Source weights =
        Source.random()
            .note("architecture", MODEL)
            .note("mean", "0.5,0.5,0.5")
            .note("std", "0.25, 0.25, 0.25");
    try (Classifier classifier = Classifier.builder(MODEL).mean(mean).std(std).build(weights)) {
      assertEquals(Preprocess.CIFAR10_AKAMASTER.withMeanAndStd(mean, std), classifier.preprocess());
    }
  }

  @Test
  void meanOfWrongLength() {
    Classifier.Builder builder = Classifier.builder(MODEL).mean(List.of(0.5f));
    var e = assertThrows(LanewiseException.class, () -> builder.build(Source.random()));
    assertTrue(e.getMessage().startsWith("preprocessing: RGB needs 3 values"), e.getMessage());
  }

  @Test
  void notesInTheWeightsFile() {
    Source weights =
        Source.random(ModelOptions.DEFAULT.withClasses(2))
            .note("architecture", MODEL)
            .note("classes", "cat,dog")
            .note("mean", "0.5,0.25,0.125")
            .note("std", "0.25, 0.5, 1");
    try (Classifier classifier = Classifier.builder(MODEL).build(weights)) {
      assertEquals(Labels.of("cat", "dog"), classifier.labels());
      assertEquals(
          Preprocess.CIFAR10_AKAMASTER.withMeanAndStd(
              List.of(0.5f, 0.25f, 0.125f), List.of(0.25f, 0.5f, 1f)),
          classifier.preprocess());
    }
  }

  @Test
  void notesOnAnotherNetworkAreNotLookedAt() {
    Source weights = Source.random().note("architecture", "other").note("mean", "rubbish");
    try (Classifier classifier = Classifier.builder(MODEL).build(weights)) {
      assertEquals(Preprocess.CIFAR10_AKAMASTER, classifier.preprocess());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'0.5,0.5,x', '1,1,1'",
    "'0.5,0.5,NaN', '1,1,1'",
    "'0.5,0.5,0.5', '1,1,0'",
    "'0.5,0.5,0.5', '1,1'",
    "'0.5,0.5,0.5', ''"
  })
  void senselessNotes(String mean, String std) {
    Source weights =
        Source.random().note("architecture", MODEL).note("mean", mean).note("std", std);
    var e =
        assertThrows(ModelFormatException.class, () -> Classifier.builder(MODEL).build(weights));
    assertTrue(e.getMessage().startsWith("weights.safetensors: metadata: "), e.getMessage());
  }

  @Test
  void outputThatIsNotFinite() {
    float[] logits = {1, Float.NaN, 2};
    var e =
        assertThrows(LanewiseException.class, () -> Predictions.top(logits, Labels.numbered(3), 1));
    assertTrue(e.getMessage().contains("NaN"), e.getMessage());
  }

  @Test
  void softmaxOfLargeLogits() {
    float[] logits = {1000, 1000 + (float) Math.log(3), -1000};
    List<Prediction> top = Predictions.top(logits, Labels.numbered(3), 3);
    assertEquals(List.of(1, 0, 2), top.stream().map(Prediction::index).toList());
    assertEquals(0.75, top.get(0).probability(), 1e-4);
    assertEquals(0.25, top.get(1).probability(), 1e-4);
    assertEquals(0, top.get(2).probability());
  }

  @Test
  void equalLogitsKeepTheOrderOfClasses() {
    List<Prediction> top = Predictions.top(new float[20], Labels.numbered(20), 20);
    assertEquals(
        IntStream.range(0, 20).boxed().toList(), top.stream().map(Prediction::index).toList());
  }
}
