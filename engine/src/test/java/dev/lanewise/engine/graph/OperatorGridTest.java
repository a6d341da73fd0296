package dev.lanewise.engine.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import dev.lanewise.testing.OnnxTensors;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Transposed convolution and resize agree with PyTorch's float64 results. */
class OperatorGridTest {
  private static final Path GRID = Path.of("golden/opgrid");

  /** The largest error of a result per largest magnitude: some float32 roundings. */
  private static final double BOUND = 2e-6;

  @Test
  void convTranspose() throws IOException {
    assertTrue(check("ConvTranspose", OperatorGridTest::convTranspose) >= 40);
  }

  @Test
  void resize() throws IOException {
    assertTrue(check("Resize", OperatorGridTest::resize) >= 12);
  }

  /** Adds the operation of a case to a graph. */
  private interface Operation {
    Value add(
        GraphBuilder g,
        Value x,
        Shape result,
        Map<String, JsonValue> attributes,
        Map<String, Tensor> constants);
  }

  private static Value convTranspose(
      GraphBuilder g,
      Value x,
      Shape result,
      Map<String, JsonValue> attributes,
      Map<String, Tensor> constants) {
    int rank = x.spatialRank();
    int[] pads = axes(attributes.get("pads"), 2 * rank, 0);
    ConvTransposeSpec spec =
        ConvTransposeSpec.of(axes(attributes.get("kernel_shape"), rank, 1))
            .stride(axes(attributes.get("strides"), rank, 1))
            .pad(Arrays.copyOf(pads, rank), Arrays.copyOfRange(pads, rank, 2 * rank))
            .outputPadding(axes(attributes.get("output_padding"), rank, 0))
            .dilation(axes(attributes.get("dilations"), rank, 1))
            .groups(attributes.containsKey("group") ? (int) attributes.get("group").asLong() : 1)
            .bias(constants.containsKey("b"));
    return g.convTranspose("layer", x, (int) result.dim(1), spec);
  }

  private static Value resize(
      GraphBuilder g,
      Value x,
      Shape result,
      Map<String, JsonValue> attributes,
      Map<String, Tensor> constants) {
    Sampling sampling =
        switch (attributes.get("coordinate_transformation_mode").asString()) {
          case "asymmetric" -> Sampling.NEAREST;
          case "align_corners" -> Sampling.LINEAR_ALIGN_CORNERS;
          default -> Sampling.LINEAR;
        };
    int[] sizes = LongStream.of(result.dims()).skip(2).mapToInt(Math::toIntExact).toArray();
    return g.resize(x, sampling, sizes);
  }

  private static int[] axes(JsonValue attribute, int count, int otherwise) {
    int[] numbers = new int[count];
    Arrays.fill(numbers, otherwise);
    for (int i = 0; attribute != null && i < count; i++) {
      numbers[i] = (int) attribute.asArray().get(i).asLong();
    }
    return numbers;
  }

  /** Checks all cases of an operator and returns how many there are. */
  private static int check(String operator, Operation operation) throws IOException {
    Path grid = SharedData.require(GRID.toString());
    int count = 0;
    for (String line : Files.readAllLines(grid.resolve("manifest.tsv"))) {
      String[] columns = line.split("\t");
      if (columns[1].equals(operator)) {
        check(grid.resolve(columns[0]), JsonReader.read(columns[5], columns[0]), operation);
        count++;
      }
    }
    return count;
  }

  private static void check(Path folder, JsonValue attributes, Operation operation)
      throws IOException {
    Map<String, Tensor> constants = OnnxTensors.constants(folder.resolve("model.onnx"));
    Tensor in = OnnxTensors.read(folder.resolve("test_data_set_0/input_0.pb"));
    Tensor expected = OnnxTensors.read(folder.resolve("test_data_set_0/output_0.pb"));
    GraphBuilder g = new GraphBuilder(folder.getFileName().toString());
    Value x = g.input("x", in.shape());
    g.output("y", operation.add(g, x, expected.shape(), attributes.asObject(), constants));
    Graph graph = g.build();
    assertEquals(expected.shape(), graph.outputShapes().get("y"), graph.toString());
    Map<String, Tensor> weights = new HashMap<>();
    graph
        .parameters()
        .keySet()
        .forEach(name -> weights.put(name, constants.get(name.endsWith("bias") ? "b" : "w")));
    try (Model model = Model.of(graph, WeightSource.of(weights, "constants"));
        Plan plan = model.compile(Options.defaults().threads(1));
        Session session = plan.newSession()) {
      MemorySegment.copy(in.data(), 0, session.input("x"), 0, in.data().byteSize());
      session.run();
      float[] got = session.output("y").toArray(ValueLayout.JAVA_FLOAT);
      float[] wanted = expected.toFloats();
      double largest = 1;
      for (float value : wanted) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < wanted.length; i++) {
        int at = i;
        assertEquals(wanted[i], got[i], BOUND * largest, () -> "[" + at + "] of " + graph);
      }
    }
  }
}
