package dev.lanewise.models.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.WeightMismatchException;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.models.ModelOptions;
import dev.lanewise.models.Models;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NameMappingsTest {
  static List<NameMapping> all() {
    return NameMappings.all();
  }

  private static List<String> models(NameMapping mapping) {
    List<String> models = new ArrayList<>(Models.names());
    models.removeIf(model -> !mapping.isFor(model));
    return models;
  }

  private static final Map<String, Set<String>> PARAMETERS = new HashMap<>();

  private static Set<String> parameters(String model) {
    return PARAMETERS.computeIfAbsent(model, name -> Models.build(name).parameters().keySet());
  }

  @ParameterizedTest
  @MethodSource("all")
  @Tag("once")
  void everyMappingLeadsThereAndBack(NameMapping mapping) {
    assertFalse(models(mapping).isEmpty(), mapping.title());
    int changed = 0;
    for (String model : models(mapping)) {
      Set<String> all = new HashSet<>();
      for (String ours : parameters(model)) {
        for (String theirs : theirs(mapping, ours)) {
          assertTrue(all.add(theirs), model + ": two tensors are called " + theirs);
          Optional<String> back = mapping.toOurs(theirs).map(NameMapping.Mapped::name);
          assertEquals(Optional.of(ours), back, theirs);
          changed += theirs.equals(ours) ? 0 : 1;
        }
      }
    }
    assertTrue(changed > 0, mapping.title() + " changes no name");
  }

  /** Keras calls by two names what is one here, such as kernel and gamma; else there is one. */
  private static List<String> theirs(NameMapping mapping, String ours) {
    Optional<NameMapping.Mapped> one = mapping.toTheirs(ours);
    if (one.isPresent()) {
      return List.of(one.get().name());
    }
    assertEquals(1, mapping.passes().size());
    return mapping.passes().getFirst().stream()
        .flatMap(rule -> rule.toTheirs(ours).stream())
        .toList();
  }

  private static String foreign(NameMapping mapping, String name) {
    return mapping.toTheirs(name).orElseThrow().name();
  }

  @ParameterizedTest
  @CsvSource({
    "squeezenet1_1, fire2/squeeze1x1.weight, features.3.squeeze.weight",
    "squeezenet1_1, fire9_expand3x3.bias, features.12.expand3x3.bias",
    "mobilenet_v2, conv_stem.weight, features.0.0.weight",
    "mobilenet_v2, blocks.0.0.conv_pw.weight, features.1.conv.1.weight",
    "mobilenet_v2, blocks.1.0.conv_pw.weight, features.2.conv.0.0.weight",
    "mobilenet_v2, blocks.3.3.bn3.running_var, features.10.conv.3.running_var",
    "mobilenet_v2, blocks.6.0.conv_pwl.weight, features.17.conv.2.weight",
    "densenet121, features.denseblock1.denselayer2.norm.1.weight,"
        + " features.denseblock1.denselayer2.norm1.weight",
    "vgg16, head.fc.bias, classifier.6.bias",
    "alexnet, features.module.0.weight, features.0.weight",
    "eca_resnet50, layer2.0.se.conv.weight, layer2.0.eca.conv.weight",
    "cifar_resnet56_b, layer2.0.downsample.0.weight, layer2.0.shortcut.0.weight",
    "resnet18, linear.bias, fc.bias",
    "resnet18, layer1.0.conv1/kernel:0, layer1.0.conv1.weight",
    "resnet18, bn1/moving_variance, bn1.running_var",
    "resnet18, bn1.gamma, bn1.weight"
  })
  void examples(String model, String theirs, String ours) {
    assertTrue(Models.build(model).parameters().containsKey(ours), ours);
    long right =
        all().stream()
            .filter(mapping -> mapping.isFor(model))
            .filter(mapping -> mapping.toOurs(theirs).orElseThrow().name().equals(ours))
            .count();
    assertEquals(1, right);
  }

  @ParameterizedTest
  @CsvSource({
    "squeezenet1_1, Caffe's SqueezeNet",
    "squeezenet1_1, Caffe's SqueezeNet as ncnn writes it",
    "densenet121, torchvision's first DenseNet",
    "mobilenet_v2, timm's MobileNetV2",
    "cifar_resnet20, torchvision's names of CIFAR networks",
    "resnet18, akamaster's names of ImageNet networks",
    "eca_resnet50, timm's ECA-Net"
  })
  void weightsUnderOtherNamesBind(String model, String title) {
    NameMapping mapping =
        all().stream().filter(m -> m.title().equals(title)).findFirst().orElseThrow();
    Graph graph = Models.build(model, ModelOptions.DEFAULT);
    WeightSource random = RandomWeights.of(graph);
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    random
        .names()
        .forEach(name -> renamed.put("module." + foreign(mapping, name), random.get(name)));
    assertThrows(
        WeightMismatchException.class, () -> Weights.bind(graph, WeightSource.of(renamed, "w")));
    try (WeightSource fitted = Models.fitted(model, WeightSource.of(renamed, "w"))) {
      Weights weights = Weights.bind(graph, fitted);
      for (String name : weights.names()) {
        assertEquals(random.get(name), weights.get(name), name);
      }
    }
  }

  @Test
  void kernelsOfKerasAreTurned() {
    Graph graph = Models.build("lenet5");
    WeightSource random = RandomWeights.of(graph);
    Map<String, Tensor> keras = new LinkedHashMap<>();
    for (String name : random.names()) {
      Tensor tensor = random.get(name);
      String layer = name.substring(0, name.lastIndexOf('.'));
      if (name.endsWith(".bias")) {
        keras.put(layer + "/bias:0", tensor);
      } else {
        int[] last = tensor.shape().rank() == 4 ? new int[] {2, 3, 1, 0} : new int[] {1, 0};
        keras.put(layer + "/kernel:0", tensor.permute(Arena.ofAuto(), last));
      }
    }
    try (WeightSource fitted = Models.fitted("lenet5", WeightSource.of(keras, "w"))) {
      Weights weights = Weights.bind(graph, fitted);
      for (String name : weights.names()) {
        assertTrue(random.get(name).contentEquals(weights.get(name)), name);
      }
    }
  }

  @Test
  void whatFitsInTwoWaysIsRefused() {
    Map<String, Tensor> both = new LinkedHashMap<>();
    WeightSource random = RandomWeights.of(Models.build("squeezenet1_1"));
    for (NameMapping mapping : all()) {
      if (mapping.title().startsWith("Caffe")) {
        random.names().forEach(name -> both.put(foreign(mapping, name), random.get(name)));
      }
    }
    WeightSource source = WeightSource.of(both, "both.npz");
    // Each mapping finds all its tensors, and other names for conv1 and conv10 are the same.
    var e = assertThrows(LanewiseException.class, () -> Models.fitted("squeezenet1_1", source));
    assertTrue(e.getMessage().startsWith("both.npz: its names can be those of"), e.getMessage());
  }

  @Test
  void whatFitsNothingStaysAsItIs() {
    WeightSource source = WeightSource.of(Map.of("a", Tensor.ofFloats(Shape.of(1), 1)), "w");
    assertEquals(source, Models.fitted("resnet18", source));
  }

  @Test
  void rulesMustBeReversible() {
    String wrong = "mapping x\nfor *\n{a}.b -> c.{b}\n";
    assertThrows(IllegalArgumentException.class, () -> NameMappings.parse(wrong));
    NameMapping twice =
        NameMappings.parse("mapping x\nfor *\na.{b} -> c.{b}\n{a}.b -> d.{a}\n").getFirst();
    assertEquals(Optional.empty(), twice.toOurs("a.b"));
    assertNotEquals(Optional.empty(), twice.toOurs("a.c"));
  }
}
