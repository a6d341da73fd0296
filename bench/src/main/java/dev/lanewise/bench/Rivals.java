package dev.lanewise.bench;

import dev.lanewise.app.cli.Lanewise;
import dev.lanewise.app.cli.Terminal;
import java.util.Map;
import java.util.stream.Stream;

/** The main class behind {@code ./lanewise rivals}. */
public final class Rivals {
  private static final String NAME = "rivals";

  private Rivals() {}

  /** Runs the command and exits: 0 if all went well, 1 if outputs differ, 2 for wrong usage. */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    String[] all = Stream.concat(Stream.of(NAME), Stream.of(arguments)).toArray(String[]::new);
    return new Lanewise(terminal, Map.of(NAME, RivalsCommand::new)).run(all);
  }
}
