package dev.lanewise.app.command;

import dev.lanewise.app.check.ModelCheck;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.models.ModelOptions;
import dev.lanewise.models.Models;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** {@code check}: whether a model keeps what the engine promises, whatever its weights. */
public final class CheckCommand extends ComputeCommand {
  private static final int RUNS = 20;
  private static final int MOST_RUNS = 10_000_000;
  private static final double WARM_UP = 10;
  private static final List<Integer> THREADS = List.of(1, 2, 3, 8);

  private final Supplier<String> model;
  private final Supplier<List<Integer>> threads;
  private final Supplier<Integer> batch;
  private final Supplier<List<Integer>> size;
  private final Supplier<Integer> runs;
  private final Supplier<Double> seconds;

  /** Declares the command. */
  public CheckCommand(Terminal terminal) {
    super(terminal, "check", "Checks that a model gives the same bits, and what memory it takes.");
    model = parameter("MODEL", "A built-in model, or 'all'; 'lanewise list' names them.");
    threads =
        option(
            "--threads",
            "N,N...",
            Values::threadCounts,
            "Numbers of threads that must agree; 1,2,3,8 if left out.");
    batch = batchOption();
    size = sizeOption();
    runs =
        option(
            "--runs",
            "N",
            integer(1, MOST_RUNS),
            "Runs with each number of threads; " + RUNS + " if left out.");
    seconds =
        option(
            "--seconds",
            "S",
            BenchCommand::seconds,
            "Longest warm-up with each number of threads; 10 if left out.");
    spec()
        .usageMessage()
        .footer(
            "",
            "Weights are random. Outputs are compared bit by bit with those of the very first run,"
                + " which is cold. Bytes are what the runs after warm-up allocate on the heap."
                + " Growth is that of the resident memory after a tenth of the runs. The bound is"
                + " the largest sum of activations that live at the same time. Fails if bits"
                + " differ.");
  }

  @Override
  protected int run() throws IOException {
    List<String> names = model.get().equals("all") ? Models.names() : List.of(model.get());
    Table table = new Table("<>><>>>>>");
    table.row("model", "threads", "runs", "outputs", "bytes", "growth", "arena", "bound", "excess");
    boolean failed = false;
    for (String name : names) {
      boolean differs = false;
      for (ModelCheck check : check(name)) {
        differs |= check.firstDifference() != 0;
        row(table, name, check);
      }
      terminal.problem(name + ": outputs " + (differs ? "differ" : "are identical"));
      failed |= differs;
    }
    table.lines().forEach(terminal.out()::println);
    return failed ? ExitCode.FAILED : ExitCode.OK;
  }

  private List<ModelCheck> check(String name) {
    ModelOptions options = modelOptions(batch.get(), size.get());
    Graph graph = Models.build(name, options);
    try (Model random = Model.of(graph, RandomWeights.of(graph))) {
      return ModelCheck.of(
          random,
          options(null),
          threads.get() == null ? THREADS : threads.get(),
          runs.get() == null ? RUNS : runs.get(),
          Duration.ofMillis(Math.round(1000 * (seconds.get() == null ? WARM_UP : seconds.get()))),
          BenchCommand::fill);
    }
  }

  private static void row(Table table, String name, ModelCheck check) {
    table.row(
        name,
        check.threads(),
        check.runs(),
        check.firstDifference() == 0 ? "identical" : "differ in run " + check.firstDifference(),
        Units.count(check.allocatedBytes()) + (check.settled() ? "" : " (not warm)"),
        check.residentEarly() == 0
            ? "unknown"
            : String.format(Locale.ROOT, "%+.1f %%", 100 * check.growth()),
        Units.bytes(check.arenaBytes()),
        Units.bytes(check.arenaLowerBound()),
        Units.percent(check.arenaExcess()));
  }
}
