package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code check} and {@code soak}, end to end, with as little time as possible. */
@Tag("once")
class CheckTest {
  @Test
  void checksEachNumberOfThreads() {
    Cli.Outcome outcome =
        Cli.run("check", "cifar_resnet20", "--threads", "1,2", "--runs", 10, "--seconds", 0.05);
    assertEquals(0, outcome.code(), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertEquals(3, lines.size(), outcome.out());
    assertTrue(
        lines.get(0).matches("model +threads +runs +outputs +bytes +growth +arena +bound +excess"),
        lines.get(0));
    for (int threads = 1; threads <= 2; threads++) {
      assertTrue(
          lines
              .get(threads)
              .matches(
                  "cifar_resnet20 +"
                      + threads
                      + " +10 +identical +[0-9,]+( \\(not warm\\))? +"
                      + "(unknown|[-+][0-9.]+ %) +[0-9.]+ \\wiB +[0-9.]+ \\wiB +[0-9.]+ %"),
          lines.get(threads));
    }
  }

  @Test
  void manySessionsAreChecked() {
    Cli.Outcome outcome =
        Cli.run("soak", "cifar_resnet20", "--sessions", 3, "--seconds", 0.3, "--threads", 2);
    assertEquals(0, outcome.code(), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertTrue(lines.get(0).matches("sessions +runs per second +of two"), outcome.out());
    assertTrue(lines.get(1).matches("2 +[0-9.]+ +100.0 %"), outcome.out());
    assertTrue(lines.get(2).matches("3 +[0-9.]+ +[0-9.]+ %"), outcome.out());
    assertTrue(lines.get(3).matches("3, disturbed +[0-9.]+ +[0-9.]+ %"), outcome.out());
    assertTrue(lines.get(4).endsWith("all outputs right"), outcome.out());
  }

  @Test
  void theEngineAloneIsMeasured() {
    Cli.Outcome outcome = Cli.run("overhead", "--seconds", 0.05);
    assertEquals(0, outcome.code(), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertEquals("threads  per layer", lines.get(0));
    assertTrue(lines.get(1).matches(" +1 +[0-9.]+ us"), lines.get(1));
    assertTrue(lines.get(2).matches(" +2 +[0-9.]+ us"), lines.get(2));
    assertEquals(3, lines.size());
  }
}
