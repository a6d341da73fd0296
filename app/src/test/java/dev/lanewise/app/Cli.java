package dev.lanewise.app;

import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Runs the command line in this process and catches what it prints. */
final class Cli {
  /** What a command printed and returned. */
  record Outcome(int code, String out, String err) {
    /** The lines of standard error. */
    List<String> problems() {
      return err.lines().toList();
    }
  }

  private Cli() {}

  /** Runs a command whose output is no terminal; arguments may be of any type. */
  static Outcome run(Object... arguments) {
    return run(false, arguments);
  }

  /** Runs a command whose standard error is a terminal. */
  static Outcome runInTerminal(Object... arguments) {
    return run(true, arguments);
  }

  private static Outcome run(boolean live, Object[] arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(stream(out), stream(err), Style.PLAIN, live, 80);
    String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    int code = Main.lanewise(terminal).run(texts);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, false, StandardCharsets.UTF_8);
  }
}
