package dev.lanewise.app.command;

import dev.lanewise.app.cli.Command;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Table;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.models.ModelSpec;
import dev.lanewise.models.Models;
import java.util.Arrays;
import java.util.stream.Collectors;

/** {@code list}: the built-in models. */
public final class ListCommand extends Command {
  /** Declares the command. */
  public ListCommand(Terminal terminal) {
    super(terminal, "list", "Lists the built-in models.");
    spec()
        .usageMessage()
        .footer("", "CIFAR networks exist in every depth 6n + 2, such as cifar_resnet26.");
  }

  @Override
  protected int run() {
    Table table = new Table("<>><");
    table.row("model", "input", "classes", "description");
    for (String name : Models.names()) {
      ModelSpec spec = Models.find(name);
      String inputs =
          spec.inputs().stream().map(ListCommand::sample).collect(Collectors.joining(", "));
      table.row(name, inputs, spec.classes(), spec.description());
    }
    table.lines().forEach(terminal.out()::println);
    return ExitCode.OK;
  }

  /** The extents of one sample, such as {@code 3x224x224}. */
  private static String sample(Shape shape) {
    return Arrays.stream(shape.dims())
        .skip(1)
        .mapToObj(Long::toString)
        .collect(Collectors.joining("x"));
  }
}
