package dev.lanewise.engine.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.testing.graphs.GraphOracle;
import dev.lanewise.testing.graphs.SmallNets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomWeightsTest {
  @Test
  void areUniformWithVarianceOneOverFanIn() {
    Graph graph = SmallNets.residual();
    try (RandomWeights weights = RandomWeights.of(graph)) {
      float[] w = weights.get("layer2.conv2.weight").toFloats();
      double bound = Math.sqrt(3.0 / (16 * 9));
      double square = 0;
      for (float x : w) {
        assertTrue(Math.abs(x) <= bound * 1.0001);
        square += x * x;
      }
      assertEquals(1.0 / (16 * 9), square / w.length, 0.05 / (16 * 9));
    }
  }

  @Test
  void dependOnNameAndSeedOnly() {
    Graph graph = SmallNets.residual();
    try (RandomWeights a = RandomWeights.of(graph);
        RandomWeights b = RandomWeights.of(graph);
        RandomWeights c = RandomWeights.of(graph, 1)) {
      b.get("fc.weight");
      float[] w = a.get("conv1.weight").toFloats();
      assertArrayEquals(w, b.get("conv1.weight").toFloats());
      assertFalse(Arrays.equals(w, c.get("conv1.weight").toFloats()));
      assertFalse(
          Arrays.equals(
              a.get("layer1.conv1.weight").toFloats(), a.get("layer1.conv2.weight").toFloats()));
    }
  }

  @Test
  void keepActivationsOfOrderOneThroughSixHundredBlocks() {
    var g = new GraphBuilder("deep");
    Value x = g.relu(g.conv("conv", g.input("x", Shape.of(1, 2, 4, 4)), 4, ConvSpec.of(1)));
    for (int i = 0; i < 600; i++) {
      Value y = g.relu(g.batchNorm(i + ".bn1", g.conv(i + ".conv1", x, 4, ConvSpec.of(1))));
      y = g.batchNorm(i + ".bn2", g.conv(i + ".conv2", y, 4, ConvSpec.of(1)));
      x = g.relu(g.add(y, x));
    }
    g.output("y", x);
    Graph graph = g.build();
    float[] in = new float[32];
    Random random = new Random(1);
    for (int i = 0; i < in.length; i++) {
      in[i] = random.nextFloat();
    }
    try (RandomWeights weights = RandomWeights.of(graph)) {
      double largest =
          GraphOracle.run(graph, Weights.bind(graph, weights), Map.of("x", in)).largest();
      assertTrue(largest < 1000, "largest activation " + largest);
    }
  }

  @Test
  void refuseUnknownNamesAndUseAfterClose() {
    RandomWeights weights = RandomWeights.of(SmallNets.residual());
    assertThrows(MissingTensorException.class, () -> weights.get("nothing"));
    weights.close();
    weights.close();
    assertEquals(
        "random weights: closed",
        assertThrows(IllegalStateException.class, () -> weights.get("fc.bias")).getMessage());
  }
}
