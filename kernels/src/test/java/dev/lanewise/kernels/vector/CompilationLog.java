package dev.lanewise.kernels.vector;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the options PrintCompilation and PrintInlining say. Methods are written {@code
 * package.Class::method}.
 *
 * @param optimised methods that C2 compiled, on their own or as a part of a caller
 * @param refused methods that a compiler gave up at a tier, with its reason. A compilation that
 *     will be tried again as it is, because classes were loaded meanwhile, is none.
 */
record CompilationLog(Set<String> optimised, TreeMap<String, String> refused) {
  /** The options that print it, to the standard error output. */
  static final List<String> OPTIONS =
      List.of(
          "-XX:+DisplayVMOutputToStderr",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:+PrintCompilation",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=PrintInlining,dev.lanewise.kernels.vector*::*");

  /** Time, number, attributes without % (a loop alone), tier 4, method, size. */
  private static final Pattern COMPILED =
      Pattern.compile("\\s*\\d+\\s+\\d+\\s[ sb!n]*\\s4\\s+(\\S+::\\S+) \\(\\d+ bytes\\)\\s*");

  /** C1 writes "inline" alone. */
  private static final Pattern INLINED =
      Pattern.compile(".*@ \\d+\\s+(\\S+::\\S+) \\(\\d+ bytes\\)\\s+inline \\(hot\\).*");

  private static final Pattern REFUSED =
      Pattern.compile(
          ".*\\s(\\S+::\\S+)\\s.*COMPILE SKIPPED: (.*\\((?:retry at different tier|not"
              + " retryable)\\)).*");

  static CompilationLog parse(List<String> lines) {
    Set<String> optimised = new HashSet<>();
    TreeMap<String, String> refused = new TreeMap<>();
    for (String line : lines) {
      Matcher m = COMPILED.matcher(line);
      if (m.matches() || m.usePattern(INLINED).matches()) {
        optimised.add(m.group(1));
      } else if (m.usePattern(REFUSED).matches()) {
        refused.put(m.group(1), m.group(2));
      }
    }
    return new CompilationLog(optimised, refused);
  }
}
