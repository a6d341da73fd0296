package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.models.image.RgbImage;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code segment}, end to end. */
class SegmentTest {
  @TempDir Path folder;

  /** The area under the curve that is recorded with the data. */
  @ParameterizedTest
  @Tag("once")
  @CsvSource({"tile48, 0.9795", "tile256, 0.9868"})
  void findsVessels(String tile, double recorded) throws IOException {
    Path data = SharedData.require("data/unet_retina");
    Path probabilities = folder.resolve("p.npy");
    Path mask = folder.resolve("mask.png");
    Cli.Outcome outcome =
        Cli.run(
            "segment",
            "unet_retina",
            "--weights",
            data.resolve("unet_retina.safetensors"),
            "--input",
            data.resolve(tile + "_input.png"),
            "--output",
            mask,
            "--probabilities",
            probabilities);
    assertEquals(0, outcome.code(), outcome.err());
    Tensor got = NpyFile.read(probabilities);
    float[] values = got.toFloats();
    float[] expected = NpyFile.read(data.resolve(tile + "_prob.npy")).toFloats();
    assertArrayEquals(expected, values, 2e-5f);
    RgbImage truth = ImageDecoder.decode(data.resolve(tile + "_groundtruth.png"));
    int positions = values.length / 2;
    boolean[] vessel = new boolean[positions];
    double[] scores = new double[positions];
    for (int i = 0; i < positions; i++) {
      vessel[i] = (truth.rgb(i % truth.width(), i / truth.width()) & 0xff) > 127;
      scores[i] = values[positions + i];
    }
    assertEquals(recorded, areaUnderCurve(scores, vessel), 5e-5);
    int[] classes =
        ImageIO.read(mask.toFile())
            .getRaster()
            .getPixels(0, 0, truth.width(), truth.height(), (int[]) null);
    for (int i = 0; i < positions; i++) {
      assertEquals(values[positions + i] > values[i] ? 1 : 0, classes[i]);
    }
  }

  /** The probability that a vessel has a higher score than background; equal scores count half. */
  private static double areaUnderCurve(double[] scores, boolean[] positive) {
    List<Integer> order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .toList();
    double rankSum = 0;
    long positives = 0;
    for (int from = 0; from < order.size(); ) {
      int to = from;
      while (to < order.size() && scores[order.get(to)] == scores[order.get(from)]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        if (positive[order.get(i)]) {
          rankSum += (from + 1 + to) / 2.0;
          positives++;
        }
      }
      from = to;
    }
    long negatives = scores.length - positives;
    return (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }

  @Test
  @Tag("once")
  void labelsABrain() throws IOException {
    Path data = SharedData.require("data/meshnet3d_model11_gw_ae");
    Path output = folder.resolve("labels.npy");
    Cli.Outcome outcome =
        Cli.run(
            "segment",
            "meshnet3d",
            "--weights",
            data.resolve("model11_gw_ae.safetensors"),
            "--input",
            data.resolve("crop48_input_u8.npy"),
            "--output",
            output,
            "--json");
    assertEquals(0, outcome.code(), outcome.err());
    Tensor recorded = NpyFile.read(data.resolve("crop48_labels_u8.npy"));
    Tensor got = NpyFile.read(output);
    assertEquals(recorded.elementCount(), got.elementCount());
    assertArrayEquals(recorded.toLongs(), got.toLongs());
    Map<String, JsonValue> facts = JsonReader.read(outcome.out(), "out").asObject();
    double shares =
        facts.get("classes").asArray().stream()
            .mapToDouble(each -> each.asObject().get("share").asDouble())
            .sum();
    assertEquals(1, shares, 1e-12);
  }

  @Test
  void problemsAreOneLineAndLeaveNothing() throws IOException {
    Path weights = TestFiles.randomWeights(folder.resolve("w.safetensors"), "unet_retina");
    Path picture = TestFiles.picture(folder.resolve("p.png"), 16, 16);
    Path png = folder.resolve("out.png");
    expect(2, "wanted a model for segmentation", "resnet18", weights, picture, png);
    expect(
        2, "wanted a file .png or .npy", "unet_retina", weights, picture, folder.resolve("m.gif"));
    expect(2, "a volume needs a file .npy", "meshnet3d", weights, picture, png);
    expect(1, "no such file", "unet_retina", weights, folder.resolve("none.png"), png);
    Path flat = folder.resolve("flat.npy");
    NpyFile.write(flat, Tensor.ofFloats(Shape.of(4), 1, 2, 3, 4));
    expect(1, "wanted an array of 2 axes", "unet_retina", weights, flat, png);
    assertEquals(List.of("flat.npy", "p.png", "w.safetensors"), TestFiles.names(folder));
  }

  @Test
  void takesArraysWithChannelsAndWithout() throws IOException {
    Path weights = TestFiles.randomWeights(folder.resolve("w.safetensors"), "unet_retina");
    float[] values = new float[16 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 13 / 13f;
    }
    Path input = folder.resolve("x.npy");
    Path output = folder.resolve("y.npy");
    long[] first = null;
    for (Shape shape : List.of(Shape.of(16, 8), Shape.of(1, 16, 8), Shape.of(1, 1, 16, 8))) {
      NpyFile.write(input, Tensor.ofFloats(shape, values));
      Cli.Outcome outcome = segment("unet_retina", weights, input, output);
      assertEquals(0, outcome.code(), outcome.err());
      Tensor mask = NpyFile.read(output);
      assertEquals(Shape.of(16, 8), mask.shape());
      first = first == null ? mask.toLongs() : first;
      assertArrayEquals(first, mask.toLongs());
    }
  }

  /** A picture whose sides are no multiples of 4 is continued with zeros. */
  @Test
  void takesAnySize() throws IOException {
    Path weights = TestFiles.randomWeights(folder.resolve("w.safetensors"), "unet_retina");
    float[] small = new float[15 * 9];
    float[] large = new float[16 * 12];
    for (int i = 0; i < small.length; i++) {
      small[i] = i % 11 / 11f;
      large[i / 9 * 12 + i % 9] = small[i];
    }
    Path input = folder.resolve("x.npy");
    Path output = folder.resolve("y.npy");
    NpyFile.write(input, Tensor.ofFloats(Shape.of(15, 9), small));
    assertEquals(0, segment("unet_retina", weights, input, output).code());
    Tensor got = NpyFile.read(output);
    assertEquals(Shape.of(15, 9), got.shape());
    NpyFile.write(input, Tensor.ofFloats(Shape.of(16, 12), large));
    assertEquals(0, segment("unet_retina", weights, input, output).code());
    long[] whole = NpyFile.read(output).toLongs();
    for (int i = 0; i < small.length; i++) {
      assertEquals(whole[i / 9 * 12 + i % 9], got.toLongs()[i]);
    }
  }

  private static Cli.Outcome segment(String model, Path weights, Path input, Path output) {
    return Cli.run("segment", model, "--weights", weights, "--input", input, "--output", output);
  }

  private static void expect(
      int code, String problem, String model, Path weights, Path input, Path output) {
    Cli.Outcome outcome = segment(model, weights, input, output);
    assertEquals(code, outcome.code(), outcome.err());
    assertEquals(1, outcome.problems().size(), outcome.err());
    assertTrue(outcome.err().contains(problem), outcome.err());
  }
}
