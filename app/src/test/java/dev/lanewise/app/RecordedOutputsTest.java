package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code classify} with trained weights, against what PyTorch recorded for the same pictures. */
@Tag("once")
class RecordedOutputsTest {

  @ParameterizedTest
  @CsvSource({
    "cifar_resnet20, resnet20.safetensors",
    "cifar_resnet56, resnet56.safetensors",
  })
  void cifarPictures(String model, String file) throws IOException {
    Path data = SharedData.require("data/" + model);
    float[] recorded = NpyFile.read(data.resolve("logits_0000_0255.npy")).toFloats();
    List<Map<String, JsonValue>> pictures =
        classify(
            model,
            data.resolve(file),
            10,
            List.of(SharedData.require("data/cifar10_test_0000_0255")));
    assertEquals(8, pictures.size());
    for (int i = 0; i < pictures.size(); i++) {
      for (JsonValue value : pictures.get(i).get("predictions").asArray()) {
        Map<String, JsonValue> prediction = value.asObject();
        int index = (int) prediction.get("class").asLong();
        assertEquals(recorded[10 * i + index], prediction.get("logit").asDouble(), 1e-4);
      }
    }
  }

  @Test
  void imageNetPictures() throws IOException {
    Path weights = SharedData.require("data/imagenet_resnet18_small/resnet18_small.safetensors");
    Path images = SharedData.require("data/imagenet_images");
    List<Path> files =
        Stream.of("chelsea", "coffee", "rocket", "astronaut", "motorcycle_left")
            .map(name -> images.resolve(name + "_224.png"))
            .toList();
    List<List<Long>> best = new ArrayList<>();
    for (Map<String, JsonValue> picture : classify("resnet18", weights, 3, files)) {
      best.add(
          picture.get("predictions").asArray().stream()
              .map(prediction -> prediction.asObject().get("class").asLong())
              .toList());
    }
    assertEquals(
        List.of(
            List.of(282L, 285L, 281L),
            List.of(967L, 925L, 960L),
            List.of(682L, 812L, 540L),
            List.of(823L, 758L, 711L),
            List.of(665L, 670L, 535L)),
        best);
  }

  /** The recorded pictures and their three best classes, from weights with Caffe's names. */
  @Test
  void squeezeNetOfCaffe() throws IOException {
    Path data = SharedData.require("data/imagenet_squeezenet11");
    Path images = SharedData.require("data/imagenet_images");
    double[] truth = NpyFile.read(data.resolve("shared_images_logits_f64.npy")).toDoubles();
    List<String> names = List.of("chelsea", "coffee", "rocket", "astronaut", "motorcycle_left");
    int[][] best = {
      {285, 281, 282}, {967, 925, 968}, {733, 557, 517}, {422, 512, 823}, {535, 665, 670}
    };
    List<Path> files = names.stream().map(name -> images.resolve(name + "_227.png")).toList();
    List<Map<String, JsonValue>> pictures =
        classify(
            "squeezenet1_1",
            data.resolve("squeezenet11.safetensors"),
            3,
            files,
            "--preset",
            "caffe-bgr");
    double std = std(truth);
    for (int i = 0; i < best.length; i++) {
      List<JsonValue> top = pictures.get(i).get("predictions").asArray();
      for (int k = 0; k < 3; k++) {
        Map<String, JsonValue> prediction = top.get(k).asObject();
        assertEquals(best[i][k], prediction.get("class").asLong(), names.get(i));
        double wanted = truth[1000 * i + best[i][k]];
        assertEquals(wanted, prediction.get("logit").asDouble(), 1e-4 * std, names.get(i));
      }
    }
  }

  private static double std(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  @Test
  void namesOfImageNetClasses() throws IOException {
    Path weights = SharedData.require("data/imagenet_resnet18_small/resnet18_small.safetensors");
    Path chelsea = SharedData.require("images/chelsea.png");
    Path names = SharedData.require("data/imagenet_images/imagenet_classes.txt");
    Cli.Outcome outcome = Cli.run("classify", "--model", "resnet18", "--weights", weights, chelsea);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(
        Cli.run("classify", "--model", "resnet18", "--weights", weights, "--labels", names, chelsea)
            .out()
            .lines()
            .limit(6)
            .toList(),
        outcome.out().lines().limit(6).toList());
    assertEquals(1000, Files.readAllLines(names).size());
  }

  private static List<Map<String, JsonValue>> classify(
      String model, Path weights, int top, List<Path> pictures, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("classify", "--json", "--no-resize", "--precise", "--top", top, "--model"));
    arguments.addAll(List.of(model, "--weights", weights));
    arguments.addAll(List.of(more));
    arguments.addAll(pictures);
    Cli.Outcome outcome = Cli.run(arguments.toArray());
    assertEquals(0, outcome.code(), outcome.err());
    return JsonReader.read(outcome.out(), "standard output").asArray().stream()
        .map(JsonValue::asObject)
        .toList();
  }
}
