package dev.lanewise.bench.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.bench.rival.OrtContestant;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.ModelOptions;
import dev.lanewise.models.Models;
import dev.lanewise.testing.Gen1;
import dev.lanewise.testing.GoldenCase;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole networks, written by us and run by ONNX Runtime, against PyTorch's float64 outputs: the
 * rival runs the right network.
 */
@Tag("once")
class OnnxGoldenTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet50",
        "resnext50_32x4d",
        "vgg11",
        "googlenet",
        "squeezenet1_1",
        "cifar_resnet20"
      })
  void rivalComputesTheRecordedLogits(String name) throws IOException {
    Path recorded = SharedData.require("golden/architectures/" + name);
    try (Arena arena = Arena.ofConfined()) {
      GoldenCase golden = GoldenCase.read(recorded).getFirst();
      WeightSource weights = WeightSource.of(Gen1.stateDict(golden.stateDict(), arena), name);
      int[] size =
          LongStream.of(golden.inputShape().dims()).skip(2).mapToInt(Math::toIntExact).toArray();
      Graph graph = Models.build(name, ModelOptions.DEFAULT.withSize(size));
      float[] logits =
          OrtRuns.outputs(
                  folder.resolve("model.onnx"),
                  graph,
                  weights,
                  Map.of("input0", golden.input(arena).toFloats()))
              .get("output0");
      double[] truth = golden.truth(0).toDoubles();
      double error = 0;
      for (int i = 0; i < truth.length; i++) {
        error = Math.max(error, Math.abs(truth[i] - logits[i]));
      }
      double bound = golden.outputs().getFirst().directBound();
      assertTrue(error <= bound, golden + ": error " + error + " exceeds " + bound);
    }
  }

  /** PyTorch's own export, with batch normalisations folded or not, is the same network. */
  @ParameterizedTest
  @ValueSource(strings = {"resnet50", "resnext50_32x4d", "googlenet"})
  void exportersFileComputesTheSame(String name) throws IOException {
    Path exported = SharedData.require("golden/onnx_full/" + name);
    GoldenCase golden =
        GoldenCase.read(SharedData.require("golden/architectures/" + name)).getFirst();
    Path theirs = Files.copy(exported.resolve("model.onnx"), folder.resolve("exported.onnx"));
    try (Arena arena = Arena.ofShared()) {
      writeExternalData(exported.resolve("weights.tsv"), arena);
      WeightSource weights = WeightSource.of(Gen1.stateDict(golden.stateDict(), arena), name);
      Graph graph = Models.build(name);
      float[] x = golden.input(arena).toFloats();
      float[] expected = null;
      try (var ort =
          new OrtContestant(
              theirs,
              1,
              Map.of("input", golden.inputShape()),
              Map.of("input", x),
              Map.of("output", graph.outputShapes().firstEntry().getValue()))) {
        ort.run();
        expected = ort.outputs().get("output");
      }
      float[] logits =
          OrtRuns.outputs(folder.resolve("model.onnx"), graph, weights, Map.of("input0", x))
              .get("output0");
      assertArrayEquals(expected, logits, 1e-5f);
    }
  }

  /** Writes {@code weights.bin}, each tensor at the offset that the last column says. */
  private void writeExternalData(Path table, Arena arena) throws IOException {
    Map<String, Tensor> tensors = Gen1.stateDict(table, arena);
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("weights.bin"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (String line : Files.readAllLines(table)) {
        String[] columns = line.split("\t");
        if (tensors.containsKey(columns[0])) {
          file.write(
              tensors.get(columns[0]).data().asByteBuffer(),
              Long.parseLong(columns[columns.length - 1]));
        }
      }
    }
  }
}
