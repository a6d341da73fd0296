package dev.lanewise.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that every command has. */
final class StandardOptions {
  static final String STACKTRACE = "--stacktrace";

  private static final int LAST = 1000;

  private StandardOptions() {}

  static void addTo(CommandSpec spec) {
    spec.addOption(
        flag("-h", "--help")
            .usageHelp(true)
            .description("Says how to use this, and exits.")
            .build());
    spec.addOption(
        flag("-V", "--version")
            .versionHelp(true)
            .description("Says which version this is, and exits.")
            .build());
    spec.addOption(
        flag(STACKTRACE).description("Adds the stack trace to the message of a failure.").build());
    spec.versionProvider(Version::lines);
  }

  private static OptionSpec.Builder flag(String... names) {
    return OptionSpec.builder(names).type(boolean.class).arity("0").order(LAST);
  }
}
