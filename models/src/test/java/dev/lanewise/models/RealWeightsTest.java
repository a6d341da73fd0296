package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.bundled.Bundled;
import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.Preprocess.ChannelOrder;
import dev.lanewise.models.image.Resize;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trained networks on real pictures against recorded results. */
class RealWeightsTest {
  private static final Options PRECISE = Options.defaults().precise(true);
  private static final double BOUND = 1e-4;
  private static final Preprocess GREY =
      new Preprocess(
          0, 0, 0, Resize.Filter.BILINEAR, ChannelOrder.GREY, 255, List.of(0f), List.of(1f));

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

  @Test
  @Tag("once")
  void heartbeats() throws IOException {
    Path folder = SharedData.require("data/ecg1d_inceptiontime");
    Tensor input = NpyFile.read(folder.resolve("input_seg00_07.npy"));
    double[] truth = NpyFile.read(folder.resolve("logits_f64_seg00_07.npy")).toDoubles();
    checkValues(
        "inceptiontime1d",
        folder.resolve("inceptiontime_v4.safetensors"),
        input.shape(),
        input.toFloats(),
        truth);
  }

  @Test
  @Tag("once")
  void brainTissue() throws IOException {
    Path folder = SharedData.require("data/meshnet3d_model11_gw_ae");
    double[] truth = NpyFile.read(folder.resolve("crop48_logits.npy")).toDoubles();
    float[] input = scaled(NpyFile.read(folder.resolve("crop48_input_u8.npy")), 255);
    float[] logits =
        checkValues(
            "meshnet3d",
            folder.resolve("model11_gw_ae.safetensors"),
            Shape.of(1, 1, 48, 48, 48),
            input,
            truth);
    double[] labels = NpyFile.read(folder.resolve("crop48_labels_u8.npy")).toDoubles();
    int wrong = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < 3; c++) {
        best = logits[c * labels.length + i] > logits[best * labels.length + i] ? c : best;
      }
      wrong += best == labels[i] ? 0 : 1;
    }
    assertEquals(0, wrong);
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 256})
  @Tag("once")
  void bloodVessels(int size) throws IOException {
    Path folder = SharedData.require("data/unet_retina");
    double[] truth = NpyFile.read(folder.resolve("tile" + size + "_scores.npy")).toDoubles();
    MemorySegment samples = MemorySegment.ofArray(new float[size * size]);
    GREY.normalize(ImageDecoder.decode(folder.resolve("tile" + size + "_input.png")), samples, 0);
    float[] input = samples.toArray(ValueLayout.JAVA_FLOAT);
    checkValues(
        "unet_retina",
        folder.resolve("unet_retina.safetensors"),
        Shape.of(1, 1, size, size),
        input,
        truth);
  }

  @Test
  void digits() throws IOException {
    Path folder = SharedData.require("data/mnist_lenet_onnx");
    double[] truth = NpyFile.read(folder.resolve("logits_0000_0063.npy")).toDoubles();
    float[] input = scaled(NpyFile.read(folder.resolve("images_0000_0063_u8.npy")), 1);
    checkValues(
        "mnist_cnn", folder.resolve("mnist-8.safetensors"), Shape.of(64, 1, 28, 28), input, truth);
  }

  private static float[] scaled(Tensor bytes, float divisor) {
    double[] values = bytes.toDoubles();
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i] / divisor;
    }
    return result;
  }

  /** Runs a network precisely and fast, compares it with what was recorded. */
  private static float[] checkValues(
      String name, Path file, Shape shape, float[] input, double[] truth) throws IOException {
    WeightSource weights = WeightFiles.open(file);
    Graph graph = Models.graphFor(name, weights);
    double bound = BOUND * Distance.std(truth);
    float[] logits = new float[truth.length];
    try (Model model = Model.of(graph, weights)) {
      for (boolean precise : List.of(false, true)) {
        Options options = Options.defaults().precise(precise).inputShape("input0", shape);
        try (Plan plan = model.compile(options);
            Session session = plan.newSession()) {
          session.run(input, logits);
          double error = Distance.largest(logits, truth);
          assertTrue(error <= bound, name + " differs by " + error + ", allowed are " + bound);
        }
      }
    }
    return logits;
  }

  /** Weights with Caffe's names, which a mapping turns into those of torchvision. */
  @Test
  @Tag("once")
  void imageNetSqueezeNet() throws IOException {
    String[] pictures = {"chelsea", "coffee", "rocket", "astronaut", "motorcycle_left"};
    int[] best = {285, 967, 733, 422, 535};
    Path images = SharedData.require("data/imagenet_images");
    Path folder = SharedData.require("data/imagenet_squeezenet11");
    double[] truth = NpyFile.read(folder.resolve("shared_images_logits_f64.npy")).toDoubles();
    try (Classifier classifier =
        Classifier.builder("squeezenet1_1")
            .options(PRECISE)
            .preprocess(Preprocess.CAFFE_BGR)
            .withoutResize()
            .build(WeightFiles.open(folder.resolve("squeezenet11.safetensors")))) {
      for (int i = 0; i < pictures.length; i++) {
        float[] logits =
            classifier.logits(ImageDecoder.decode(images.resolve(pictures[i] + "_227.png")));
        double[] wanted = Arrays.copyOfRange(truth, 1000 * i, 1000 * (i + 1));
        double error = Distance.largest(logits, wanted);
        assertTrue(error <= BOUND * Distance.std(wanted), pictures[i] + " differs by " + error);
        Prediction first = Predictions.top(logits, classifier.labels(), 1).getFirst();
        assertEquals(best[i], first.index(), pictures[i]);
      }
    }
  }
}
