package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code see}, end to end with the bundled network. */
class SeeTest {
  @TempDir Path folder;

  @Test
  void theHeatLiesOnTheFaceOfTheCat() throws IOException {
    Path out = folder.resolve("new/see");
    Cli.Outcome outcome = Cli.run("see", "--json", "--out", out);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.err());
    Map<String, JsonValue> facts = json(outcome);
    assertEquals("cat", facts.get("label").asString());
    assertEquals("conv1", facts.get("layer").asString());
    List<JsonValue> hottest = facts.get("hottest").asArray();
    // Between the ears, from the brow to the chin.
    assertBetween(130, 330, hottest.get(0).asLong());
    assertBetween(20, 240, hottest.get(1).asLong());
    assertEquals(List.of("features.png", "filters.png", "heat.png"), TestFiles.names(out));
    RgbImage heat = ImageDecoder.decode(out.resolve("heat.png"));
    assertEquals(451, heat.width());
    assertEquals(300, heat.height());
  }

  @Test
  void drawsATileForEachChannel() throws IOException {
    assertEquals(0, Cli.run("see", "--out", folder).code());
    // 16 filters of 3 x 3 and 16 maps of 32 x 32: tiles of 24 and 32 pixels, 4 x 4 of them.
    RgbImage filters = ImageDecoder.decode(folder.resolve("filters.png"));
    assertEquals(4 * 25 + 1, filters.width());
    assertEquals(4 * 25 + 1, filters.height());
    RgbImage features = ImageDecoder.decode(folder.resolve("features.png"));
    assertEquals(4 * 33 + 1, features.width());
    assertEquals(0, Cli.run("see", "--layer", "layer3.0.conv1", "--out", folder).code());
    // 64 rows of 32 channels.
    RgbImage deep = ImageDecoder.decode(folder.resolve("filters.png"));
    assertEquals(32 * 25 + 1, deep.width());
    assertEquals(64 * 25 + 1, deep.height());
  }

  @Test
  void looksForAnotherClass() {
    Map<String, JsonValue> byName = json(see("--class", "Dog"));
    Map<String, JsonValue> byNumber = json(see("--class", "5"));
    assertEquals("dog", byName.get("label").asString());
    assertEquals(byName, byNumber);
  }

  @Test
  void aLayerWithoutFiltersHasMaps() throws IOException {
    Map<String, JsonValue> facts = json(see("--layer", "layer2.0.bn2.add"));
    assertEquals(2, facts.get("files").asArray().size(), facts.toString());
    assertFalse(Files.exists(folder.resolve("filters.png")));
  }

  /** Networks that end in a mean, with a linear layer or without, and one that does not. */
  @ParameterizedTest
  @Tag("once")
  @CsvSource({"squeezenet1_1, true", "mobilenet_v2, true", "lenet5, false"})
  void tellsWhereIfTheNetworkDoes(String model, boolean tells) throws IOException {
    Path weights = TestFiles.randomWeights(folder.resolve("w.safetensors"), model);
    Path out = folder.resolve("out");
    Cli.Outcome outcome = Cli.run("see", "--model", model, "--weights", weights, "--out", out);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(tells, Files.exists(out.resolve("heat.png")));
    assertEquals(tells, !outcome.out().contains("no heat.png"), outcome.out());
  }

  @Test
  void problemsAreOneLineAndLeaveNothing() throws IOException {
    Path out = folder.resolve("out");
    expect(2, "no layer 'conv9'", "see", "--layer", "conv9", "--out", out);
    expect(1, "no class is called 'unicorn'", "see", "--class", "unicorn", "--out", out);
    expect(2, "wanted one PICTURE", "see", "a.png", "b.png", "--out", out);
    expect(1, "missing.png: no such file", "see", "missing.png", "--out", out);
    assertFalse(Files.exists(out));
  }

  private Cli.Outcome see(String option, String value) {
    return Cli.run("see", "--json", option, value, "--out", folder);
  }

  private static void expect(int code, String problem, Object... arguments) {
    Cli.Outcome outcome = Cli.run(arguments);
    assertEquals(code, outcome.code(), outcome.err());
    assertEquals(1, outcome.problems().size(), outcome.err());
    assertTrue(outcome.err().contains(problem), outcome.err());
  }

  private static void assertBetween(long least, long most, long value) {
    assertTrue(least <= value && value <= most, value + " is not in " + least + " to " + most);
  }

  private static Map<String, JsonValue> json(Cli.Outcome outcome) {
    assertEquals(0, outcome.code(), outcome.err());
    return JsonReader.read(outcome.out(), "standard output").asObject();
  }
}
