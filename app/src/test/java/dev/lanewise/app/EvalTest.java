package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code eval}, end to end. */
class EvalTest {
  @TempDir Path folder;

  @ParameterizedTest
  @Tag("once")
  @CsvSource({
    "cifar_resnet20, resnet20.safetensors, 233",
    "cifar_resnet56, resnet56.safetensors, 240"
  })
  void countsCifarPictures(String model, String file, int correct) {
    Path weights = SharedData.require("data/" + model + "/" + file);
    Path data = SharedData.require("data/cifar10_test_0000_0255/cifar10_test_0000_0255.bin");
    Cli.Outcome outcome = Cli.run("eval", model, "--weights", weights, "--data", data);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.err());
    assertTrue(outcome.out().contains("  " + correct + "/256\n"), outcome.out());
    assertTrue(outcome.out().matches("(?s).*\n *3 +cat( +[0-9.]+){10} +[0-9.]+ %\n.*"));
  }

  @Test
  @Tag("once")
  void saysTheSameAsJson() throws IOException {
    Path weights = SharedData.require("data/cifar_resnet20/resnet20.safetensors");
    Path data = SharedData.require("data/cifar10_test_0000_0255");
    Path csv = folder.resolve("confusion.csv");
    Map<String, JsonValue> result =
        json(
            Cli.run(
                "eval",
                "cifar_resnet20",
                "--weights",
                weights,
                "--data",
                data,
                "--json",
                "--confusion",
                csv,
                "--preset",
                "cifar10-akamaster",
                "--threads",
                3));
    assertEquals(233, result.get("correct").asLong());
    assertEquals(256, result.get("total").asLong());
    assertEquals(233 / 256.0, result.get("top1").asDouble());
    assertTrue(result.get("top5").asDouble() >= 233 / 256.0);
    List<JsonValue> rows = result.get("confusion").asArray();
    long right = 0;
    long all = 0;
    for (int i = 0; i < 10; i++) {
      List<JsonValue> row = rows.get(i).asArray();
      right += row.get(i).asLong();
      all += row.stream().mapToLong(JsonValue::asLong).sum();
    }
    assertEquals(233, right);
    assertEquals(256, all);
    List<String> lines = Files.readAllLines(csv);
    assertEquals(11, lines.size());
    assertTrue(lines.getFirst().startsWith("is\\called,airplane,automobile,"), lines.getFirst());
  }

  /** The first 64 test digits as idx files: as many are right as the recorded logits say. */
  @Test
  void countsDigits() throws IOException {
    Path data = SharedData.require("data/mnist_lenet_onnx");
    byte[] pixels = bytes(NpyFile.read(data.resolve("images_0000_0063_u8.npy")).toLongs());
    byte[] labels = bytes(NpyFile.read(data.resolve("labels_0000_0063.npy")).toLongs());
    ByteBuffer pictures = ByteBuffer.allocate(16 + pixels.length);
    pictures.putInt(0x803).putInt(64).putInt(28).putInt(28).put(pixels);
    ByteBuffer truth = ByteBuffer.allocate(8 + 64).putInt(0x801).putInt(64).put(labels);
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), pictures.array());
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), truth.array());
    float[] logits = NpyFile.read(data.resolve("logits_0000_0063.npy")).toFloats();
    int correct = 0;
    for (int i = 0; i < 64; i++) {
      int best = 0;
      for (int c = 1; c < 10; c++) {
        best = logits[10 * i + c] > logits[10 * i + best] ? c : best;
      }
      correct += best == labels[i] ? 1 : 0;
    }
    Path weights = data.resolve("mnist-8.safetensors");
    Cli.Outcome outcome =
        Cli.run("eval", "mnist_cnn", "--weights", weights, "--data", folder, "--json");
    assertEquals(correct, json(outcome).get("correct").asLong(), outcome.err());
    assertEquals(64, json(outcome).get("total").asLong());
  }

  private static byte[] bytes(long[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void readsFoldersByNameNumberAndOrder() throws IOException {
    Path byName = folders("name", List.of("ship", "Cat"));
    assertTrue(eval(byName).out().contains("2 folders, classes by name"));
    Path byNumber = folders("number", List.of("9", "0"));
    assertTrue(eval(byNumber).out().contains("2 folders, classes by number"));
    List<String> ten = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "k");
    assertTrue(eval(folders("order", ten)).out().contains("10 folders, classes by alphabet"));
    Cli.Outcome three = eval(folders("three", List.of("x", "y", "z")));
    assertEquals(1, three.code());
    assertEquals(1, three.problems().size(), three.err());
    assertTrue(three.err().contains("its 3 folders are no classes"), three.err());
  }

  @Test
  void theBundledCatIsACatInAFolder() throws IOException {
    Path cat = Files.createDirectories(folder.resolve("data/cat"));
    TestFiles.bundledPicture(cat.resolve("chelsea.png"));
    Files.writeString(cat.resolve("broken.png"), "no picture");
    Cli.Outcome outcome = eval(cat.getParent(), "--json");
    assertEquals(1, outcome.code());
    assertEquals(1, outcome.problems().size(), outcome.err());
    assertTrue(outcome.err().contains("broken.png"), outcome.err());
    Map<String, JsonValue> result = json(outcome);
    assertEquals(1, result.get("correct").asLong());
    assertEquals(1, result.get("total").asLong());
    assertEquals(1, result.get("failed").asLong());
  }

  @Test
  void showsProgressInATerminalOnly() throws IOException {
    Path data = folders("data", List.of("cat"));
    String live = Cli.runInTerminal("eval", "cifar_resnet20", "--data", data).err();
    assertTrue(live.contains("1/1"), live);
    assertEquals("", eval(data).err());
  }

  @Test
  void badDataIsOneLine() throws IOException {
    expect(folder.resolve("missing"), "missing: no such file");
    expect(Files.createDirectory(folder.resolve("empty")), "wanted a folder of pictures");
    expect(Files.write(folder.resolve("x.bin"), new byte[3072]), "wanted CIFAR-10 records");
    byte[] wrongClass = new byte[3073];
    wrongClass[0] = 77;
    expect(Files.write(folder.resolve("y.bin"), wrongClass), "is of class 77");
    expect(Files.writeString(folder.resolve("z.txt"), "text"), "this is none of them");
    assertEquals(2, Cli.run("eval", "cifar_resnet20").code());
    Cli.Outcome preset = eval(folder, "--preset", "nonsense");
    assertEquals(2, preset.code());
    assertTrue(preset.err().contains("wanted one of imagenet, cifar10"), preset.err());
  }

  @Test
  void nothingIsWrittenAfterAFailure() throws IOException {
    Path csv = folder.resolve("c.csv");
    Cli.Outcome outcome = eval(folder.resolve("missing"), "--confusion", csv);
    assertEquals(1, outcome.code());
    assertFalse(Files.exists(csv));
  }

  private void expect(Path data, String problem) {
    Cli.Outcome outcome = eval(data);
    assertEquals(1, outcome.code());
    assertEquals(1, outcome.problems().size(), outcome.err());
    assertTrue(outcome.err().contains(problem), outcome.err());
    assertEquals("", outcome.out());
  }

  private Path folders(String name, List<String> classes) throws IOException {
    for (String each : classes) {
      Path inner = Files.createDirectories(folder.resolve(name).resolve(each));
      TestFiles.picture(inner.resolve("p.png"), 40, 36);
    }
    return folder.resolve(name);
  }

  private static Cli.Outcome eval(Path data, Object... more) {
    Object[] arguments = new Object[4 + more.length];
    System.arraycopy(new Object[] {"eval", "cifar_resnet20", "--data", data}, 0, arguments, 0, 4);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return Cli.run(arguments);
  }

  private static Map<String, JsonValue> json(Cli.Outcome outcome) {
    return JsonReader.read(outcome.out(), "standard output").asObject();
  }
}
