package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code profile}, end to end, with as little time as possible. */
@Tag("once")
class ProfileTest {
  private static final long MACS = 40_551_040;

  @TempDir Path folder;

  @Test
  void printsALineForEachLayer() {
    Cli.Outcome outcome = Cli.run("profile", "cifar_resnet20", "--threads", 1, "--seconds", 0.02);
    assertEquals(0, outcome.code(), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertTrue(
        lines.get(0).matches("cifar_resnet20  1 thread  random weights  [0-9.]+ ms in \\d+ runs"),
        lines.get(0));
    assertTrue(
        lines
            .get(1)
            .matches(" *# +layer +problem +kernel +time +share +GFLOP/s +of peak +activations"),
        lines.get(1));
    List<String> convolutions =
        lines.stream().filter(line -> line.contains(" 3x3 s1 p1 ")).toList();
    assertEquals(17, convolutions.size(), outcome.out());
    assertTrue(
        convolutions
            .getFirst()
            .matches(
                " *\\d+ +conv1 +n1 g1 c3x32x32 k16 3x3 s1 p1 +\\w+ +[0-9.]+ ms +[0-9.]+ %"
                    + " +[0-9.]+ +[0-9.]+ % +[0-9.]+ KiB"),
        convolutions.getFirst());
    assertTrue(lines.get(lines.size() - 2).startsWith("peak of multiply-adds in registers: "));
    assertTrue(lines.getLast().startsWith("warm-up: "));
  }

  @Test
  void printsJsonAndWritesATrace() throws IOException {
    Path trace = folder.resolve("trace.json");
    Cli.Outcome outcome =
        Cli.run("profile", "cifar_resnet20", "--seconds", 0.02, "--json", "--trace", trace);
    assertEquals(0, outcome.code(), outcome.err());
    Map<String, JsonValue> profile = JsonReader.read(outcome.out(), "standard output").asObject();
    assertEquals("lanewise-profile-1", profile.get("schema").asString());
    double peak = profile.get("peak_gflops").asDouble();
    double sum = 0;
    double share = 0;
    long macs = 0;
    List<JsonValue> layers = profile.get("layers").asArray();
    for (JsonValue value : layers) {
      Map<String, JsonValue> layer = value.asObject();
      double ms = layer.get("ms").asDouble();
      double gflops = layer.get("gflops").asDouble();
      sum += ms;
      share += layer.get("share").asDouble();
      macs += layer.get("macs").asLong();
      assertEquals(2 * layer.get("macs").asLong() / (ms * 1e6), gflops, 1e-3 * gflops);
      assertEquals(100 * gflops / peak, layer.get("percent_of_peak").asDouble(), 1e-3 * gflops);
      assertTrue(layer.get("bytes").asLong() > 0);
    }
    assertEquals(MACS, macs);
    assertEquals(1, share, 1e-4);
    assertEquals(profile.get("total_ms").asDouble(), sum, 1e-4 * sum);

    List<JsonValue> events =
        JsonReader.read(Files.readString(trace), "trace").asObject().get("traceEvents").asArray();
    assertEquals(3 * (1 + layers.size()), events.size());
    Map<String, JsonValue> run = events.getFirst().asObject();
    assertEquals("cifar_resnet20", run.get("name").asString());
    double end = run.get("ts").asDouble() + run.get("dur").asDouble();
    for (int i = 0; i < layers.size(); i++) {
      Map<String, JsonValue> event = events.get(i + 1).asObject();
      assertEquals(layers.get(i).asObject().get("layer").asString(), event.get("name").asString());
      assertEquals("X", event.get("ph").asString());
      assertTrue(event.get("ts").asDouble() >= run.get("ts").asDouble());
      assertTrue(event.get("ts").asDouble() + event.get("dur").asDouble() <= end + 1e-3);
    }
  }

  @Test
  void aTraceThatCannotBeWrittenIsSaid() {
    Path nowhere = folder.resolve("missing").resolve("trace.json");
    Cli.Outcome outcome =
        Cli.run("profile", "cifar_resnet20", "--seconds", 0.02, "--trace", nowhere);
    assertEquals(1, outcome.code());
    assertTrue(outcome.problems().getFirst().contains(nowhere.toString()), outcome.err());
  }
}
