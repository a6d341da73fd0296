package dev.lanewise.app.command;

import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Parameter;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.models.ModelCounts;
import dev.lanewise.models.ModelOptions;
import dev.lanewise.models.Models;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code summary}: the layers of a model with their sizes, and the memory that it takes. */
public final class SummaryCommand extends ComputeCommand {
  private final Supplier<String> model;
  private final Supplier<Integer> threads;
  private final Supplier<Integer> batch;
  private final Supplier<List<Integer>> size;
  private final BooleanSupplier explain;

  /** Declares the command. */
  public SummaryCommand(Terminal terminal) {
    super(terminal, "summary", "Prints layers, shapes, parameters, MACs and memory of a model.");
    model = parameter("MODEL", "A built-in model; 'lanewise list' names them.");
    threads = threadsOption();
    batch = batchOption();
    size = sizeOption();
    explain = flag("--explain", "Adds every step with its kernel, and why no other was taken.");
  }

  @Override
  protected int run() {
    ModelOptions options = modelOptions(batch.get(), size.get());
    Graph graph = Models.build(model.get(), options);
    printLayers(graph);
    printTotals(graph);
    try (Model random = Model.of(graph, RandomWeights.of(graph));
        Plan plan = random.compile(options(threads.get()))) {
      printMemory(plan);
      if (explain.getAsBoolean()) {
        terminal.out().println();
        terminal.out().print(plan.explain());
      }
    }
    return ExitCode.OK;
  }

  private void printLayers(Graph graph) {
    Map<String, Shape> shapes = graph.shapes();
    Map<String, Long> macs = ModelCounts.macsByNode(graph);
    Table table = new Table("<<<>>");
    table.row("layer", "operation", "output", "weights", "MACs per sample");
    graph.inputs().forEach((name, shape) -> table.row(name, "input", shape));
    for (Node node : graph.nodes()) {
      table.row(
          node.name(),
          node.op().text(),
          shapes.get(node.output()),
          countOrDash(weights(graph, node)),
          countOrDash(macs.get(node.name())));
    }
    List<String> lines = table.lines();
    terminal.out().println(terminal.style().strong(lines.getFirst()));
    lines.stream().skip(1).forEach(terminal.out()::println);
  }

  private static long weights(Graph graph, Node node) {
    long count = 0;
    for (String operand : node.inputs()) {
      Parameter parameter = graph.parameters().get(operand);
      count += parameter == null ? 0 : parameter.shape().elementCount();
    }
    return count;
  }

  private static String countOrDash(long count) {
    return count == 0 ? "-" : Units.count(count);
  }

  private void printTotals(Graph graph) {
    ModelCounts counts = ModelCounts.of(graph);
    Table table = new Table("<>");
    table.row("layers", graph.nodes().size());
    table.row("parameters (trainable)", Units.count(counts.parameters()));
    table.row("values in a weights file", Units.count(counts.floats()));
    table.row("tensors in a weights file", Units.count(counts.tensors()));
    table.row("MACs per sample", Units.count(counts.macs()));
    terminal.out().println();
    table.lines().forEach(terminal.out()::println);
  }

  private void printMemory(Plan plan) {
    Table table = new Table("<>>");
    memory(table, "weights as float32", plan.weightBytes());
    memory(table, "packed weights, shared by all sessions", plan.packedBytes());
    memory(table, "activations of each session (arena)", plan.arenaBytes());
    memory(table, "scratch of each thread", plan.scratchBytes());
    terminal.out().println();
    table.lines().forEach(terminal.out()::println);
  }

  private static void memory(Table table, String what, long bytes) {
    table.row(what, Units.bytes(bytes), Units.count(bytes) + " bytes");
  }
}
