package dev.lanewise.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.weights.WeightMismatchException;
import dev.lanewise.engine.weights.WeightProblem;
import dev.lanewise.engine.weights.WeightProblem.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every failure has one line; tensors that do not fit have a table. */
class FailureTextTest {
  @Test
  void keepsTheMessageOfLanewise() {
    assertEquals("a b", FailureText.of(new LanewiseException("a\n  b\n")));
  }

  @Test
  void tabulatesTheProblemsOfWeights() {
    var failure =
        new WeightMismatchException(
            "w",
            "the network n",
            List.of(
                new WeightProblem(Kind.WRONG_SHAPE, "conv1.weight", "[3, 2]", "[3, 44]"),
                new WeightProblem(Kind.MISSING, "a", "[1]", ""),
                new WeightProblem(Kind.MISSING, "b", "[2]", ""),
                new WeightProblem(Kind.UNEXPECTED, "evil\nname", "", "[5]")));
    assertEquals(
        "w: does not fit the network n, 4 problems: 2 missing, 1 unexpected, 1 wrong shape",
        FailureText.of(failure));
    assertEquals(
        """
          problem      tensor        wanted  got
          wrong shape  conv1.weight  [3, 2]  [3, 44]
          missing      a             [1]     -
          missing      b             [2]     -
          unexpected   evil?name     -       [5]\
        """,
        String.join("\n", FailureText.details(failure)));
  }

  @Test
  void cutsALongTable() {
    List<WeightProblem> problems =
        IntStream.range(0, 100)
            .mapToObj(i -> new WeightProblem(Kind.MISSING, "p" + i, "[1]", ""))
            .toList();
    var failure = new WeightMismatchException("w", "n", problems);
    assertEquals("w: does not fit n, 100 problems: 100 missing", FailureText.of(failure));
    List<String> lines = FailureText.details(failure);
    assertEquals(1 + 40 + 1, lines.size());
    assertEquals("  missing  p39     [1]     -", lines.get(40));
    assertEquals("  ... and 60 more", lines.getLast());
    assertEquals(List.of(), FailureText.details(new LanewiseException("a")));
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
