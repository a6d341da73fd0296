package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.app.cli.Version;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.models.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that only tell, and what all commands have. */
class CommandsTest {
  @Test
  void listsEveryModel() {
    Cli.Outcome outcome = Cli.run("list");
    assertEquals(0, outcome.code(), outcome.err());
    List<String> listed = outcome.out().lines().skip(1).map(line -> line.split(" ")[0]).toList();
    assertEquals(Models.names(), listed);
    assertTrue(outcome.out().contains("3x224x224"), outcome.out());
  }

  @Test
  void summarizesLayersAndSizes() {
    Cli.Outcome outcome = Cli.run("summary", "cifar_resnet20");
    assertEquals(0, outcome.code(), outcome.err());
    String out = outcome.out();
    assertTrue(out.contains("layer2.0.conv1 "), out);
    assertTrue(out.contains("[1, 32, 16, 16]"), out);
    assertTrue(out.matches("(?s).*parameters \\(trainable\\) +269,722\n.*"), out);
    assertTrue(out.matches("(?s).*values in a weights file +271,098\n.*"), out);
    assertTrue(out.matches("(?s).*tensors in a weights file +116\n.*"), out);
    assertTrue(out.matches("(?s).*MACs per sample +40,5\\d\\d,\\d\\d\\d\n.*"), out);
    assertTrue(out.matches("(?s).*weights as float32 .* 1,084,392 bytes\n.*"), out);
    assertTrue(out.matches("(?s).*packed weights, .* [1-9][0-9,]+ bytes\n.*"), out);
    assertTrue(out.matches("(?s).*\\(arena\\) .* [1-9][0-9,]+ bytes\n.*"), out);
    assertTrue(out.matches("(?s).*scratch of each thread .* bytes\n.*"), out);
  }

  @Test
  void explainsEveryStep() {
    String out = Cli.run("summary", "cifar_resnet20", "--explain", "--batch", 3).out();
    assertTrue(out.contains("[3, 3, 32, 32]"), out);
    assertTrue(out.contains(Kernels.best().name() + " kernels"), out);
  }

  @Test
  @Tag("once")
  void examinesTheMachine() {
    Cli.Outcome outcome = Cli.run("doctor");
    assertEquals("", outcome.err());
    for (String subject :
        List.of(
            "JVM", "compiler", "kernels", "vectors", "multiply-add", "threads", "memory", "peak")) {
      assertTrue(outcome.out().contains(subject), subject);
    }
    boolean wrong = outcome.out().contains("WRONG");
    assertEquals(wrong ? 1 : 0, outcome.code(), outcome.out());
    assertEquals(!wrong, outcome.out().endsWith("All is well.\n"), outcome.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "classify",
        "eval",
        "see",
        "run",
        "bench",
        "summary",
        "convert",
        "verify",
        "list",
        "doctor"
      })
  void helpsWithEachCommand(String command) {
    for (String flag : List.of("--help", "-h")) {
      Cli.Outcome outcome = Cli.run(command, flag);
      assertEquals(0, outcome.code());
      assertEquals("", outcome.err());
      assertTrue(outcome.out().startsWith("Usage: lanewise " + command + " "), outcome.out());
      assertTrue(outcome.out().contains("--stacktrace"), outcome.out());
    }
    assertTrue(Cli.run("--help").out().contains("\n  " + command + " "));
  }

  @Test
  void saysItsVersion() throws IOException {
    for (Cli.Outcome outcome : List.of(Cli.run("--version"), Cli.run("list", "-V"))) {
      assertEquals(0, outcome.code());
      assertTrue(outcome.out().startsWith("lanewise " + Version.NUMBER + "\n"), outcome.out());
    }
    String pom = Files.readString(Path.of("pom.xml"));
    assertTrue(pom.contains("<version>" + Version.NUMBER + "</version>"), Version.NUMBER);
  }

  @Test
  void withoutACommandItHelps() {
    Cli.Outcome outcome = Cli.run();
    assertEquals(2, outcome.code());
    assertEquals("", outcome.out());
    assertTrue(outcome.err().startsWith("Usage: lanewise "), outcome.err());
  }
}
