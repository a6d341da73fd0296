package dev.lanewise.kernels.vector;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What HotSpot's options PrintCompilation and PrintInlining say. Methods are written {@code
 * package.Class::method}.
 *
 * @param profiled methods that C1 compiled with profiling (tier 3), or as a part of a caller
 * @param optimised methods that C2 compiled (tier 4), or as a part of a caller
 * @param refused methods that a compiler gave up at a tier, with its reason. A compilation that
 *     will be tried again as it is, because classes were loaded meanwhile, is none.
 */
record CompilationLog(Set<String> profiled, Set<String> optimised, Map<String, String> refused) {
  /** The options that print it, to the standard error output. */
  static final List<String> OPTIONS =
      List.of(
          "-XX:+DisplayVMOutputToStderr",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:+PrintCompilation",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=PrintInlining,dev.lanewise.kernels.vector*::*");

  /** Time, number, attributes but for % (one loop of the method), tier, method, size. */
  private static final Pattern COMPILED =
      Pattern.compile("\\s*\\d+\\s+\\d+\\s[ sb!n]*\\s([34])\\s+(\\S+::\\S+) \\(\\d+ bytes\\)\\s*");

  /** C2 gives a reason, C1 none. */
  private static final Pattern INLINED =
      Pattern.compile(".*@ \\d+\\s+(\\S+::\\S+) \\(\\d+ bytes\\)\\s+inline( \\(hot\\).*|\\s*)");

  private static final Pattern REFUSED =
      Pattern.compile(
          ".*\\s(\\S+::\\S+)\\s.*COMPILE SKIPPED: "
              + "(.*\\((?:retry at different tier|not retryable)\\)).*");

  static CompilationLog parse(List<String> lines) {
    CompilationLog log = new CompilationLog(new TreeSet<>(), new TreeSet<>(), new TreeMap<>());
    lines.forEach(log::add);
    return log;
  }

  private void add(String line) {
    Matcher m = COMPILED.matcher(line);
    if (m.matches()) {
      (m.group(1).equals("4") ? optimised : profiled).add(m.group(2));
    } else if (m.usePattern(INLINED).matches()) {
      (m.group(2).isBlank() ? profiled : optimised).add(m.group(1));
    } else if (m.usePattern(REFUSED).matches()) {
      refused.put(m.group(1), m.group(2));
    }
  }
}
