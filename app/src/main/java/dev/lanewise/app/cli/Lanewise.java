package dev.lanewise.app.cli;

import dev.lanewise.models.UnknownModelException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line as a whole: reads arguments, runs one command, and turns every failure into one
 * line, with a table below it for some, and an exit code.
 */
public final class Lanewise {
  private final Terminal terminal;
  private final Map<String, Function<Terminal, Command>> commands;

  /**
   * @param commands what makes each command, by its name, in the order of the help
   */
  public Lanewise(Terminal terminal, Map<String, Function<Terminal, Command>> commands) {
    this.terminal = terminal;
    this.commands = new LinkedHashMap<>(commands);
  }

  /** Runs the command that the arguments ask for; returns an exit code. */
  public int run(String... arguments) {
    boolean stackTrace = List.of(arguments).contains(StandardOptions.STACKTRACE);
    int code;
    try {
      code = commandLine(arguments, stackTrace).execute(arguments);
    } catch (Throwable failure) {
      // An Error, such as lack of memory.
      code = fail(failure, ExitCode.FAILED, stackTrace);
    }
    terminal.err().flush();
    if (terminal.out().checkError() && code == ExitCode.OK) {
      terminal.problem("lanewise: standard output: the results could not be written");
      code = ExitCode.FAILED;
    }
    return code;
  }

  private CommandLine commandLine(String[] arguments, boolean stackTrace) {
    CommandLine root = new CommandLine(new Root(terminal).spec());
    String first = arguments.length == 0 ? "" : arguments[0];
    // Declaring commands takes time, so usually only the wanted one is.
    commands.forEach(
        (name, maker) -> {
          if (name.equals(first) || !commands.containsKey(first)) {
            root.addSubcommand(name, new CommandLine(maker.apply(terminal).spec()));
          }
        });
    root.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.style().colour() ? Ansi.ON : Ansi.OFF));
    root.setOut(new PrintWriter(terminal.out(), false, terminal.out().charset()));
    root.setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()));
    root.setUsageHelpWidth(Math.clamp(terminal.columns(), 60, 100));
    root.setParameterExceptionHandler(usageErrors(stackTrace));
    root.setExecutionExceptionHandler(failures(stackTrace));
    return root;
  }

  private IParameterExceptionHandler usageErrors(boolean stackTrace) {
    return (e, arguments) -> fail(new UsageException(usageText(e), e), ExitCode.USAGE, stackTrace);
  }

  private IExecutionExceptionHandler failures(boolean stackTrace) {
    return (e, commandLine, result) -> {
      boolean isUsage = e instanceof UsageException || e instanceof UnknownModelException;
      return fail(e, isUsage ? ExitCode.USAGE : ExitCode.FAILED, stackTrace);
    };
  }

  private int fail(Throwable failure, int code, boolean stackTrace) {
    terminal.out().flush();
    terminal.problem("lanewise: " + FailureText.of(failure));
    FailureText.details(failure).forEach(terminal::problem);
    if (stackTrace) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      terminal.problem(trace.toString().stripTrailing());
    }
    return code;
  }

  private static String usageText(ParameterException e) {
    String help = "; see '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'";
    if (e instanceof UnmatchedArgumentException unmatched) {
      String argument = unmatched.getUnmatched().getFirst();
      boolean isCommand = e.getCommandLine().getParent() == null && !argument.startsWith("-");
      List<String> similar = unmatched.getSuggestions();
      return (isCommand ? "no command is called '" : "unexpected argument '")
          + argument
          + "'"
          + (similar.isEmpty() ? help : "; did you mean " + String.join(" or ", similar) + "?");
    }
    String text = e.getMessage();
    if (e instanceof MissingParameterException) {
      text = text.replace("'", "");
    }
    return Character.toLowerCase(text.charAt(0)) + text.substring(1) + help;
  }

  /** The command without a name, which only helps. */
  private static final class Root extends Command {
    Root(Terminal terminal) {
      super(terminal, "lanewise", "Runs convolutional neural networks, in pure Java.");
      spec().usageMessage().synopsisSubcommandLabel("COMMAND");
      spec().usageMessage().footer("", "'lanewise COMMAND --help' says more of a command.");
    }

    @Override
    protected int run() {
      spec().commandLine().usage(terminal.err());
      return ExitCode.USAGE;
    }
  }
}
