package dev.lanewise.app.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * A command of the command line: its options, and what it does.
 *
 * <p>Options are declared in the constructor, each by a method that returns where its value will be
 * found. Annotations would say the same, but reading them by reflection delays every start.
 */
public abstract class Command implements Callable<Integer> {
  /** Where to write. */
  protected final Terminal terminal;

  private final CommandSpec spec;

  /**
   * Declares a command without options besides those that all commands have.
   *
   * @param description what it does, in a line
   */
  @SuppressWarnings("this-escape") // picocli only keeps the reference
  protected Command(Terminal terminal, String name, String description) {
    this.terminal = terminal;
    spec = CommandSpec.wrapWithoutInspection(this).name(name);
    spec.usageMessage()
        .description(description)
        .sortOptions(false)
        .sortSynopsis(false)
        .abbreviateSynopsis(false);
    StandardOptions.addTo(spec);
  }

  /** Opens what {@link #run} needs, after the options have been read. */
  protected void begin() throws IOException {}

  /** Keeps what {@link #run} found out, if it did not fail. */
  protected void end() throws IOException {}

  /** Does what the command is for, after the options have been read; returns an exit code. */
  protected abstract int run() throws IOException;

  @Override
  public final Integer call() throws IOException {
    begin();
    int code = run();
    end();
    return code;
  }

  /** The options as picocli knows them. */
  public final CommandSpec spec() {
    return spec;
  }

  /** An option without a value. */
  protected final BooleanSupplier flag(String name, String description) {
    OptionSpec option = add(OptionSpec.builder(name).type(boolean.class).arity("0"), description);
    return () -> Boolean.TRUE.equals(option.<Boolean>getValue());
  }

  /**
   * An option with a value; null where it was left out.
   *
   * @param label of the value in the help
   */
  protected final <T> Supplier<T> option(
      String name, String label, ITypeConverter<T> converter, String description) {
    OptionSpec option = add(value(name, label, converter), description);
    return option::getValue;
  }

  /** An option with a value that must be given. */
  protected final <T> Supplier<T> requiredOption(
      String name, String label, ITypeConverter<T> converter, String description) {
    OptionSpec option = add(value(name, label, converter).required(true), description);
    return option::getValue;
  }

  /** An option that may be given several times, but at least once. */
  protected final Supplier<List<String>> requiredList(
      String name, String label, String description) {
    OptionSpec.Builder builder =
        OptionSpec.builder(name)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(label)
            .arity("1")
            .required(true);
    OptionSpec option = add(builder, description);
    return option::getValue;
  }

  /** A value without an option that must be given, such as a model; in the order of the calls. */
  protected final Supplier<String> parameter(String label, String description) {
    PositionalParamSpec parameter =
        PositionalParamSpec.builder()
            .type(String.class)
            .paramLabel(label)
            .arity("1")
            .index(String.valueOf(spec.positionalParameters().size()))
            .required(true)
            .description(description)
            .build();
    spec.addPositional(parameter);
    return parameter::getValue;
  }

  /** All values without an option; an empty list where there are none. */
  protected final Supplier<List<Path>> paths(String label, String description) {
    PositionalParamSpec parameter =
        PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(Path.class)
            .converters((ITypeConverter<Path>) Command::path)
            .paramLabel(label)
            .arity("0..*")
            .description(description)
            .build();
    spec.addPositional(parameter);
    return () -> {
      List<Path> paths = parameter.getValue();
      return paths == null ? List.of() : paths;
    };
  }

  private OptionSpec add(OptionSpec.Builder builder, String description) {
    OptionSpec option = builder.description(description).build();
    spec.addOption(option);
    return option;
  }

  private static OptionSpec.Builder value(String name, String label, ITypeConverter<?> converter) {
    // The converter alone decides on the type.
    return OptionSpec.builder(name)
        .type(Object.class)
        .converters(converter)
        .paramLabel(label)
        .arity("1");
  }

  /** Reads a path. */
  protected static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'" + text + "' is no path: " + e.getReason());
    }
  }

  /** Reads a whole number within bounds. */
  protected static ITypeConverter<Integer> integer(int least, int most) {
    return text -> {
      try {
        int number = Integer.parseInt(text.strip());
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // the same message as for a number out of bounds
      }
      throw new TypeConversionException(
          "wanted a whole number from %d to %d, got '%s'".formatted(least, most, text));
    };
  }
}
