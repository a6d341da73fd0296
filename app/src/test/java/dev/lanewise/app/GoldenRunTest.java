package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.Gen1;
import dev.lanewise.testing.GoldenCase;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code run} with generated weights against PyTorch's float64 outputs. With {@code
 * -Dlanewise.goldens=all} every recorded network is run, which takes minutes.
 */
@Tag("once")
class GoldenRunTest {
  private static final String FOLDER = "golden/architectures";

  /** The error allowed to fast algorithms, as a part of the standard deviation of the outputs. */
  private static final double FAST_BOUND = 1e-4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"cifar_resnet20", "resnet18", "cnn3d_ji", "resnet_3in3out_w16", "unet2d_w4"})
  void reproducesPyTorch(String model) throws IOException {
    check(SharedData.require(FOLDER + "/" + model));
  }

  @Test
  void framesGiveTheScoresOfTheirRecordedMaps() throws IOException {
    Path clip = SharedData.require(FOLDER + "/hardwired_ji_clip1");
    Path weights = folder.resolve("weights.safetensors");
    Gen1.writeSafetensors(SharedData.require(FOLDER + "/cnn3d_ji/state_dict.tsv"), weights);
    Path frames = batchOfOne(clip.resolve("frames_7x60x40_f32.npy"), folder.resolve("frames.npy"));
    Path maps = batchOfOne(clip.resolve("maps_33x60x40_f64.npy"), folder.resolve("maps.npy"));
    List<float[]> scores = new ArrayList<>();
    for (String model : List.of("cnn3d_ji_raw", "cnn3d_ji")) {
      Cli.Outcome outcome =
          Cli.run(
              "run",
              model,
              "--weights",
              weights,
              "--input",
              model.endsWith("raw") ? frames : maps,
              "--output",
              output(0),
              "--precise");
      assertEquals(0, outcome.code(), outcome.err());
      scores.add(NpyFile.read(output(0)).toFloats());
    }
    assertEquals(3, scores.getFirst().length);
    assertArrayEquals(scores.getLast(), scores.getFirst(), 1e-5f);
  }

  private static Path batchOfOne(Path recorded, Path file) throws IOException {
    Tensor tensor = NpyFile.read(recorded);
    double[] values = tensor.toDoubles();
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    NpyFile.write(file, Tensor.ofFloats(Shape.of(1, tensor.shape().dim(0), 60, 40), floats));
    return file;
  }

  @TestFactory
  @EnabledIfSystemProperty(named = "lanewise.goldens", matches = "all")
  Stream<DynamicTest> reproducesEverything() throws IOException {
    try (Stream<Path> entries = Files.list(SharedData.require(FOLDER))) {
      return entries
          .filter(entry -> Files.exists(entry.resolve("state_dict.tsv")))
          .sorted()
          .toList()
          .stream()
          .map(
              entry -> DynamicTest.dynamicTest(entry.getFileName().toString(), () -> check(entry)));
    }
  }

  private void check(Path golden) throws IOException {
    Path weights = folder.resolve("weights.safetensors");
    Gen1.writeSafetensors(golden.resolve("state_dict.tsv"), weights);
    List<GoldenCase> cases = GoldenCase.read(golden);
    assertFalse(cases.isEmpty());
    for (GoldenCase recorded : cases) {
      for (boolean precise : List.of(true, false)) {
        check(recorded, weights, precise);
      }
    }
  }

  private void check(GoldenCase recorded, Path weights, boolean precise) throws IOException {
    int outputs = recorded.outputs().size();
    List<Object> arguments = new ArrayList<>(List.of("run", recorded.arch(), "--weights", weights));
    inputs(recorded, outputs).forEach(file -> arguments.addAll(List.of("--input", file)));
    for (int i = 0; i < outputs; i++) {
      arguments.addAll(List.of("--output", output(i)));
    }
    if (precise) {
      arguments.add("--precise");
    }
    Cli.Outcome outcome = Cli.run(arguments.toArray());
    assertEquals(0, outcome.code(), outcome.err());
    for (int i = 0; i < outputs; i++) {
      GoldenCase.Output expected = recorded.outputs().get(i);
      assertArrayEquals(
          recorded.truth(i).toDoubles(),
          NpyFile.read(output(i)).toDoubles(),
          precise ? expected.directBound() : FAST_BOUND * expected.std(),
          recorded + ", output " + i + (precise ? ", precise" : ", fast"));
    }
  }

  private Path output(int index) {
    return folder.resolve("y" + index + ".npy");
  }

  /** Networks of several outputs have as many inputs, which are parts of the recorded channels. */
  private List<Path> inputs(GoldenCase recorded, int parts) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Tensor whole = recorded.input(arena);
      List<Path> files = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        files.add(folder.resolve("x" + part + ".npy"));
        NpyFile.write(files.getLast(), parts == 1 ? whole : part(whole, part, parts));
      }
      return files;
    }
  }

  private static Tensor part(Tensor whole, int part, int parts) {
    long[] dims = whole.shape().dims();
    dims[1] /= parts;
    Shape shape = Shape.of(dims);
    float[] all = whole.toFloats();
    float[] values = new float[(int) shape.elementCount()];
    int length = values.length / (int) dims[0];
    for (int n = 0; n < dims[0]; n++) {
      System.arraycopy(all, (n * parts + part) * length, values, n * length, length);
    }
    return Tensor.ofFloats(shape, values);
  }
}
