package dev.lanewise.app.cli;

import static java.util.stream.Collectors.counting;

import dev.lanewise.app.text.Table;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.weights.WeightMismatchException;
import dev.lanewise.engine.weights.WeightProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What to tell of a failure: one line, and for some a table below it. */
public final class FailureText {
  private static final int MOST_ROWS = 40;

  private FailureText() {}

  /** One line that says what failed and, where it is known, what to do. */
  public static String of(Throwable failure) {
    return oneLine(
        switch (failure) {
          case WeightMismatchException e when !e.problems().isEmpty() -> mismatch(e);
          case LanewiseException e -> e.getMessage();
          case UsageException e -> e.getMessage();
          case UncheckedIOException e -> of(e.getCause());
          case FileSystemException e -> fileSystem(e);
          case IOException e -> "reading or writing failed: " + e.getMessage();
          case OutOfMemoryError e ->
              "out of memory (%s): use smaller input or batch, or LANEWISE_JAVA_OPTS=-Xmx8g"
                  .formatted(e.getMessage());
          default -> "internal error: " + failure + "; run again with --stacktrace and report it";
        });
  }

  /** The lines that follow: a table of the tensors that do not fit; none for other failures. */
  public static List<String> details(Throwable failure) {
    if (!(failure instanceof WeightMismatchException mismatch) || mismatch.problems().isEmpty()) {
      return List.of();
    }
    Table table = new Table("<<<<<").row("", "problem", "tensor", "wanted", "got");
    for (WeightProblem problem : mismatch.problems().stream().limit(MOST_ROWS).toList()) {
      table.row("", problem.kind(), problem.name(), dash(problem.wanted()), dash(problem.got()));
    }
    List<String> lines = new ArrayList<>();
    // Names come from a file: a row stays a row.
    table.lines().forEach(line -> lines.add(line.replaceAll("\\p{Cntrl}", "?")));
    int more = mismatch.problems().size() - MOST_ROWS;
    if (more > 0) {
      lines.add("  ... and %d more".formatted(more));
    }
    return lines;
  }

  /** {@code w: does not fit the network n: 2 missing, 1 wrong shape}. */
  private static String mismatch(WeightMismatchException e) {
    Map<WeightProblem.Kind, Long> counts =
        e.problems().stream()
            .collect(Collectors.groupingBy(WeightProblem::kind, TreeMap::new, counting()));
    return e.getMessage().lines().findFirst().orElse("")
        + counts.entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", ", " ", ""));
  }

  private static String dash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  // What the JDK throws itself has no reason, only the path.
  private static String fileSystem(FileSystemException e) {
    if (e.getReason() != null) {
      return e.getMessage();
    }
    return e.getFile()
        + switch (e) {
          case NoSuchFileException missing -> ": no such file or folder; check the path";
          case AccessDeniedException denied -> ": no permission; check its access rights";
          case NotDirectoryException file -> ": is no folder";
          default -> ": " + e.getClass().getSimpleName();
        };
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
