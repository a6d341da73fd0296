package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.app.cli.Version;
import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.models.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that only tell, and what all commands have. */
class CommandsTest {
  @Test
  @Tag("once")
  void listsEveryModel() {
    Cli.Outcome outcome = Cli.run("list");
    assertEquals(0, outcome.code(), outcome.err());
    List<String> listed = outcome.out().lines().skip(1).map(line -> line.split(" ")[0]).toList();
    assertEquals(Models.names(), listed);
    assertTrue(outcome.out().contains("3x224x224"), outcome.out());
    assertTrue(
        outcome
            .out()
            .matches("(?s).*\nresnet50 +classification +3x224x224 +1000 +25,557,032 +4\\.0892 .*"));
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
  void groupsLayersAndSaysWhatTheySee() {
    String out = Cli.run("summary", "cifar_resnet20").out();
    assertTrue(out.matches("(?s).*\nlayer1 +14,208 +14,155,776\n {2}layer1\\.0 +4,736 .*"), out);
    assertTrue(out.matches("(?s).*\n {4}layer3\\.2\\.conv2 [^\n]* 2,359,296 +81 +\\w+\n.*"), out);
    Map<String, JsonValue> json =
        JsonReader.read(Cli.run("summary", "cifar_resnet20", "--json").out(), "out").asObject();
    assertEquals(269_722, json.get("parameters").asLong());
    long macs =
        json.get("layers").asArray().stream()
            .mapToLong(layer -> layer.asObject().get("macs").asLong())
            .sum();
    assertEquals(json.get("macs").asLong(), macs);
  }

  @Test
  @Tag("once")
  void listsTheSameAsJson() {
    List<JsonValue> models = JsonReader.read(Cli.run("list", "--json").out(), "out").asArray();
    assertEquals(
        Models.names(),
        models.stream().map(model -> model.asObject().get("model").asString()).toList());
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
        "segment",
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
