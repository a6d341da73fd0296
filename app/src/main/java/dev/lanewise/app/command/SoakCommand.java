package dev.lanewise.app.command;

import dev.lanewise.app.check.Soak;
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
import java.util.List;
import java.util.function.Supplier;

/** {@code soak}: many sessions of one plan at the same time, each checked after every run. */
public final class SoakCommand extends ComputeCommand {
  private static final int SESSIONS = 8;
  private static final int MOST_SESSIONS = 1000;
  private static final double DEFAULT_SECONDS = 20;

  private final Supplier<String> model;
  private final Supplier<Integer> threads;
  private final Supplier<Integer> sessions;
  private final Supplier<Double> seconds;
  private final Supplier<List<Integer>> size;

  /** Declares the command. */
  public SoakCommand(Terminal terminal) {
    super(terminal, "soak", "Runs many sessions of a model at the same time and checks them all.");
    model = parameter("MODEL", "A built-in model; 'lanewise list' names them.");
    threads = threadsOption();
    sessions =
        option(
            "--sessions",
            "N",
            integer(1, MOST_SESSIONS),
            "Sessions, each with a thread of its own; " + SESSIONS + " if left out.");
    seconds =
        option(
            "--seconds", "S", BenchCommand::seconds, "How long each part lasts; 20 if left out.");
    size = sizeOption();
    spec()
        .usageMessage()
        .footer(
            "",
            "Three parts: two sessions; all sessions; all sessions while one more thread opens,"
                + " runs, interrupts and closes sessions and plans at random. Every output is"
                + " compared bit by bit; a wrong one fails the command. Memory is what is resident"
                + " before and after the third part.");
  }

  @Override
  protected int run() throws IOException {
    ModelOptions options = modelOptions(null, size.get());
    Graph graph = Models.build(model.get(), options);
    int count = sessions.get() == null ? SESSIONS : sessions.get();
    try (Model random = Model.of(graph, RandomWeights.of(graph))) {
      Soak.Result result =
          new Soak(random, options(threads.get()), BenchCommand::fill)
              .run(count, seconds.get() == null ? DEFAULT_SECONDS : seconds.get());
      print(result, count);
    }
    return ExitCode.OK;
  }

  private void print(Soak.Result result, int count) {
    Table table = new Table("<>>");
    table.row("sessions", "runs per second", "of two");
    row(table, "2", result.fewRuns(), result);
    row(table, "" + count, result.manyRuns(), result);
    row(table, count + ", disturbed", result.disturbedRuns(), result);
    table.lines().forEach(terminal.out()::println);
    terminal
        .out()
        .println(
            "opened and closed %s sessions and plans, cancelled %s runs; all outputs right"
                .formatted(Units.count(result.opened()), Units.count(result.cancelled())));
    if (result.residentBefore() > 0) {
      terminal
          .out()
          .println(
              "resident memory before %s, after %s"
                  .formatted(
                      Units.bytes(result.residentBefore()), Units.bytes(result.residentAfter())));
    }
  }

  private static void row(Table table, String name, double runs, Soak.Result result) {
    table.row(name, Units.threeDigits(runs), Units.percent(runs / result.fewRuns()));
  }
}
