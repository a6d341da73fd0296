package dev.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.app.bench.ResidentMemory;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Style;
import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command as a whole, on problems so small that the figures mean nothing. */
class RivalsTest {
  private static final String TINY_BLOCKS = "--seconds=0.01";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  @Tag("once")
  void comparesAModel() {
    assertEquals(0, run("cifar_plain20", "--blocks=2", "--threads=1,2", TINY_BLOCKS, "--json"));
    List<JsonValue> models = json().get("models").asArray();
    assertEquals(2, models.size(), text(out));
    for (JsonValue each : models) {
      Map<String, JsonValue> model = each.asObject();
      assertEquals("cifar_plain20", model.get("model").asString());
      assertEquals(40_551_040, model.get("macs").asLong());
      assertEquals(2, model.get("ort_block_ms").asArray().size());
      assertTrue(model.get("ratio_least").asDouble() <= model.get("ratio").asDouble());
      double difference = model.get("difference_in_deviations").asDouble();
      assertTrue(difference > 0 && difference < 1e-4, "" + difference);
    }
    assertTrue(text(err).contains("cifar_plain20, 2 threads: "), text(err));
  }

  @Test
  @Tag("once")
  void endsWithATable() {
    assertEquals(0, run("cifar_plain20", "--blocks=1", TINY_BLOCKS, "--batch=2", "--size=16x16"));
    List<String> lines = text(out).lines().toList();
    assertTrue(lines.getFirst().startsWith("cifar_plain20, 1 thread: "), text(out));
    assertTrue(lines.getLast().matches("cifar_plain20 +1 +2 .*"), text(out));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("onnxruntime: 1.")), text(out));
  }

  @Test
  @Tag("once")
  void comparesLoading() {
    assertEquals(
        0, run("--load", "cifar_plain20", "--blocks=2", "--size=8x8", "--json"), text(err));
    Map<String, JsonValue> load = json().get("loads").asArray().getFirst().asObject();
    assertEquals("cifar_plain20", load.get("model").asString());
    double difference = load.get("difference_in_deviations").asDouble();
    assertTrue(difference > 0 && difference < 1e-4, "" + difference);
    for (String what : List.of("safetensors", "onnx", "ort")) {
      assertEquals(2, load.get(what + "_round_ms").asArray().size(), what);
      assertTrue(load.get(what + "_ms").asDouble() > 0, what);
    }
    for (String file : List.of("safetensors", "onnx")) {
      double ratio = load.get(file + "_ratio").asDouble();
      assertTrue(load.get(file + "_ratio_least").asDouble() <= ratio, file);
      assertTrue(load.get(file + "_ratio_most").asDouble() >= ratio, file);
    }
  }

  @Test
  @Tag("once")
  void comparesMemory() {
    Assumptions.assumeTrue(ResidentMemory.peak() > 0, "this system does not tell peak memory");
    assertEquals(
        0, run("--memory", "cifar_plain20", "--blocks=1", "--size=8x8", "--json"), text(err));
    Map<String, JsonValue> memory = json().get("memory").asArray().getFirst().asObject();
    assertEquals("cifar_plain20", memory.get("model").asString());
    double ours = memory.get("bytes").asArray().getFirst().asDouble();
    double theirs = memory.get("ort_bytes").asArray().getFirst().asDouble();
    assertTrue(ours > 1 << 23 && theirs > 1 << 23, ours + " " + theirs);
    assertEquals(ours / theirs, memory.get("ratio").asDouble(), 1e-5);
  }

  @Test
  void measuresOneThingAtATime() {
    assertEquals(2, run("--memory", "--load"));
    assertTrue(text(err).contains("--kernels, --load and --memory measure different"), text(err));
  }

  @Test
  void measuresKernels() {
    String line = "n1 g1 c16x8x8 k16 3x3 s1 p1";
    assertEquals(0, run("--kernels", line, "--blocks=1", TINY_BLOCKS, "--json"), text(err));
    List<JsonValue> kernels = json().get("kernels").asArray();
    assertFalse(kernels.isEmpty());
    assertEquals(line, kernels.getFirst().asObject().get("problem").asString());
    assertTrue(kernels.getFirst().asObject().get("best_ms").asDouble() > 0);
  }

  @Test
  void wrongUsageIsSaidBeforeAnythingIsMeasured() {
    assertUsage("unknown model 'resnet19'", "cifar_plain20", "resnet19");
    assertUsage("numbers of threads, such as 1,2, each from 1 to 1024, got '0'", "--threads=0");
    assertUsage("a size such as 224x224", "--size=3x");
    assertUsage("not a convolution problem: 'n1 g1'", "--kernels", "n1 g1");
    assertUsage("--blocks", "--blocks=0");
    assertUsage("number of seconds above 0", "--seconds=NaN");
    assertUsage("give one of them", "--kernels", "--load");
    assertUsage("unknown model 'resnet19'", "--load", "resnet19");
    assertUsage("--fast", "--fast");
  }

  private void assertUsage(String part, String... arguments) {
    err.reset();
    assertEquals(2, run(arguments), text(err));
    assertEquals(1, text(err).lines().count(), text(err));
    assertTrue(text(err).contains(part), text(err));
    assertEquals("", text(out));
  }

  private int run(String... arguments) {
    var terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Style(false, false),
            false,
            80);
    return Rivals.run(terminal, arguments);
  }

  private Map<String, JsonValue> json() {
    return JsonReader.read(text(out), "standard output").asObject();
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
