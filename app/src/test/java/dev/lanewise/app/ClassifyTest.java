package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code classify}, end to end with the bundled network. */
class ClassifyTest {
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  @TempDir Path folder;

  @Test
  void callsTheBundledPictureACat() {
    Cli.Outcome outcome = Cli.run("classify");
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertEquals("chelsea.png  451 x 300", lines.getFirst());
    assertTrue(lines.get(1).matches("  cat +9\\d\\.\\d %  #+"), lines.get(1));
    assertTrue(lines.get(6).contains("read and resized in"), lines.get(6));
    assertTrue(lines.getLast().contains("knows 10 things"), lines.getLast());
    CLASSES.forEach(name -> assertTrue(lines.getLast().contains(name), name));
  }

  @Test
  void saysTheSameAsJson() {
    Map<String, JsonValue> picture = json(Cli.run("classify", "--json")).getFirst();
    assertEquals("chelsea.png", picture.get("picture").asString());
    assertEquals("cifar_resnet20", picture.get("model").asString());
    List<JsonValue> predictions = picture.get("predictions").asArray();
    assertEquals(5, predictions.size());
    Map<String, JsonValue> best = predictions.getFirst().asObject();
    assertEquals("cat", best.get("label").asString());
    assertEquals(3, best.get("class").asLong());
    assertEquals(0.928, best.get("probability").asDouble(), 0.002);
    assertTrue(picture.get("read_ms").asDouble() > 0);
    assertTrue(picture.get("inference_ms").asDouble() > 0);
  }

  @Test
  void showsAsManyClassesAsThereAre() {
    JsonValue all = json(Cli.run("classify", "--json", "--top", 99)).getFirst().get("predictions");
    assertEquals(10, all.asArray().size());
    double sum =
        all.asArray().stream().mapToDouble(p -> p.asObject().get("probability").asDouble()).sum();
    assertEquals(1, sum, 1e-6);
    JsonValue one = json(Cli.run("classify", "--json", "--top", 1)).getFirst().get("predictions");
    assertEquals(1, one.asArray().size());
  }

  @Test
  void givesTheSameBitsWithAnyNumberOfThreads() {
    assertEquals(
        json(Cli.run("classify", "--json", "--threads", 1)).getFirst().get("predictions"),
        json(Cli.run("classify", "--json", "--threads", 3)).getFirst().get("predictions"));
  }

  @Test
  void takesWhatTheWeightsFileSaysOfItself() throws IOException {
    Path weights = TestFiles.weights(folder.resolve("w.safetensors"));
    assertEquals(
        json(Cli.run("classify", "--json")).getFirst().get("predictions"),
        json(Cli.run("classify", "--json", "--weights", weights)).getFirst().get("predictions"));
  }

  @Test
  void otherStatisticsChangeTheAnswer() {
    JsonValue usual = json(Cli.run("classify", "--json")).getFirst().get("predictions");
    JsonValue other =
        json(Cli.run("classify", "--json", "--mean", "0,0,0", "--std", "1,1,1"))
            .getFirst()
            .get("predictions");
    assertFalse(usual.equals(other));
  }

  @Test
  void takesLabelsFromAFile() throws IOException {
    Path labels = folder.resolve("labels.txt");
    Files.writeString(labels, "a\nb\nc\nkatze\ne\nf\ng\nh\ni\nj\n");
    assertTrue(Cli.run("classify", "--labels", labels).out().contains("  katze "));
  }

  @Test
  void classifiesAllPicturesOfAFolderAndThoseBelow() throws IOException {
    Files.createDirectory(folder.resolve("below"));
    TestFiles.picture(folder.resolve("b.png"), 60, 40);
    TestFiles.picture(folder.resolve("a.PNG"), 40, 60);
    TestFiles.picture(folder.resolve("below/c.png"), 33, 33);
    Files.writeString(folder.resolve("readme.txt"), "no picture");
    Cli.Outcome outcome = Cli.run("classify", "--json", folder);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(
        List.of("a.PNG", "b.png", "c.png"),
        json(outcome).stream()
            .map(o -> Path.of(o.get("picture").asString()).getFileName().toString())
            .toList());
  }

  @Test
  void aBrokenPictureDoesNotStopTheOthers() throws IOException {
    TestFiles.picture(folder.resolve("a.png"), 40, 40);
    Files.writeString(folder.resolve("b.png"), "this is text");
    TestFiles.picture(folder.resolve("c.png"), 40, 40);
    Cli.Outcome outcome = Cli.run("classify", folder);
    assertEquals(1, outcome.code());
    assertEquals(1, outcome.problems().size(), outcome.err());
    assertTrue(outcome.err().startsWith("lanewise: " + folder.resolve("b.png")), outcome.err());
    assertTrue(outcome.out().contains("a.png  40 x 40"), outcome.out());
    assertTrue(outcome.out().contains("c.png  40 x 40"), outcome.out());

    List<Map<String, JsonValue>> objects = json(Cli.run("classify", "--json", folder));
    assertEquals(3, objects.size());
    assertTrue(objects.get(1).get("error").asString().contains("b.png"));
  }

  @Test
  void leavesOutTheResize() throws IOException {
    Path right = TestFiles.picture(folder.resolve("right.png"), 32, 32);
    Path wrong = TestFiles.picture(folder.resolve("wrong.png"), 48, 32);
    Cli.Outcome outcome = Cli.run("classify", "--no-resize", "--json", right, wrong);
    assertEquals(1, outcome.code());
    assertEquals(
        List.of(
            "lanewise: %s: the picture has 48 x 32 pixels, cifar_resnet20 wants 32 x 32; leave out --no-resize"
                .formatted(wrong)),
        outcome.problems());
    assertTrue(json(outcome).getFirst().containsKey("predictions"));
  }

  @Test
  void showsProgressInATerminalOnly() throws IOException {
    Path a = TestFiles.picture(folder.resolve("a.png"), 32, 32);
    Path b = TestFiles.picture(folder.resolve("b.png"), 32, 32);
    String live = Cli.runInTerminal("classify", a, b).err();
    assertTrue(live.contains("1/2"), live);
    assertTrue(live.endsWith("\r\u001b[K"), live);
    assertEquals("", Cli.runInTerminal("classify", a).err());
    assertEquals("", Cli.run("classify", a, b).err());
  }

  private static List<Map<String, JsonValue>> json(Cli.Outcome outcome) {
    return JsonReader.read(outcome.out(), "standard output").asArray().stream()
        .map(JsonValue::asObject)
        .toList();
  }
}
