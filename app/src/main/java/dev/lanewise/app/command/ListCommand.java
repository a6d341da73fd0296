package dev.lanewise.app.command;

import dev.lanewise.app.cli.Command;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.models.ModelCounts;
import dev.lanewise.models.ModelSpec;
import dev.lanewise.models.Models;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** {@code list}: the built-in models. */
public final class ListCommand extends Command {
  private final BooleanSupplier json;

  /** Declares the command. */
  public ListCommand(Terminal terminal) {
    super(terminal, "list", "Lists the built-in models with their size.");
    json = flag("--json", "Prints a JSON array, an object for each model.");
    spec()
        .usageMessage()
        .footer("", "CIFAR networks exist in every depth 6n + 2, such as cifar_resnet26.");
  }

  @Override
  protected int run() {
    if (json.getAsBoolean()) {
      terminal.utf8(
          JsonWriter.indented(
              JsonValue.of(Models.names().stream().map(ListCommand::object).toList())));
      return ExitCode.OK;
    }
    Table table = new Table("<<>>>><");
    table.row("model", "task", "input", "classes", "parameters", "GMAC", "description");
    for (String name : Models.names()) {
      ModelSpec spec = Models.find(name);
      ModelCounts counts = ModelCounts.of(Models.build(name));
      table.row(
          name,
          spec.task(),
          inputs(spec),
          spec.classes(),
          Units.count(counts.parameters()),
          String.format(
              Locale.ROOT, counts.macs() < 1_000_000 ? "%.6f" : "%.4f", counts.macs() / 1e9),
          spec.description());
    }
    table.lines().forEach(terminal.out()::println);
    return ExitCode.OK;
  }

  private static Map<String, Object> object(String name) {
    ModelSpec spec = Models.find(name);
    ModelCounts counts = ModelCounts.of(Models.build(name));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("model", name);
    object.put("task", spec.task().toString());
    object.put("inputs", spec.inputs().stream().map(ListCommand::sample).toList());
    object.put("classes", spec.classes());
    object.put("parameters", counts.parameters());
    object.put("macs", counts.macs());
    object.put("description", spec.description());
    return object;
  }

  /** The shapes of one sample; equal ones are counted. */
  private static String inputs(ModelSpec spec) {
    List<String> samples = spec.inputs().stream().map(ListCommand::sample).toList();
    boolean equal = samples.stream().distinct().count() == 1;
    return samples.size() > 1 && equal
        ? samples.size() + " of " + samples.getFirst()
        : String.join(", ", samples);
  }

  /** The extents of one sample, such as {@code 3x224x224}. */
  private static String sample(Shape shape) {
    return Arrays.stream(shape.dims())
        .skip(1)
        .mapToObj(Long::toString)
        .collect(Collectors.joining("x"));
  }
}
