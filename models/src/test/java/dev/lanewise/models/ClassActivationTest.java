package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.models.image.RgbImage;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassActivationTest {
  /** The mean of the heat, plus the bias, is the logit. */
  @Test
  void theMeanOfTheHeatIsTheLogit() {
    String model = "cifar_resnet8";
    Graph graph = Models.build(model);
    ClassActivation activation = ClassActivation.of(graph).orElseThrow();
    assertEquals(Optional.of("linear.weight"), activation.weight());
    float[] linear;
    float[] bias;
    try (RandomWeights weights = RandomWeights.of(graph)) {
      Weights bound = Weights.bind(graph, weights);
      linear = activation.linear(bound);
      bias = bound.get("linear.bias").toFloats();
    }
    byte[] samples = new byte[3 * 32 * 32];
    new Random(4).nextBytes(samples);
    Options options = Options.defaults().precise(true).alsoOutput(activation.map());
    try (Classifier classifier =
        Classifier.builder(model).options(options).build(RandomWeights.of(graph))) {
      float[] logits = classifier.logits(RgbImage.of(32, 32, samples));
      float[] map = classifier.output(activation.map());
      for (int c = 0; c < 10; c++) {
        float[] heat = activation.heat(map, 64, linear, c);
        double sum = 0;
        for (float each : heat) {
          sum += each;
        }
        // Two orders of summation of some thousand terms of order 1.
        assertEquals(logits[c], sum / 64 + bias[c], 1e-4);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, fc.weight",
    "densenet121, classifier.weight",
    "mobilenet_v2, classifier.1.weight",
    "googlenet, fc.weight",
    "inception_v3, fc.weight",
    "squeezenet1_1, ''"
  })
  void findsTheMap(String model, String weight) {
    ClassActivation found = ClassActivation.of(Models.build(model)).orElseThrow();
    assertEquals(weight, found.weight().orElse(""));
  }

  @ParameterizedTest
  @CsvSource({"vgg11", "alexnet", "lenet5", "r3d_18", "multiscale_resnet1d", "unet2d"})
  void otherNetworksHaveNone(String model) {
    assertTrue(ClassActivation.of(Models.build(model)).isEmpty());
  }
}
