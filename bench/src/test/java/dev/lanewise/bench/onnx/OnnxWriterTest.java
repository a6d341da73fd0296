package dev.lanewise.bench.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.bench.rival.LanewiseContestant;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.Parameter;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.WeightMismatchException;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.Extent;
import dev.lanewise.testing.graphs.GraphOracle;
import dev.lanewise.testing.graphs.RandomGraphs;
import dev.lanewise.testing.graphs.SmallNets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What ONNX Runtime computes of a written file is what the graph means. */
@Tag("once")
class OnnxWriterTest {
  private static final double TOLERANCE = 1e-5;
  private static final int RANDOM_GRAPHS = 150;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> smallNets() {
    return Stream.of(
            SmallNets.residual(),
            SmallNets.dense(),
            SmallNets.volumes(),
            SmallNets.twoInTwoOut(),
            SmallNets.decoder(),
            SmallNets.attention())
        .map(graph -> DynamicTest.dynamicTest(graph.name(), () -> check(graph)));
  }

  @Test
  void randomGraphs() throws IOException {
    for (int seed = 0; seed < RANDOM_GRAPHS; seed++) {
      check(RandomGraphs.of(seed, 1 + seed % 14));
    }
  }

  /** Sizes where windows overhang, for every combination of stride and padding that fits. */
  @Test
  void poolingRoundsUp() throws IOException {
    for (int size = 4; size <= 9; size++) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int pad = 0; pad <= 1; pad++) {
          PoolSpec spec = PoolSpec.of(3).stride(stride).pad(pad).ceil();
          var g = new GraphBuilder("pools");
          Value x = g.input("input0", Shape.of(1, 2, size, size + 1));
          g.output("max", g.maxPool(x, spec));
          g.output("average", g.averagePool(x, spec));
          g.output("inside", g.averagePool(x, spec.paddingNotCounted()));
          check(g.build());
        }
      }
    }
  }

  @Test
  void windowsAndGroupsAndDilation() throws IOException {
    var g = new GraphBuilder("windows");
    Value x = g.input("input0", Shape.of(2, 6, 11, 13));
    ConvSpec spec = ConvSpec.of(3, 2).stride(2, 1).dilation(1, 2).groups(3).bias();
    g.output("conv", g.conv("c", x, 9, spec.pad(new int[] {1, 0}, new int[] {2, 3})));
    g.output("max", g.maxPool(x, PoolSpec.of(2, 3).stride(1).dilation(2)));
    check(g.build());
  }

  @Test
  void everyClamp() throws IOException {
    var g = new GraphBuilder("clamps");
    Value x = g.input("input0", Shape.of(1, 3, 5));
    g.output("relu", g.relu(x));
    g.output("relu6", g.relu6(g.add(g.add(g.add(x, x), g.add(x, x)), g.add(x, x))));
    g.output("low", g.clip(x, -0.5f, Float.POSITIVE_INFINITY));
    g.output("high", g.clip(x, Float.NEGATIVE_INFINITY, 0.75f));
    g.output("none", g.clip(x, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY));
    check(g.build());
  }

  /** What passes make: a convolution with residual and clamp, and a scale per channel. */
  @Test
  void fusedNodes() throws IOException {
    Op.Conv conv =
        new Op.Conv(
            2,
            Extent.of(3, 3),
            Extent.ONE,
            new Extent(0, 1, 1),
            new Extent(0, 1, 1),
            Extent.ONE,
            1,
            Clamp.RELU);
    var parameters = new LinkedHashMap<String, Parameter>();
    parameters.put("w", Parameter.required(Shape.of(4, 4, 3, 3)));
    parameters.put("scale", Parameter.required(Shape.of(4)));
    parameters.put("shift", Parameter.required(Shape.of(4)));
    parameters.put("fc", Parameter.required(Shape.of(3, 80)));
    var inputs = new LinkedHashMap<>(Map.of("x", Shape.of(1, 4, 4, 5)));
    Graph graph =
        new Graph(
            "fused",
            inputs,
            List.of(
                Node.of("conv", conv, "x", "w", "", "x"),
                Node.of("scaled", new Op.Affine(new Clamp(-1, 1)), "conv", "scale", "shift"),
                Node.of("flat", new Op.Flatten(), "scaled"),
                Node.of("y", new Op.Linear(Clamp.RELU6), "flat", "fc")),
            new LinkedHashMap<>(Map.of("out", "y", "scaled", "scaled")),
            parameters,
            List.of());
    Map<String, float[]> values = OrtRuns.randomInputs(graph);
    try (WeightSource random = RandomWeights.of(graph)) {
      var tensors = new LinkedHashMap<String, Tensor>();
      random.names().forEach(name -> tensors.put(name, random.get(name)));
      WeightSource weights = WeightSource.of(tensors, "random weights");
      var ours = new LanewiseContestant(graph, weights, Options.defaults().precise(true), values);
      ours.run();
      Path file = folder.resolve("model.onnx");
      OrtRuns.outputs(file, graph, weights, values)
          .forEach(
              (name, output) -> assertArrayEquals(ours.outputs().get(name), output, 1e-5f, name));
      ours.close();
    }
  }

  /** Names that ONNX's one name space would confuse. */
  @Test
  void outputsKeepTheirNames() throws IOException {
    var g = new GraphBuilder("names");
    Value x = g.input("x", Shape.of(1, 3));
    Value sum = g.named("a", g.add(x, x));
    Value clipped = g.named("b", g.clip(sum, -1, 1));
    g.output("b", sum);
    g.output("a", clipped);
    g.output("again", clipped);
    g.output("input", x);
    check(g.build());
  }

  @Test
  void anOutputMustNotHaveTheNameOfAnInput() {
    var g = new GraphBuilder("names");
    Value x = g.input("x", Shape.of(1, 3));
    g.output("x", g.relu(x));
    assertMessage("the name of the input 'x'", g.build());
  }

  @Test
  void averagePoolingWithDilationIsRefused() {
    var g = new GraphBuilder("dilated");
    Value x = g.input("x", Shape.of(1, 3, 9));
    g.output("y", g.averagePool(x, PoolSpec.of(2).dilation(2)));
    assertMessage("no average pooling with dilation", g.build());
  }

  @Test
  void manyWeightsGoIntoAFileOfTheirOwn() throws IOException {
    Graph graph = SmallNets.residual();
    try (WeightSource weights = RandomWeights.of(graph)) {
      var inputs = OrtRuns.randomInputs(graph);
      Path inside = folder.resolve("inside.onnx");
      float[] expected = OrtRuns.outputs(inside, graph, weights, inputs).get("output0");
      assertFalse(Files.exists(folder.resolve("inside.onnx.data")));
      Path outside = folder.resolve("outside.onnx");
      OnnxWriter.write(outside, graph, weights, 100);
      assertTrue(Files.size(outside) < Files.size(inside) / 2);
      assertTrue(Files.exists(folder.resolve("outside.onnx.data")));
      assertArrayEquals(expected, OrtRuns.outputs(outside, graph, inputs).get("output0"));
    }
  }

  @Test
  void theSameGraphGivesTheSameBytes() throws IOException {
    Graph graph = SmallNets.dense();
    try (WeightSource weights = RandomWeights.of(graph)) {
      OnnxWriter.write(folder.resolve("a.onnx"), graph, weights);
      OnnxWriter.write(folder.resolve("b.onnx"), graph, weights);
    }
    assertEquals(-1, Files.mismatch(folder.resolve("a.onnx"), folder.resolve("b.onnx")));
  }

  @Test
  void wrongWeightsLeaveNoFile() {
    Graph graph = SmallNets.residual();
    Path file = folder.resolve("model.onnx");
    WeightSource none =
        WeightSource.of(Map.of("other", Tensor.ofFloats(Shape.of(1), 1)), "one tensor");
    assertThrows(WeightMismatchException.class, () -> OnnxWriter.write(file, graph, none));
    assertFalse(Files.exists(file));
  }

  private void assertMessage(String part, Graph graph) {
    try (WeightSource weights = RandomWeights.of(graph)) {
      var e =
          assertThrows(
              LanewiseException.class,
              () -> OnnxWriter.write(folder.resolve("refused.onnx"), graph, weights));
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  private void check(Graph graph) throws IOException {
    Map<String, float[]> inputs = OrtRuns.randomInputs(graph);
    try (WeightSource weights = RandomWeights.of(graph, 3)) {
      GraphOracle oracle = GraphOracle.run(graph, Weights.bind(graph, weights), inputs);
      Map<String, float[]> outputs =
          OrtRuns.outputs(folder.resolve("model.onnx"), graph, weights, inputs);
      assertEquals(graph.outputs().keySet(), outputs.keySet());
      outputs.forEach((name, values) -> check(graph, name, oracle, values));
    }
  }

  private static void check(Graph graph, String name, GraphOracle oracle, float[] values) {
    double[] expected = oracle.output(name);
    assertEquals(expected.length, values.length, graph + name);
    for (int i = 0; i < values.length; i++) {
      double tolerance = TOLERANCE * oracle.largest();
      assertEquals(expected[i], values[i], tolerance, name + "[" + i + "] of " + graph);
    }
  }
}
