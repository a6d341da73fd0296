package dev.lanewise.app;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.Classifier;
import dev.lanewise.models.Models;
import dev.lanewise.models.Prediction;
import dev.lanewise.models.image.ImageDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The example of README.md, so that it compiles and runs. */
final class ReadmeExample {
  private ReadmeExample() {}

  // README begin
  static List<Prediction> classify(Path weights, Path picture) throws IOException {
    try (Classifier classifier =
        Classifier.builder("cifar_resnet20").build(WeightFiles.open(weights))) {
      return classifier.classify(ImageDecoder.decode(picture), 5); // label, index, probability
    }
  }

  static float[] run(Path weights, float[] input) throws IOException {
    try (WeightSource source = WeightFiles.open(weights)) {
      Graph graph = Models.graphFor("cifar_resnet20", source); // classes as the weights say
      try (Model model = Model.of(graph, source);
          Plan plan = model.compile(Options.defaults().threads(2)); // shared by threads
          Session session = plan.newSession()) { // one for each thread
        return session.run(input); // [1, 3, 32, 32] to [1, 10]
      }
    }
  }
  // README end
}
