package dev.lanewise.bench.onnx;

import dev.lanewise.bench.rival.OrtContestant;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs graphs on ONNX Runtime, by way of a file. */
final class OrtRuns {
  private OrtRuns() {}

  /** Writes the graph to {@code file} and returns what ONNX Runtime computes. */
  static Map<String, float[]> outputs(
      Path file, Graph graph, WeightSource weights, Map<String, float[]> inputs)
      throws IOException {
    OnnxWriter.write(file, graph, weights);
    return outputs(file, graph, inputs);
  }

  /** What ONNX Runtime computes of a file that was written from the graph. */
  static Map<String, float[]> outputs(Path file, Graph graph, Map<String, float[]> inputs) {
    try (OrtContestant ort =
        new OrtContestant(file, 1, graph.inputs(), inputs, graph.outputShapes())) {
      ort.run();
      return ort.outputs();
    }
  }

  /** Inputs uniform in [-2, 2). */
  static Map<String, float[]> randomInputs(Graph graph) {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, float[]> inputs = new HashMap<>();
    graph
        .inputs()
        .forEach(
            (name, shape) -> {
              float[] values = new float[(int) shape.elementCount()];
              for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat() * 4 - 2;
              }
              inputs.put(name, values);
            });
    return inputs;
  }
}
