package dev.lanewise.bench.rival;

import dev.lanewise.bench.onnx.OnnxWriter;
import dev.lanewise.bench.timing.Idle;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.safetensors.SafetensorsWriter;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The time from opening a network's file to its first output, in turns: Lanewise from safetensors,
 * Lanewise from ONNX, ONNX Runtime from the same ONNX file.
 *
 * <p>The first round is not counted; it loads classes and libraries, brings the files into memory,
 * and its outputs are compared. Building the graph counts, closing does not.
 *
 * @param rounds how many count
 * @param precise whether Lanewise may only use direct summation
 * @param progress is told what happens
 */
public record LoadComparison(int rounds, boolean precise, Consumer<String> progress) {

  /**
   * Compares a network with each of these thread counts.
   *
   * @param build makes the graph, each time anew
   * @param each is told of each result at once
   * @throws OutputsDifferException before anything is timed
   * @throws IOException if the temporary files cannot be written or read
   */
  public List<LoadResult> run(
      Supplier<Graph> build, List<Integer> threads, Consumer<LoadResult> each) throws IOException {
    Path folder = Files.createTempDirectory("lanewise-load");
    try {
      Graph graph = build.get();
      progress.accept(graph.name() + ": writing the model's files");
      Path onnx = folder.resolve(graph.name() + ".onnx");
      Path safetensors = folder.resolve(graph.name() + ".safetensors");
      try (RandomWeights weights = RandomWeights.of(graph)) {
        OnnxWriter.write(onnx, graph, weights);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        weights.names().forEach(name -> tensors.put(name, weights.get(name)));
        SafetensorsWriter.write(safetensors, tensors, Map.of());
      }
      List<LoadResult> results = new ArrayList<>();
      for (int count : threads) {
        results.add(run(build, graph, safetensors, onnx, count));
        each.accept(results.getLast());
      }
      return List.copyOf(results);
    } finally {
      Comparison.delete(folder);
    }
  }

  private LoadResult run(
      Supplier<Graph> build, Graph graph, Path safetensors, Path onnx, int threads)
      throws IOException {
    Map<String, float[]> inputs = Comparison.inputs(graph);
    Options options = Options.defaults().threads(threads).precise(precise);
    Loader ofWeights =
        () -> new LanewiseContestant(build.get(), WeightFiles.open(safetensors), options, inputs);
    Loader ofOnnx = () -> new OnnxContestant(onnx, options, graph.inputs(), inputs);
    Loader theirs =
        () -> new OrtContestant(onnx, threads, graph.inputs(), inputs, graph.outputShapes());
    OutputCheck check = check(graph.name(), ofWeights, ofOnnx, theirs);
    progress.accept(
        "%s, threads %d: outputs differ by %.2g standard deviations; timing"
            .formatted(graph.name(), threads, check.relative()));
    double[] weightsNanos = new double[rounds];
    double[] onnxNanos = new double[rounds];
    double[] theirNanos = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      weightsNanos[round] = ofWeights.nanos();
      theirNanos[round] = theirs.nanos();
      onnxNanos[round] = ofOnnx.nanos();
    }
    int batch = Math.toIntExact(graph.inputs().firstEntry().getValue().dim(0));
    return new LoadResult(graph.name(), threads, batch, check, weightsNanos, onnxNanos, theirNanos);
  }

  /** The round that is not counted. */
  private OutputCheck check(String model, Loader ofWeights, Loader ofOnnx, Loader theirs)
      throws IOException {
    Map<String, float[]> wanted = theirs.outputs();
    OutputCheck first = OutputCheck.of(ofWeights.outputs(), wanted, precise);
    first.requireAgreement(model);
    OutputCheck second = OutputCheck.of(ofOnnx.outputs(), wanted, precise);
    second.requireAgreement(model);
    return first.relative() > second.relative() ? first : second;
  }

  /** Opens a network, from its file. */
  private interface Loader {
    Contestant open() throws IOException;

    default Map<String, float[]> outputs() throws IOException {
      try (Contestant contestant = open()) {
        contestant.run();
        return contestant.outputs();
      }
    }

    default double nanos() throws IOException {
      Idle.await();
      long start = System.nanoTime();
      try (Contestant contestant = open()) {
        contestant.run();
        return System.nanoTime() - start;
      }
    }
  }
}
