package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.app.bench.ResidentMemory;
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

/** {@code bench}, end to end, with as little time as possible. */
@Tag("once")
class BenchTest {
  private static final double MACS = 40_555_136; // of one sample

  @Test
  void measuresEachNumberOfThreads() {
    Cli.Outcome outcome =
        Cli.run(
            "bench",
            "cifar_resnet20",
            "--threads",
            "1,2",
            "--batch",
            2,
            "--seconds",
            0.02,
            "--json");
    assertEquals(0, outcome.code(), outcome.err());
    List<JsonValue> results = JsonReader.read(outcome.out(), "standard output").asArray();
    assertEquals(2, results.size());
    for (int i = 0; i < 2; i++) {
      Map<String, JsonValue> result = results.get(i).asObject();
      assertEquals("cifar_resnet20", result.get("model").asString());
      assertEquals(i + 1, result.get("threads").asLong());
      assertEquals(2, result.get("batch").asLong());
      double median = result.get("median_ms").asDouble();
      assertTrue(result.get("min_ms").asDouble() > 0);
      assertTrue(result.get("min_ms").asDouble() <= median);
      assertTrue(result.get("p90_ms").asDouble() >= median);
      assertTrue(result.get("runs").asLong() >= 5);
      double gflops = result.get("gflops").asDouble();
      assertEquals(2 * 2 * MACS / (median * 1e6), gflops, 1e-3 * gflops);
      double percent = 100 * gflops / result.get("peak_gflops").asDouble();
      assertEquals(percent, result.get("percent_of_peak").asDouble(), 1e-3 * percent);
      if (ResidentMemory.peak() > 0) {
        long resident = result.get("peak_rss_bytes").asLong();
        assertTrue(resident > 4 * 270_000 && resident <= ResidentMemory.peak(), "" + resident);
      }
    }
  }

  @Test
  void tuningIsMeasuredOnce(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tuning.txt");
    Object[] bench = {"bench", "lenet5", "--threads", 1, "--seconds", 0.02, "--tuning", file};
    Cli.Outcome first = Cli.run(bench);
    assertEquals(0, first.code(), first.err());
    List<String> measured = Files.readAllLines(file);
    Cli.Outcome second = Cli.run(bench);
    assertEquals(0, second.code(), second.err());
    assertEquals(measured, Files.readAllLines(file));
    Files.writeString(file, "nonsense\n");
    Cli.Outcome wrong = Cli.run(bench);
    assertEquals(1, wrong.code());
    assertTrue(wrong.err().contains("line 1: wanted kernels, processor"), wrong.err());
  }

  @Test
  void printsATable() {
    Cli.Outcome outcome =
        Cli.run("bench", "cifar_resnet20", "--size", "16x24", "--threads", 1, "--seconds", 0.02);
    assertEquals(0, outcome.code(), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertTrue(lines.get(0).startsWith("cifar_resnet20  input [1, 3, 16, 24]"), lines.get(0));
    assertTrue(lines.get(0).endsWith("random weights"), lines.get(0));
    assertTrue(lines.get(1).matches("threads +median +p90 +min +GFLOP/s +of peak +runs"));
    assertTrue(lines.get(2).matches(" +1( +[0-9.]+ ms){3} +[0-9.]+ +[0-9.]+ % +[0-9]+"));
    if (ResidentMemory.peak() > 0) {
      assertTrue(lines.get(3).matches("peak memory of the process  [0-9.]+ [MG]iB"), lines.get(3));
    }
    assertEquals(ResidentMemory.peak() > 0 ? 4 : 3, lines.size());
  }
}
