package dev.lanewise.bench.rival;

import dev.lanewise.bench.onnx.OnnxWriter;
import dev.lanewise.bench.timing.Blocks;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.RandomWeights;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One network on Lanewise and on ONNX Runtime: the same graph, the same random weights, the same
 * inputs; outputs compared first, then timed in turns.
 *
 * @param blocks what one turn is
 * @param alternations how many turns each has
 * @param precise whether Lanewise may only use direct summation
 * @param progress is told what happens
 */
public record Comparison(
    Blocks blocks, int alternations, boolean precise, Consumer<String> progress) {

  /**
   * Compares a network with each of these thread counts.
   *
   * @param each is told of each result at once
   * @throws OutputsDifferException before anything is timed
   * @throws IOException if the temporary model file cannot be written
   */
  public List<RivalResult> run(Graph graph, List<Integer> threads, Consumer<RivalResult> each)
      throws IOException {
    Path folder = Files.createTempDirectory("lanewise-rivals");
    try {
      Path file = folder.resolve(graph.name() + ".onnx");
      progress.accept(graph.name() + ": writing the model for ONNX Runtime");
      try (RandomWeights weights = RandomWeights.of(graph)) {
        OnnxWriter.write(file, graph, weights);
      }
      List<RivalResult> results = new ArrayList<>();
      for (int count : threads) {
        results.add(run(graph, file, count));
        each.accept(results.getLast());
      }
      return List.copyOf(results);
    } finally {
      delete(folder);
    }
  }

  private RivalResult run(Graph graph, Path file, int threads) {
    Map<String, float[]> inputs = inputs(graph);
    Options options = Options.defaults().threads(threads).precise(precise);
    try (var ours = new LanewiseContestant(graph, RandomWeights.of(graph), options, inputs);
        var theirs =
            new OrtContestant(file, threads, graph.inputs(), inputs, graph.outputShapes())) {
      ours.run();
      theirs.run();
      OutputCheck check = OutputCheck.of(ours.outputs(), theirs.outputs(), precise);
      check.requireAgreement(graph.name());
      progress.accept(
          "%s, threads %d: outputs differ by %.2g standard deviations; timing"
              .formatted(graph.name(), threads, check.relative()));
      var times = new Contest(blocks, alternations, threads).run(ours::run, theirs::run);
      int batch = Math.toIntExact(graph.inputs().firstEntry().getValue().dim(0));
      return new RivalResult(graph.name(), threads, batch, ours.plan().macs(), check, times);
    }
  }

  /** Uniform with variance 1, as normalised pictures have it. */
  static Map<String, float[]> inputs(Graph graph) {
    SplittableRandom random = new SplittableRandom(1);
    double radius = Math.sqrt(3);
    Map<String, float[]> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, Shape> input : graph.inputs().entrySet()) {
      float[] values = new float[Math.toIntExact(input.getValue().elementCount())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-radius, radius);
      }
      inputs.put(input.getKey(), values);
    }
    return inputs;
  }

  static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
