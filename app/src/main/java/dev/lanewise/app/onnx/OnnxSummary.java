package dev.lanewise.app.onnx;

import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.format.onnx.OnnxProto;
import dev.lanewise.engine.format.onnx.OnnxValue;
import dev.lanewise.engine.onnx.OnnxModel;
import dev.lanewise.engine.onnx.OnnxPlan;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code summary model.onnx}: what is in the file, and what becomes of it. */
public final class OnnxSummary {
  private final Terminal terminal;
  private final Options options;

  /** Compiles with these options. */
  public OnnxSummary(Terminal terminal, Options options) {
    this.terminal = terminal;
    this.options = options;
  }

  /**
   * Prints the summary.
   *
   * @param batch for open first dimensions; null for 1
   * @param size for open spatial dimensions; null if there is none
   * @param explain whether each step is printed with its kernel
   * @param json whether to print a JSON object instead
   */
  public int run(Path file, Integer batch, List<Integer> size, boolean explain, boolean json)
      throws IOException {
    try (OnnxModel model = OnnxModel.open(file, options);
        Arena arena = Arena.ofShared()) {
      if (json) {
        Map<String, Tensor> inputs = OnnxInputs.of(model, batch, size, arena);
        printJson(file, model, inputs, model.prepare(inputs));
        return ExitCode.OK;
      }
      print(file, model);
      Map<String, Tensor> inputs = OnnxInputs.of(model, batch, size, arena);
      OnnxPlan plan = model.prepare(inputs);
      terminal.out().println();
      inputs.forEach((name, tensor) -> terminal.out().println("for " + name + " " + tensor));
      print(plan);
      if (explain) {
        terminal.out().println();
        terminal.out().print(plan.explain());
      }
      return ExitCode.OK;
    }
  }

  private void print(Path file, OnnxModel model) {
    OnnxProto proto = model.file().proto();
    terminal.out().println(terminal.style().strong(file.toString()));
    Table table = new Table("<<");
    table.row("format", "IR version " + proto.irVersion() + ", operator sets " + opsets(proto));
    table.row("producer", proto.producer().isEmpty() ? "-" : proto.producer());
    model.inputs().forEach(input -> table.row("input", input));
    model.outputs().forEach(output -> table.row("output", output));
    Map<String, Long> operators =
        proto.graph().nodes().stream()
            .collect(
                Collectors.groupingBy(OnnxNode::operator, TreeMap::new, Collectors.counting()));
    table.row("nodes", proto.graph().nodes().size() + ": " + counts(operators));
    long values =
        proto.graph().initializers().values().stream().mapToLong(Tensor::elementCount).sum();
    table.row(
        "constants",
        "%d tensors, %s values"
            .formatted(proto.graph().initializers().size(), Units.count(values)));
    table.lines().forEach(terminal.out()::println);
  }

  private void printJson(Path file, OnnxModel model, Map<String, Tensor> inputs, OnnxPlan plan) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("model", file.toString());
    object.put("opsets", opsets(model.file().proto()));
    object.put("nodes", model.file().proto().graph().nodes().size());
    Map<String, Object> shapes = new LinkedHashMap<>();
    inputs.forEach((name, tensor) -> shapes.put(name, tensor.toString()));
    object.put("inputs", shapes);
    object.put("outputs", model.outputs().stream().map(OnnxValue::name).toList());
    object.put("plans", plan.plans().size());
    object.put("macs", plan.macs());
    object.put("packed_bytes", sum(plan, true));
    object.put("arena_bytes", sum(plan, false));
    object.put("interpreted", plan.interpreted());
    terminal.utf8(JsonWriter.indented(JsonValue.of(object)));
  }

  private static String opsets(OnnxProto proto) {
    return proto.opsets().entrySet().stream()
        .map(e -> (e.getKey().isEmpty() ? "ai.onnx" : e.getKey()) + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String counts(Map<String, Long> operators) {
    return operators.entrySet().stream()
        .map(e -> e.getValue() + " " + e.getKey())
        .collect(Collectors.joining(", "));
  }

  private void print(OnnxPlan plan) {
    Table table = new Table("<>");
    table.row("plans", plan.plans().size());
    table.row("steps", plan.plans().stream().mapToInt(p -> p.steps().size()).sum());
    table.row("interpreted nodes", plan.interpreted().size());
    table.row("MACs", Units.count(plan.macs()));
    table.row("packed weights", Units.bytes(sum(plan, true)));
    table.row("activations of each session", Units.bytes(sum(plan, false)));
    table.lines().forEach(terminal.out()::println);
    plan.interpreted().forEach(line -> terminal.out().println("interpreted: " + line));
  }

  private static long sum(OnnxPlan plan, boolean packed) {
    return plan.plans().stream().mapToLong(packed ? Plan::packedBytes : Plan::arenaBytes).sum();
  }
}
