package dev.lanewise.app.command;

import dev.lanewise.app.bench.BenchReport;
import dev.lanewise.app.bench.BenchResult;
import dev.lanewise.app.bench.PeakMeter;
import dev.lanewise.app.bench.ResidentMemory;
import dev.lanewise.app.bench.Stopwatch;
import dev.lanewise.app.bench.Timings;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.onnx.OnnxArgument;
import dev.lanewise.app.onnx.OnnxBench;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.ModelOptions;
import dev.lanewise.models.Models;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.TypeConversionException;

/** {@code bench}: how long a model takes, and how near that is to what the machine can do. */
public final class BenchCommand extends ComputeCommand {
  private static final double DEFAULT_SECONDS = 2;
  private static final double MOST_SECONDS = 3600;

  private final Supplier<String> model;
  private final Supplier<Path> weights;
  private final Supplier<List<Integer>> threads;
  private final Supplier<Integer> batch;
  private final Supplier<List<Integer>> size;
  private final Supplier<ModelOptions> network;
  private final Supplier<Double> seconds;
  private final BooleanSupplier json;

  /** Declares the command. */
  public BenchCommand(Terminal terminal) {
    super(terminal, "bench", "Measures the speed of a model.");
    model = parameter("MODEL", "A built-in model ('lanewise list' names them) or an .onnx file.");
    weights = option("--weights", "FILE", BenchCommand::path, "The weights; random if left out.");
    threads =
        option(
            "--threads",
            "N,N...",
            Values::threadCounts,
            "Numbers of threads to measure, such as 1,2; as many as processors if left out.");
    batch = batchOption();
    size = sizeOption();
    network = networkOptions();
    seconds =
        option(
            "--seconds",
            "S",
            BenchCommand::seconds,
            "Least time to measure for each number of threads, after warm-up; 2 if left out.");
    json = flag("--json", "Prints a JSON array, an object for each number of threads.");
    spec()
        .usageMessage()
        .footer(
            "",
            "A run is timed from a filled input to a filled output. Warm-up lasts until runs get no"
                + " faster. The peak is that of multiply-adds in registers, measured just after.");
  }

  @Override
  protected int run() throws IOException {
    if (OnnxArgument.is(model.get())) {
      requireUsual(network.get());
      return new OnnxBench(terminal, this::options, leastSeconds(), json.getAsBoolean())
          .run(path(model.get()), threadCounts(), batch.get(), size.get());
    }
    Models.find(model.get()); // an unknown name is said before files are looked at
    ModelOptions options = modelOptions(network.get(), batch.get(), size.get());
    List<BenchResult> results = new ArrayList<>();
    try (WeightSource source = source(model.get(), weights.get(), options)) {
      Graph graph = Models.graphFor(model.get(), source, options);
      try (Model bound = Model.of(graph, source)) {
        for (int count : threadCounts()) {
          results.add(measure(bound, count));
        }
      }
      if (json.getAsBoolean()) {
        terminal.utf8(BenchReport.json(results));
      } else {
        BenchReport.text(results, graph, source.describe(), terminal.style())
            .forEach(terminal.out()::println);
      }
    }
    return ExitCode.OK;
  }

  /**
   * The weights of a model.
   *
   * @param file null for random ones
   */
  static WeightSource source(String model, Path file, ModelOptions options) throws IOException {
    return file == null
        ? RandomWeights.of(Models.build(model, options))
        : Models.fitted(model, WeightFiles.open(file));
  }

  private BenchResult measure(Model bound, int count) {
    try (Plan plan = bound.compile(options(count));
        Session session = plan.newSession()) {
      plan.inputs().keySet().forEach(name -> fill(session.input(name)));
      Timings timings = Stopwatch.lasting(leastSeconds()).measure(session::run);
      double peak = PeakMeter.gflops(count);
      int samples = Math.toIntExact(plan.inputs().firstEntry().getValue().dim(0));
      return new BenchResult(
          model.get(), count, samples, plan.macs(), timings, peak, ResidentMemory.peak());
    }
  }

  /** Uniform in -1.7 to 1.7, that is with variance 1, as normalised pictures have it. */
  static void fill(MemorySegment input) {
    SplittableRandom random = new SplittableRandom(1);
    double radius = Math.sqrt(3);
    for (long i = 0; i < input.byteSize() / Float.BYTES; i++) {
      input.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-radius, radius));
    }
  }

  private double leastSeconds() {
    return seconds.get() == null ? DEFAULT_SECONDS : seconds.get();
  }

  private List<Integer> threadCounts() {
    return threads.get() == null ? List.of(allProcessors()) : threads.get();
  }

  private static int allProcessors() {
    return Runtime.getRuntime().availableProcessors();
  }

  static double seconds(String text) {
    try {
      double number = Double.parseDouble(text);
      if (number > 0 && number <= MOST_SECONDS) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the same message as for a number out of bounds
    }
    throw new TypeConversionException(
        "wanted a number of seconds above 0, at most %.0f, got '%s'".formatted(MOST_SECONDS, text));
  }
}
