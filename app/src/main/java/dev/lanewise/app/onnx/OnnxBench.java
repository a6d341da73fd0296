package dev.lanewise.app.onnx;

import dev.lanewise.app.bench.BenchReport;
import dev.lanewise.app.bench.BenchResult;
import dev.lanewise.app.bench.PeakMeter;
import dev.lanewise.app.bench.ResidentMemory;
import dev.lanewise.app.bench.Stopwatch;
import dev.lanewise.app.bench.Timings;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.onnx.OnnxModel;
import dev.lanewise.engine.onnx.OnnxPlan;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** {@code bench model.onnx}: how long a model takes. */
public final class OnnxBench {
  private final Terminal terminal;
  private final IntFunction<Options> options;
  private final double seconds;
  private final boolean json;

  /**
   * @param options for a number of threads
   * @param seconds least time to measure
   */
  public OnnxBench(Terminal terminal, IntFunction<Options> options, double seconds, boolean json) {
    this.terminal = terminal;
    this.options = options;
    this.seconds = seconds;
    this.json = json;
  }

  /**
   * Measures a model.
   *
   * @param batch for open first dimensions; null for 1
   * @param size for open spatial dimensions; null if there is none
   */
  public int run(Path file, List<Integer> threads, Integer batch, List<Integer> size)
      throws IOException {
    List<BenchResult> results = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (int count : threads) {
      try (OnnxModel model = OnnxModel.open(file, options.apply(count));
          Arena arena = Arena.ofShared()) {
        Map<String, Tensor> inputs = OnnxInputs.of(model, batch, size, arena);
        shapes.clear();
        inputs.values().forEach(tensor -> shapes.add(tensor.shape()));
        results.add(measure(file, model, inputs, count));
      }
    }
    if (json) {
      terminal.utf8(BenchReport.json(results));
    } else {
      BenchReport.text(results, file.toString(), shapes, "", terminal.style())
          .forEach(terminal.out()::println);
    }
    return ExitCode.OK;
  }

  private BenchResult measure(Path file, OnnxModel model, Map<String, Tensor> inputs, int threads) {
    OnnxPlan prepared = model.prepare(inputs);
    Timings timings = time(model, prepared.whole(), inputs);
    Shape first = inputs.values().iterator().next().shape();
    int samples = first.rank() == 0 ? 1 : Math.toIntExact(first.dim(0));
    double peak = PeakMeter.gflops(threads);
    return new BenchResult(
        file.toString(), threads, samples, prepared.macs(), timings, peak, ResidentMemory.peak());
  }

  /** A model of one plan is timed as a built-in one; others with all that a run does. */
  private Timings time(OnnxModel model, Optional<Plan> whole, Map<String, Tensor> inputs) {
    if (whole.isPresent()) {
      try (Session session = whole.get().newSession()) {
        session.plan().inputs().keySet().forEach(n -> fill(session, n, inputs.get(n)));
        return Stopwatch.lasting(seconds).measure(session::run);
      }
    }
    return Stopwatch.lasting(seconds)
        .measure(
            () -> {
              try (Arena arena = Arena.ofConfined()) {
                model.run(inputs, arena);
              }
            });
  }

  private static void fill(Session session, String name, Tensor tensor) {
    tensor.copyToFloats(session.input(name), 0);
  }
}
