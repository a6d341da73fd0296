package dev.lanewise.app.command;

import dev.lanewise.app.check.EngineOverhead;
import dev.lanewise.app.cli.Command;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Table;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** {@code overhead}: what the engine costs for each layer, whatever the layer computes. */
public final class OverheadCommand extends Command {
  private static final double DEFAULT_SECONDS = 2;

  private final Supplier<List<Integer>> threads;
  private final Supplier<Double> seconds;

  /** Declares the command. */
  public OverheadCommand(Terminal terminal) {
    super(terminal, "overhead", "Measures what the engine costs for each layer.");
    threads =
        option(
            "--threads",
            "N,N...",
            Values::threadCounts,
            "Numbers of threads to measure; 1,2 if left out.");
    seconds =
        option(
            "--seconds",
            "S",
            BenchCommand::seconds,
            "Least time to measure for each number of threads, after warm-up; 2 if left out.");
    spec()
        .usageMessage()
        .footer(
            "",
            "Runs a network of "
                + EngineOverhead.LAYERS
                + " layers whose kernels do nothing; with several threads each layer is still"
                + " handed to all of them and waited for.");
  }

  @Override
  protected int run() {
    Table table = new Table(">>");
    table.row("threads", "per layer");
    for (int count : threads.get() == null ? List.of(1, 2) : threads.get()) {
      double least = seconds.get() == null ? DEFAULT_SECONDS : seconds.get();
      double micros = EngineOverhead.nanosPerLayer(count, least) / 1e3;
      table.row(count, String.format(Locale.ROOT, "%.3f us", micros));
    }
    table.lines().forEach(terminal.out()::println);
    return ExitCode.OK;
  }
}
