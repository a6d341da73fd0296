package dev.lanewise.app;

import dev.lanewise.app.cli.Command;
import dev.lanewise.app.cli.Lanewise;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.command.BenchCommand;
import dev.lanewise.app.command.CheckCommand;
import dev.lanewise.app.command.ClassifyCommand;
import dev.lanewise.app.command.ConvertCommand;
import dev.lanewise.app.command.DoctorCommand;
import dev.lanewise.app.command.EvalCommand;
import dev.lanewise.app.command.ListCommand;
import dev.lanewise.app.command.OverheadCommand;
import dev.lanewise.app.command.ProfileCommand;
import dev.lanewise.app.command.RunCommand;
import dev.lanewise.app.command.SeeCommand;
import dev.lanewise.app.command.SegmentCommand;
import dev.lanewise.app.command.SoakCommand;
import dev.lanewise.app.command.SummaryCommand;
import dev.lanewise.app.command.VerifyCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The entry point of the command line. */
public final class Main {
  private Main() {}

  /** Runs the command that the arguments ask for, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Pictures are decoded, never shown.
    System.setProperty("java.awt.headless", "true");
    int code = lanewise(Terminal.ofProcess()).run(arguments);
    System.exit(code);
  }

  /** The whole command line on these streams. */
  static Lanewise lanewise(Terminal terminal) {
    Map<String, Function<Terminal, Command>> commands = new LinkedHashMap<>();
    commands.put("classify", ClassifyCommand::new);
    commands.put("eval", EvalCommand::new);
    commands.put("segment", SegmentCommand::new);
    commands.put("see", SeeCommand::new);
    commands.put("run", RunCommand::new);
    commands.put("bench", BenchCommand::new);
    commands.put("profile", ProfileCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("soak", SoakCommand::new);
    commands.put("overhead", OverheadCommand::new);
    commands.put("summary", SummaryCommand::new);
    commands.put("convert", ConvertCommand::new);
    commands.put("verify", VerifyCommand::new);
    commands.put("list", ListCommand::new);
    commands.put("doctor", DoctorCommand::new);
    return new Lanewise(terminal, commands);
  }
}
