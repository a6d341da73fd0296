package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightMismatchException;
import dev.lanewise.engine.weights.WeightProblem;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.engine.weights.Weights;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
  @Test
  void namesAreListedOnce() {
    List<String> names = Models.names();
    assertEquals(names.size(), new HashSet<>(names).size());
  }

  @Test
  void everyListedNetworkIsCounted() throws IOException {
    Set<String> counted = new HashSet<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                ModelsTest.class.getResourceAsStream("counts.tsv"), StandardCharsets.UTF_8))) {
      lines.lines().skip(1).forEach(line -> counted.add(line.substring(0, line.indexOf('\t'))));
    }
    assertEquals(counted, new HashSet<>(Models.names()));
  }

  static List<String> names() {
    return Models.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void specAgreesWithGraph(String name) {
    ModelSpec spec = Models.find(name);
    Graph graph = Models.build(name);
    assertEquals(name, spec.name());
    assertEquals(name, graph.name());
    assertEquals(spec.inputs(), List.copyOf(graph.inputs().values()));
    assertEquals(numbered("input", graph.inputs().size()), List.copyOf(graph.inputs().keySet()));
    assertEquals(numbered("output", graph.outputs().size()), List.copyOf(graph.outputs().keySet()));
    Shape input = spec.inputs().getFirst();
    for (Shape output : graph.outputShapes().values()) {
      Shape wanted =
          switch (spec.task()) {
            case CLASSIFICATION, FEATURES -> Shape.of(1, spec.classes());
            case SEGMENTATION -> withChannels(input, spec.classes());
          };
      assertEquals(wanted, output);
    }
    spec.labelSet().ifPresent(set -> assertEquals(spec.classes(), set.labels().size()));
    spec.preprocess().ifPresent(p -> assertEquals(input.dim(1), p.order().channels()));
    assertTrue(!spec.description().isBlank() && spec.description().lines().count() == 1);
  }

  private static List<String> numbered(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toList();
  }

  private static Shape withChannels(Shape shape, int channels) {
    long[] dims = shape.dims();
    dims[1] = channels;
    return Shape.of(dims);
  }

  @Test
  void descriptions() {
    assertEquals(
        "ResNet, basic blocks [2, 2, 2, 2]; names of torchvision",
        Models.find("resnet18").description());
    assertEquals(
        "ResNeXt, 32 groups, bottlenecks [3, 4, 6, 3]; names of torchvision",
        Models.find("resnext50_32x4d").description());
  }

  @Test
  void otherClassesChannelsBatchAndSize() {
    ModelOptions options =
        ModelOptions.DEFAULT.withClasses(7).withInChannels(1).withBatch(3).withSize(96, 64);
    Graph graph = Models.build("resnet18", options);
    assertEquals(Shape.of(3, 1, 96, 64), graph.inputs().get("input0"));
    assertEquals(Shape.of(3, 7), graph.outputShapes().get("output0"));
    assertEquals(Shape.of(64, 1, 7, 7), graph.parameters().get("conv1.weight").shape());
    assertEquals(Shape.of(7, 512), graph.parameters().get("fc.weight").shape());
  }

  @Test
  void oneSizeStandsForAllAxes() {
    Graph graph = Models.build("cifar_resnet20", ModelOptions.DEFAULT.withSize(48));
    assertEquals(Shape.of(1, 3, 48, 48), graph.inputs().get("input0"));
  }

  @Test
  void onePixelIsEnough() {
    Graph graph = Models.build("resnet50", ModelOptions.DEFAULT.withSize(1, 1));
    assertEquals(Shape.of(1, 1000), graph.outputShapes().get("output0"));
  }

  @Test
  void wrongNumberOfSizes() {
    ModelOptions options = ModelOptions.DEFAULT.withSize(16, 112, 112);
    var e = assertThrows(LanewiseException.class, () -> Models.build("resnet18", options));
    assertEquals(
        "resnet18: wanted an input size of 1 or 2 numbers, got [16, 112, 112]", e.getMessage());
  }

  @Test
  void countsBelowOne() {
    ModelOptions usual = ModelOptions.DEFAULT;
    assertThrows(LanewiseException.class, () -> usual.withClasses(0));
    assertThrows(LanewiseException.class, () -> usual.withInChannels(-1));
    assertThrows(LanewiseException.class, () -> usual.withWidth(0));
    assertThrows(LanewiseException.class, () -> usual.withBatch(0));
    assertThrows(LanewiseException.class, () -> usual.withSize(32, 0));
    assertThrows(LanewiseException.class, () -> usual.withSize(1, 1, 1, 1));
  }

  @Test
  void hugeSizeIsRefusedInWords() {
    ModelOptions options = ModelOptions.DEFAULT.withSize(Integer.MAX_VALUE);
    assertThrows(LanewiseException.class, () -> Models.build("resnet18", options));
  }

  @ParameterizedTest
  @CsvSource({"cifar_resnet8, 1", "cifar_resnet26, 4", "cifar_resnet26_b, 4", "cifar_plain38, 6"})
  void cifarNetworksOfAnyDepth(String name, int blocks) {
    Graph graph = Models.build(name);
    assertEquals(name, Models.find(name).name());
    assertTrue(graph.parameters().containsKey("layer3." + (blocks - 1) + ".conv2.weight"));
    assertTrue(!graph.parameters().containsKey("layer3." + blocks + ".conv2.weight"));
    assertEquals(name.endsWith("_b"), graph.parameters().containsKey("layer2.0.shortcut.0.weight"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "resnet",
        "resnet51",
        "cifar_resnet21",
        "cifar_resnet2",
        "cifar_resnet020",
        "cifar_resnet6008",
        "cifar_resnet99999999999",
        "cifar_plain20_b",
        "RESNET18"
      })
  void unknownNames(String name) {
    assertThrows(UnknownModelException.class, () -> Models.find(name));
    assertThrows(UnknownModelException.class, () -> Models.build(name));
  }

  @ParameterizedTest
  @CsvSource({
    "resnet51, resnet50",
    "ResNet-50, resnet50",
    "cifar_resnet21, cifar_resnet20",
    "wide_resnet_50_2, wide_resnet50_2",
    "resnext50, resnext50_32x4d"
  })
  void nearestName(String name, String nearest) {
    var e = assertThrows(UnknownModelException.class, () -> Models.find(name));
    assertEquals(3, e.nearest().size());
    assertTrue(e.nearest().contains(nearest), e.getMessage());
    assertTrue(e.getMessage().startsWith("unknown model '" + name + "'"), e.getMessage());
    assertTrue(e.getMessage().contains(nearest), e.getMessage());
  }

  @Test
  void unknownNameIsMadePrintable() {
    String name = "a\u001b[2J\n" + "x".repeat(100_000);
    var e = assertThrows(UnknownModelException.class, () -> Models.find(name));
    assertEquals(1, e.getMessage().lines().count());
    assertTrue(e.getMessage().length() < 300);
    assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl));
  }

  @Test
  void classesAndChannelsAreReadFromTheWeights() {
    for (String prefix : List.of("", "module.")) {
      WeightSource weights =
          source(
              Map.of(
                  prefix + "conv1.weight", Shape.of(16, 1, 3, 3),
                  prefix + "linear.weight", Shape.of(43, 64)));
      Graph graph = Models.graphFor("cifar_resnet20", weights);
      assertEquals(Shape.of(1, 1, 32, 32), graph.inputs().get("input0"));
      assertEquals(Shape.of(1, 43), graph.outputShapes().get("output0"));
    }
  }

  @Test
  void optionsGoBeforeWeights() {
    WeightSource weights =
        source(Map.of("conv1.weight", Shape.of(16, 1, 3, 3), "linear.weight", Shape.of(43, 64)));
    ModelOptions options = ModelOptions.DEFAULT.withClasses(5).withInChannels(2);
    Graph graph = Models.graphFor("cifar_resnet20", weights, options);
    assertEquals(Shape.of(1, 2, 32, 32), graph.inputs().get("input0"));
    assertEquals(Shape.of(1, 5), graph.outputShapes().get("output0"));
  }

  @Test
  void theWidthIsReadFromTheWeights() {
    WeightSource weights =
        source(
            Map.of(
                "inc.double_conv.0.weight", Shape.of(12, 1, 3, 3),
                "outc.conv.weight", Shape.of(5, 12, 1, 1)));
    Graph graph = Models.graphFor("unet2d", weights);
    assertEquals(Shape.of(1, 1, 256, 256), graph.inputs().get("input0"));
    assertEquals(Shape.of(1, 5, 256, 256), graph.outputShapes().get("output0"));
    assertEquals(
        Shape.of(192, 96, 3, 3),
        graph.parameters().get("down4.maxpool_conv.1.double_conv.0.weight").shape());
    WeightSource three = source(Map.of("branches.0.stem.conv.weight", Shape.of(4, 3, 7, 7)));
    assertEquals(
        Shape.of(1, 128), Models.graphFor("resnet_3in3out", three).outputShapes().get("output2"));
  }

  @Test
  void theWidthIsAnOptionWhereThereAreSeveral() {
    ModelOptions narrow = ModelOptions.DEFAULT.withWidth(8);
    assertEquals(
        Shape.of(8, 3, 7, 7),
        Models.build("resnet_3in3out", narrow)
            .parameters()
            .get("branches.2.stem.conv.weight")
            .shape());
    var e = assertThrows(LanewiseException.class, () -> Models.build("resnet18", narrow));
    assertEquals("resnet18: its width cannot be chosen, got 8", e.getMessage());
    ModelOptions classes = ModelOptions.DEFAULT.withClasses(8);
    e = assertThrows(LanewiseException.class, () -> Models.build("resnet_3in3out", classes));
    assertEquals(
        "resnet_3in3out: its number of classes cannot be chosen, it is 2048, got 8",
        e.getMessage());
  }

  @Test
  void senselessWeightsLeaveTheUsualCountsAndAreListed() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("conv1.weight", Shape.of(16, 0, 3, 3));
    shapes.put("linear.weight", Shape.of(10));
    WeightSource weights = source(shapes);
    Graph graph = Models.graphFor("cifar_resnet20", weights);
    assertEquals(Models.build("cifar_resnet20").outputShapes(), graph.outputShapes());
    var e = assertThrows(WeightMismatchException.class, () -> Weights.bind(graph, weights));
    List<String> problems = e.problems().stream().map(WeightProblem::toString).toList();
    assertTrue(
        problems.contains("wrong shape: conv1.weight, wanted [16, 3, 3, 3], got [16, 0, 3, 3]"),
        e.getMessage());
    assertTrue(
        problems.contains("wrong shape: linear.weight, wanted [10, 64], got [10]"), e.getMessage());
  }

  private static WeightSource source(Map<String, Shape> shapes) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> tensors.put(name, Tensor.allocate(DType.F32, shape, Arena.ofAuto())));
    return WeightSource.of(tensors, "test weights");
  }
}
