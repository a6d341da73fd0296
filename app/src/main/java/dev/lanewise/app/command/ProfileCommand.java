package dev.lanewise.app.command;

import dev.lanewise.app.bench.PeakMeter;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.app.onnx.OnnxArgument;
import dev.lanewise.app.onnx.OnnxProfile;
import dev.lanewise.app.profile.ProfileReport;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.plan.WarmUp;
import dev.lanewise.engine.profile.ChromeTrace;
import dev.lanewise.engine.profile.Profile;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.ModelOptions;
import dev.lanewise.models.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code profile}: the time of each layer of a model. */
public final class ProfileCommand extends ComputeCommand {
  private static final double DEFAULT_SECONDS = 2;

  /** How much longer than the measurement warm-up may last. */
  private static final int PATIENCE = 10;

  private final Supplier<String> model;
  private final Supplier<Path> weights;
  private final Supplier<Integer> threads;
  private final Supplier<Integer> batch;
  private final Supplier<List<Integer>> size;
  private final Supplier<ModelOptions> network;
  private final Supplier<Double> seconds;
  private final Supplier<Path> trace;
  private final BooleanSupplier json;

  /** Declares the command. */
  public ProfileCommand(Terminal terminal) {
    super(terminal, "profile", "Measures the time of each layer of a model.");
    model = parameter("MODEL", "A built-in model ('lanewise list' names them) or an .onnx file.");
    weights = option("--weights", "FILE", ProfileCommand::path, "The weights; random if left out.");
    threads = threadsOption();
    batch = batchOption();
    size = sizeOption();
    network = networkOptions();
    seconds =
        option(
            "--seconds",
            "S",
            BenchCommand::seconds,
            "Least time to measure, after warm-up; 2 if left out.");
    trace =
        option(
            "--trace",
            "FILE",
            ProfileCommand::path,
            "Also writes the last runs as a flame chart, in Chrome's trace format.");
    json = flag("--json", "Prints a JSON object.");
    spec()
        .usageMessage()
        .footer(
            "",
            "Times are medians over all runs. Nodes of an .onnx file that are interpreted, not"
                + " compiled, are lines as well. GFLOP/s count two operations for each"
                + " multiply-accumulate of direct summation, so Winograd layers may exceed the"
                + " peak. Activations are the bytes of operands and result, without weights.");
  }

  @Override
  protected int run() throws IOException {
    if (OnnxArgument.is(model.get())) {
      print(onnx());
      return ExitCode.OK;
    }
    Models.find(model.get()); // an unknown name is said before files are looked at
    ModelOptions options = modelOptions(network.get(), batch.get(), size.get());
    try (WeightSource source = BenchCommand.source(model.get(), weights.get(), options)) {
      Graph graph = Models.graphFor(model.get(), source, options);
      try (Model bound = Model.of(graph, source);
          Plan plan = bound.compile(options(threads.get()));
          Session session = plan.newSession()) {
        WarmUp warmUp = plan.warmUp(mostWarmUp());
        plan.inputs().keySet().forEach(name -> BenchCommand.fill(session.input(name)));
        Profile profile = Profile.measure(session, (long) (leastSeconds() * 1e9));
        double peak = PeakMeter.gflops(plan.threads());
        if (trace.get() != null) {
          ChromeTrace.write(trace.get(), profile);
        }
        print(new ProfileReport(profile, warmUp, source.describe(), peak));
      }
    }
    return ExitCode.OK;
  }

  private ProfileReport onnx() throws IOException {
    requireUsual(network.get());
    if (weights.get() != null) {
      throw new UsageException(
          "--weights is for built-in models; an .onnx file holds its own weights");
    }
    return new OnnxProfile(options(threads.get()), leastSeconds(), mostWarmUp())
        .run(path(model.get()), batch.get(), size.get(), trace.get());
  }

  private double leastSeconds() {
    return seconds.get() == null ? DEFAULT_SECONDS : seconds.get();
  }

  private Duration mostWarmUp() {
    return Duration.ofMillis(Math.max(1, Math.round(1000 * PATIENCE * leastSeconds())));
  }

  private void print(ProfileReport report) {
    if (json.getAsBoolean()) {
      terminal.utf8(report.json());
    } else {
      report.text(terminal.style()).forEach(terminal.out()::println);
    }
  }
}
