package dev.lanewise.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.weights.WeightMismatchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every failure has one line. */
class FailureTextTest {
  @Test
  void keepsTheMessageOfLanewise() {
    assertEquals("a b", FailureText.of(new LanewiseException("a\n  b\n")));
  }

  @Test
  void listsAllProblemsOfWeights() {
    assertEquals(
        "w: does not fit the network n, 2 problems: missing: a; missing: b",
        FailureText.of(
            new WeightMismatchException(
                "w", "the network n", List.of("missing: a", "missing: b"))));
  }

  @Test
  void cutsALongListOfProblems() {
    List<String> problems = IntStream.range(0, 100).mapToObj(i -> "p" + i).toList();
    String text = FailureText.of(new WeightMismatchException("w", "n", problems));
    assertTrue(text.startsWith("w: does not fit n, 100 problems: p0; p1; "), text);
    assertTrue(text.endsWith("; p39; and 60 more"), text);
  }

  @Test
  void addsWhatTheFileSystemDoesNotSay() {
    assertEquals(
        "f: no such file or folder; check the path", FailureText.of(new NoSuchFileException("f")));
    assertEquals(
        "f: no permission; check its access rights",
        FailureText.of(new UncheckedIOException(new AccessDeniedException("f"))));
    assertEquals("f: reason", FailureText.of(new FileSystemException("f", null, "reason")));
    assertEquals("reading or writing failed: x", FailureText.of(new IOException("x")));
  }

  @Test
  void asksToReportAMistakeOfTheProgram() {
    String text = FailureText.of(new NullPointerException("oh"));
    assertTrue(text.startsWith("internal error: java.lang.NullPointerException: oh"), text);
    assertTrue(text.contains("--stacktrace"), text);
  }
}
