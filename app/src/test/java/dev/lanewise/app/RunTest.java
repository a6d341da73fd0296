package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.models.ModelOptions;
import dev.lanewise.models.Models;
import dev.lanewise.models.bundled.Bundled;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run}, end to end. */
class RunTest {
  @TempDir Path folder;
  private Path weights;

  @BeforeEach
  void writeWeights() throws IOException {
    weights = TestFiles.weights(folder.resolve("w.safetensors"));
  }

  @Test
  void writesWhatASessionComputes() throws IOException {
    Path input = TestFiles.input(folder.resolve("x.npy"), 2, 3, 32, 32);
    Path output = folder.resolve("y.npy");
    Cli.Outcome outcome =
        Cli.run(
            "run", "cifar_resnet20", "--weights", weights, "--input", input, "--output", output);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.err());
    assertTrue(outcome.out().startsWith(output + ": float32 [2, 10]\n"), outcome.out());

    Tensor got = NpyFile.read(output);
    assertEquals(DType.F32, got.dtype());
    assertEquals(Shape.of(2, 10), got.shape());
    var graph = Models.build("cifar_resnet20", ModelOptions.DEFAULT.withBatch(2));
    try (Model model = Model.of(graph, Bundled.weights());
        Plan plan = model.compile(Options.defaults());
        Session session = plan.newSession()) {
      assertArrayEquals(session.run(NpyFile.read(input).toFloats()), got.toFloats());
    }
  }

  @Test
  void takesNamesAndOtherSizes() throws IOException {
    Path input = TestFiles.input(folder.resolve("x=1.npy"), 1, 3, 40, 24);
    Path output = folder.resolve("y.npy");
    for (String prefix : List.of("", "input0=")) {
      Cli.Outcome outcome =
          Cli.run(
              "run",
              "cifar_resnet20",
              "--weights=" + weights,
              "--input=" + prefix + input,
              "--output=output0=" + output,
              "--precise");
      assertEquals(0, outcome.code(), outcome.err());
    }
    assertEquals(Shape.of(1, 10), NpyFile.read(output).shape());
  }

  @Test
  void writesWhatALayerComputes() throws IOException {
    Path input = TestFiles.input(folder.resolve("x.npy"), 1, 3, 32, 32);
    Path output = folder.resolve("y.npy");
    Path inner = folder.resolve("inner.npy");
    Cli.Outcome outcome =
        Cli.run(
            "run",
            "cifar_resnet20",
            "--weights",
            weights,
            "--input",
            input,
            "--output",
            output,
            "--output",
            "layer2.0.conv1=" + inner,
            "--precise");
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(Shape.of(1, 10), NpyFile.read(output).shape());
    Tensor got = NpyFile.read(inner);
    assertEquals(Shape.of(1, 32, 16, 16), got.shape());
    var graph = Models.build("cifar_resnet20", ModelOptions.DEFAULT);
    Options plain = Options.defaults().precise(true).optimise(false).alsoOutput("layer2.0.conv1");
    try (Model model = Model.of(graph, Bundled.weights());
        Plan plan = model.compile(plain);
        Session session = plan.newSession()) {
      NpyFile.read(input).copyToFloats(session.input("input0"), 0);
      session.run();
      float[] wanted = session.output("layer2.0.conv1").toArray(ValueLayout.JAVA_FLOAT);
      // Folded batch normalisations round otherwise.
      assertArrayEquals(wanted, got.toFloats(), 1e-5f);
    }
  }

  @Test
  void readsClassesFromTheWeights() throws IOException {
    Path three =
        TestFiles.weights(
            folder.resolve("three.safetensors"),
            tensors -> {
              tensors.put("linear.weight", Tensor.ofFloats(Shape.of(3, 64), new float[192]));
              tensors.put("linear.bias", Tensor.ofFloats(Shape.of(3), 1, 2, 3));
            });
    Path input = TestFiles.input(folder.resolve("x.npy"), 1, 3, 32, 32);
    Path output = folder.resolve("y.npy");
    Cli.Outcome outcome =
        Cli.run("run", "cifar_resnet20", "--weights", three, "--input", input, "--output", output);
    assertEquals(0, outcome.code(), outcome.err());
    assertArrayEquals(new float[] {1, 2, 3}, NpyFile.read(output).toFloats());
  }

  @Test
  void severalInputsHaveOneBatchAndSize() throws IOException {
    Path small = TestFiles.input(folder.resolve("small.npy"), 1, 3, 32, 32);
    Path large = TestFiles.input(folder.resolve("large.npy"), 1, 3, 32, 40);
    Cli.Outcome outcome =
        Cli.run(
            "run",
            "resnet_3in3out_w16",
            "--weights=" + weights,
            "--input=" + small,
            "--input=" + small,
            "--input=" + large,
            "--output=output1=y.npy");
    assertEquals(1, outcome.code());
    assertEquals(
        "lanewise: %s: wanted the batch and size of %s, [1, 3, 32, 32], got [1, 3, 32, 40]\n"
            .formatted(large, small),
        outcome.err());
  }
}
