package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.kernels.reference.ReferenceKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/models.md shows blocks that are right. */
class OwnNetworkTest {
  @Test
  void theDocumentShowsTheExampleAsItIs() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/lanewise/models/OwnNetworkExample.java"));
    String document = Files.readString(Path.of("../docs/models.md"));
    assertEquals(
        between(source, "// docs begin\n", "  // docs end").stripTrailing().stripIndent(),
        between(document, "```java\n", "```").strip());
  }

  @Test
  void theBlockIsThatOfTheBuiltInNetwork() {
    GraphBuilder g = new GraphBuilder("start");
    Value x = g.input("input0", Shape.of(1, 3, 224, 224));
    x = g.conv("conv1", x, 64, ConvSpec.of(7).stride(2).pad(3));
    x = g.relu(g.batchNorm("bn1", x));
    x = g.maxPool(x, PoolSpec.of(3).stride(2).pad(1));
    g.output("output0", OwnNetworkExample.bottleneck(g, "layer1.0", x, 64, 1));
    String block = nodes(g.build());
    assertTrue(block.contains("layer1.0.se.fc2"), block);
    assertEquals(nodes(Models.build("se_resnet50")), block);
  }

  @Test
  void theNetworkRuns() {
    Graph graph = OwnNetworkExample.network(7);
    float[] input = new float[3 * 32 * 32];
    Random random = new Random(3);
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    Options plain = Options.defaults().kernels(ReferenceKernels.INSTANCE).optimise(false);
    float[] wanted = run(graph, plain, input);
    assertEquals(7, wanted.length);
    assertArrayEquals(wanted, run(graph, Options.defaults(), input), 1e-3f);
  }

  private static float[] run(Graph graph, Options options, float[] input) {
    try (Model model = Model.of(graph, RandomWeights.of(graph));
        Plan plan = model.compile(options);
        Session session = plan.newSession()) {
      return session.run(input);
    }
  }

  /** The lines of the first block. */
  private static String nodes(Graph graph) {
    List<String> lines = graph.toString().lines().toList();
    return lines.stream()
        .filter(line -> line.startsWith("  layer1.0."))
        .collect(Collectors.joining("\n"));
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    assertTrue(from >= begin.length(), "no " + begin.strip());
    return text.substring(from, text.indexOf(end, from));
  }
}
