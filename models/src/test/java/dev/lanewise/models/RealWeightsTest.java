package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.models.bundled.Bundled;
import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trained networks on real pictures against recorded results. */
class RealWeightsTest {
  private static final Options PRECISE = Options.defaults().precise(true);
  private static final double BOUND = 1e-4;

  @Test
  void bundledNetwork() throws IOException {
    Path truth = SharedData.require("weights/logits_cifar10_test_0000_0255_f64.npy");
    try (Classifier classifier = Bundled.classifier(PRECISE)) {
      checkCifar(classifier, truth, 233);
    }
  }

  @Test
  @Tag("once")
  void cifarResNet20() throws IOException {
    checkCifar("cifar_resnet20", "resnet20.safetensors", 233);
  }

  @Test
  @Tag("once")
  void cifarResNet20AsPublished() throws IOException {
    checkCifar("cifar_resnet20", "resnet20-12fca82f.th", 233);
  }

  @Test
  @Tag("once")
  void cifarResNet56() throws IOException {
    checkCifar("cifar_resnet56", "resnet56.safetensors", 240);
  }

  private static void checkCifar(String model, String weights, int right) throws IOException {
    Path folder = SharedData.require("data/" + model);
    try (Classifier classifier =
        Classifier.builder(model)
            .options(PRECISE)
            .build(WeightFiles.open(folder.resolve(weights)))) {
      checkCifar(classifier, folder.resolve("logits_f64_0000_0255.npy"), right);
    }
  }

  private static void checkCifar(Classifier classifier, Path recorded, int right)
      throws IOException {
    double[] truth = NpyFile.read(recorded).toDoubles();
    List<CifarPicture> pictures = CifarPicture.read();
    assertEquals(256, pictures.size());
    int hits = 0;
    double error = 0;
    for (int i = 0; i < pictures.size(); i++) {
      CifarPicture picture = pictures.get(i);
      float[] logits = classifier.logits(picture.image());
      double[] wanted = Arrays.copyOfRange(truth, 10 * i, 10 * (i + 1));
      error = Math.max(error, Distance.largest(logits, wanted));
      Prediction best = Predictions.top(logits, classifier.labels(), 1).getFirst();
      hits += best.index() == picture.label() ? 1 : 0;
    }
    assertEquals(right, hits);
    assertTrue(error <= BOUND, "logits differ by " + error);
  }

  @Test
  @Tag("once")
  void imageNetResNet18() throws IOException {
    String[] pictures = {"chelsea", "coffee", "rocket", "astronaut", "motorcycle_left"};
    int[][] best = {
      {282, 285, 281}, {967, 925, 960}, {682, 812, 540}, {823, 758, 711}, {665, 670, 535}
    };
    Path images = SharedData.require("data/imagenet_images");
    Path folder = SharedData.require("data/imagenet_resnet18_small");
    double[] truth = NpyFile.read(folder.resolve("shared_images_logits_f64.npy")).toDoubles();
    try (Classifier classifier =
        Classifier.builder("resnet18")
            .options(PRECISE)
            .withoutResize()
            .build(WeightFiles.open(folder.resolve("resnet18_small.safetensors")))) {
      for (int i = 0; i < pictures.length; i++) {
        float[] logits =
            classifier.logits(ImageDecoder.decode(images.resolve(pictures[i] + "_224.png")));
        double[] wanted = Arrays.copyOfRange(truth, 1000 * i, 1000 * (i + 1));
        double error = Distance.largest(logits, wanted);
        assertTrue(error <= BOUND * Distance.std(wanted), pictures[i] + " differs by " + error);
        List<Prediction> top = Predictions.top(logits, classifier.labels(), 3);
        assertEquals(
            Arrays.stream(best[i]).boxed().toList(),
            top.stream().map(Prediction::index).toList(),
            pictures[i]);
      }
      assertEquals("tiger cat", classifier.labels().get(282));
    }
  }
}
