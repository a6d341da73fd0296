package dev.lanewise.app.cli;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.weights.WeightMismatchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What to tell of a failure, in one line. */
public final class FailureText {
  private static final int LISTED_PROBLEMS = 40;

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

  private static String mismatch(WeightMismatchException e) {
    String head = e.getMessage().lines().findFirst().orElse("");
    String listed = String.join("; ", e.problems().stream().limit(LISTED_PROBLEMS).toList());
    int more = e.problems().size() - LISTED_PROBLEMS;
    return head + " " + listed + (more > 0 ? "; and " + more + " more" : "");
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
