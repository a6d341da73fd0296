package dev.lanewise.app.command;

import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.onnx.OnnxArgument;
import dev.lanewise.app.onnx.OnnxSummary;
import dev.lanewise.app.summary.LayerTable;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.models.ModelCounts;
import dev.lanewise.models.ModelOptions;
import dev.lanewise.models.Models;
import java.io.IOException;
import java.util.LinkedHashMap;
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
  private final Supplier<ModelOptions> network;
  private final BooleanSupplier explain;
  private final BooleanSupplier json;

  /** Declares the command. */
  public SummaryCommand(Terminal terminal) {
    super(terminal, "summary", "Prints layers, shapes, parameters, MACs and memory of a model.");
    model = parameter("MODEL", "A built-in model ('lanewise list' names them) or an .onnx file.");
    threads = threadsOption();
    batch = batchOption();
    size = sizeOption();
    network = networkOptions();
    explain = flag("--explain", "Adds every step with its kernel, and why no other was taken.");
    json = flag("--json", "Prints a JSON object.");
    spec()
        .usageMessage()
        .footer(
            "",
            "Layers are grouped by the dots in their names; rows of groups are sums. The field is"
                + " the number of input elements along each axis that one element of the output"
                + " can depend on. Kernels are those for this machine; what is fused is computed"
                + " together with the layer before it.");
  }

  @Override
  protected int run() throws IOException {
    if (OnnxArgument.is(model.get())) {
      requireUsual(network.get());
      return new OnnxSummary(terminal, options(threads.get()))
          .run(
              path(model.get()),
              batch.get(),
              size.get(),
              explain.getAsBoolean(),
              json.getAsBoolean());
    }
    ModelOptions options = modelOptions(network.get(), batch.get(), size.get());
    Graph graph = Models.build(model.get(), options);
    try (Model random = Model.of(graph, RandomWeights.of(graph));
        Plan plan = random.compile(options(threads.get()))) {
      LayerTable layers = new LayerTable(graph, plan);
      if (json.getAsBoolean()) {
        printJson(graph, plan, layers);
        return ExitCode.OK;
      }
      printLayers(layers);
      printTotals(graph);
      printMemory(plan);
      if (explain.getAsBoolean()) {
        terminal.out().println();
        terminal.out().print(plan.explain());
      }
    }
    return ExitCode.OK;
  }

  private void printLayers(LayerTable layers) {
    List<String> lines = layers.lines();
    terminal.out().println(terminal.style().strong(lines.getFirst()));
    lines.stream().skip(1).forEach(terminal.out()::println);
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

  private void printJson(Graph graph, Plan plan, LayerTable layers) {
    ModelCounts counts = ModelCounts.of(graph);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("model", graph.name());
    object.put("layers", layers.objects());
    object.put("parameters", counts.parameters());
    object.put("values", counts.floats());
    object.put("tensors", counts.tensors());
    object.put("macs", counts.macs());
    object.put("weight_bytes", plan.weightBytes());
    object.put("packed_bytes", plan.packedBytes());
    object.put("arena_bytes", plan.arenaBytes());
    object.put("scratch_bytes", plan.scratchBytes());
    terminal.utf8(JsonWriter.indented(JsonValue.of(object)));
  }

  private static void memory(Table table, String what, long bytes) {
    table.row(what, Units.bytes(bytes), Units.count(bytes) + " bytes");
  }
}
