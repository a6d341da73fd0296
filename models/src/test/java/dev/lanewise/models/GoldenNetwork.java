package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.testing.Gen1;
import dev.lanewise.testing.GoldenCase;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A built-in network with the generated weights of a golden folder. */
final class GoldenNetwork implements AutoCloseable {
  /** The error allowed to fast algorithms, as a part of the standard deviation of the outputs. */
  private static final double FAST_BOUND = 1e-4;

  private final Arena arena = Arena.ofConfined();
  private final Map<String, Tensor> tensors;

  GoldenNetwork(Path folder) throws IOException {
    tensors = Gen1.stateDict(folder.resolve("state_dict.tsv"), arena);
  }

  /** Runs a case precisely and fast, and compares all outputs with float64. */
  void check(GoldenCase golden) throws IOException {
    WeightSource weights = WeightSource.of(tensors, golden.arch());
    Tensor input = golden.input(arena);
    List<GoldenCase.Output> outputs = golden.outputs();
    Graph graph = Models.graphFor(golden.arch(), weights, options(golden.inputShape()));
    assertEquals(outputs.size(), graph.outputs().size());
    try (Model model = Model.of(graph, weights)) {
      for (boolean precise : List.of(true, false)) {
        List<double[]> got = run(model, Options.defaults().precise(precise), input);
        for (int i = 0; i < outputs.size(); i++) {
          GoldenCase.Output output = outputs.get(i);
          double bound = precise ? output.directBound() : FAST_BOUND * output.std();
          compare(golden, model, input, i, got.get(i), precise ? "precise" : "fast", bound);
        }
      }
    }
  }

  private static void compare(
      GoldenCase golden,
      Model model,
      Tensor input,
      int output,
      double[] got,
      String mode,
      double bound)
      throws IOException {
    double[] truth = golden.truth(output).toDoubles();
    assertEquals(truth.length, got.length);
    double error = Distance.largest(got, truth);
    if (!(error <= bound)) {
      fail(
          "%s, output %d, %s: error %g exceeds %g; %s"
              .formatted(
                  golden, output, mode, error, bound, Taps.firstWrong(golden, model, input)));
    }
  }

  private static List<double[]> run(Model model, Options options, Tensor input) {
    try (Plan plan = model.compile(options);
        Session session = plan.newSession()) {
      fill(session, input);
      session.run();
      return plan.outputs().entrySet().stream()
          .map(e -> new Tensor(DType.F32, e.getValue(), session.output(e.getKey())).toDoubles())
          .toList();
    }
  }

  /** Input i of several takes the i-th part of the channels. */
  static void fill(Session session, Tensor input) {
    float[] all = input.toFloats();
    Map<String, Shape> inputs = session.plan().inputs();
    int batch = (int) input.shape().dim(0);
    int sample = all.length / batch;
    int part = sample / inputs.size();
    int first = 0;
    for (String name : inputs.keySet()) {
      float[] values = new float[batch * part];
      for (int n = 0; n < batch; n++) {
        System.arraycopy(all, n * sample + first, values, n * part, part);
      }
      assertEquals(values.length, inputs.get(name).elementCount());
      Tensor.ofFloats(Shape.of(values.length), values).copyToFloats(session.input(name), 0);
      first += part;
    }
    assertEquals(sample, first);
  }

  private static ModelOptions options(Shape input) {
    int[] size = LongStream.of(input.dims()).skip(2).mapToInt(Math::toIntExact).toArray();
    return ModelOptions.DEFAULT.withBatch((int) input.dim(0)).withSize(size);
  }

  @Override
  public void close() {
    arena.close();
  }
}
