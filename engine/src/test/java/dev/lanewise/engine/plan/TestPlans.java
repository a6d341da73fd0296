package dev.lanewise.engine.plan;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.weights.RandomWeights;
import java.util.Random;

/** Plans of small networks with random weights, and inputs for them. */
final class TestPlans {
  private TestPlans() {}

  static Plan of(Graph graph, Options options) {
    try (Model model = Model.of(graph, RandomWeights.of(graph))) {
      return model.compile(options);
    }
  }

  static float[] noise(long length) {
    Random random = new Random(length);
    float[] x = new float[Math.toIntExact(length)];
    for (int i = 0; i < x.length; i++) {
      x[i] = 2 * random.nextFloat() - 1;
    }
    return x;
  }
}
