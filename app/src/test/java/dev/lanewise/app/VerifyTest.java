package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.OnnxBuilder;
import dev.lanewise.testing.OnnxFull;
import dev.lanewise.testing.ProtoBytes;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify}, end to end. */
class VerifyTest {
  @TempDir Path folder;

  @Test
  void saysOfEachCaseWhatBecameOfIt() throws IOException {
    writeCase("deep/good", "Relu", 0, 3);
    writeCase("bad", "Relu", 0, 3.1f);
    writeCase("unknown", "Frobnicate", 0, 3);
    Files.writeString(Files.createDirectory(folder.resolve("broken")).resolve("model.onnx"), "?");
    Cli.Outcome outcome = Cli.run("verify", folder);
    assertEquals(1, outcome.code());
    List<String> lines = outcome.out().lines().toList();
    assertEquals(5, lines.size(), outcome.out());
    assertEquals(
        "failed %s: test_data_set_0: output 0: 1 of 2 elements differ, most element 1: wanted"
                .formatted(folder.resolve("bad"))
            + " 3.09999990, got 3.00000000",
        lines.get(0));
    assertTrue(lines.get(1).startsWith("failed " + folder.resolve("broken") + ": "), lines.get(1));
    assertEquals("passed " + folder.resolve("deep/good") + " (equal)", lines.get(2));
    assertEquals(
        "unsupported " + folder.resolve("unknown") + ": operators Frobnicate", lines.get(3));
    assertEquals("1 passed, 2 failed, 1 unsupported", lines.get(4));
  }

  @Test
  void tolerancesMayBeChanged() throws IOException {
    writeCase("case", "Relu", 0, 3.1f);
    assertEquals(1, verify("--rtol", 1e-2));
    assertEquals(0, verify("--rtol", 0.04));
    assertEquals(0, verify("--atol", 0.11));
    // the deviation of 0 and 3.1 is 1.55, the error 0.1
    assertEquals(1, verify("--max-err-std", 0.06));
    assertEquals(0, verify("--max-err-std", 0.07));
    assertEquals(0, verify("--max-err-std", 0.07, "--min-corr", 0.9999));
    Files.writeString(folder.resolve("case/data.json"), "{\"rtol\": 0.05}");
    assertEquals(0, verify());
  }

  @Test
  void typeAndShapeMustBeTheSame() throws IOException {
    Path set = writeCase("case", "Relu", 0, 3).resolve("test_data_set_0");
    Tensor flat = Tensor.ofFloats(Shape.of(2), 0, 3);
    Files.write(set.resolve("output_0.pb"), ProtoBytes.tensor("y", flat).toBytes());
    Cli.Outcome outcome = Cli.run("verify", folder);
    assertTrue(outcome.out().contains("wanted F32 [2], got F32 [1, 2]"), outcome.out());
  }

  @Test
  void jsonHasAllCases() throws IOException {
    writeCase("case", "Relu", 0, 3);
    Cli.Outcome outcome = Cli.run("verify", folder, "--json");
    assertEquals(0, outcome.code());
    assertTrue(outcome.out().contains("\"passed\": 1"), outcome.out());
    assertTrue(outcome.out().contains("\"status\": \"passed\""), outcome.out());
  }

  @Test
  void aFolderWithoutCasesIsAMistake() {
    assertEquals(2, Cli.run("verify", folder).code());
    assertEquals(2, Cli.run("verify").code());
    assertEquals(1, Cli.run("verify", folder.resolve("missing")).code());
  }

  /** Every operator test of ONNX passes that the manifest does not call optional or disputed. */
  @Test
  @Tag("once")
  void conformance() throws IOException {
    Path manifest = SharedData.require("conformance/manifest.tsv");
    Cli.Outcome outcome = Cli.run("verify", manifest.resolveSibling("node"));
    Map<String, String> notes = new TreeMap<>();
    for (String line : Files.readAllLines(manifest)) {
      String[] columns = line.split("\t", -1);
      notes.put(columns[0].substring(columns[0].indexOf('/') + 1), columns[10]);
    }
    TreeSet<String> wrong = new TreeSet<>();
    outcome
        .out()
        .lines()
        .filter(line -> line.startsWith("failed") || line.startsWith("unsupported"))
        .filter(
            line -> {
              String path = line.split(" ")[1];
              String name = path.substring(path.lastIndexOf('/') + 1).replace(":", "");
              String note = notes.getOrDefault(name, "");
              return !note.contains("DISPUTED") && !note.contains("OPTIONAL");
            })
        .forEach(wrong::add);
    assertEquals(new TreeSet<>(), wrong);
    long passed = outcome.out().lines().filter(line -> line.startsWith("passed")).count();
    assertTrue(passed >= 892, outcome.out().lines().toList().getLast());
  }

  @Test
  @Tag("once")
  void operatorGrid() {
    Path grid = SharedData.require("golden/opgrid");
    assertAllPass(322, Cli.run("verify", grid, "--max-err-std", "1e-4"));
    assertAllPass(322, Cli.run("verify", grid, "--precise", "--max-err-std", "1e-5"));
  }

  @Test
  @Tag("once")
  void exportedModels() {
    Path models = SharedData.require("golden/onnx");
    assertAllPass(11, Cli.run("verify", models, "--max-err-std", "0.06", "--min-corr", "0.9995"));
  }

  @Test
  @Tag("once")
  void aModelOfFullSize() throws IOException {
    Path golden = SharedData.require("golden/onnx_full").getParent();
    OnnxFull.write(golden, "googlenet", folder);
    assertAllPass(1, Cli.run("verify", folder, "--max-err-std", "1e-4"));
  }

  private static void assertAllPass(int count, Cli.Outcome outcome) {
    assertEquals(
        count + " passed, 0 failed, 0 unsupported", outcome.out().lines().toList().getLast());
  }

  private int verify(Object... options) {
    List<Object> arguments = new ArrayList<>(List.of("verify", folder));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray()).code();
  }

  /** A model of one operator on -1 and 3. */
  private Path writeCase(String name, String operator, float... expected) throws IOException {
    Path folder = Files.createDirectories(this.folder.resolve(name));
    new OnnxBuilder()
        .input("x", DType.F32, 1, 2)
        .output("y", DType.F32)
        .node(operator, List.of("x"), List.of("y"))
        .write(folder.resolve("model.onnx"));
    Path set = Files.createDirectories(folder.resolve("test_data_set_0"));
    Tensor x = Tensor.ofFloats(Shape.of(1, 2), -1, 3);
    Tensor y = Tensor.ofFloats(Shape.of(1, 2), expected);
    Files.write(set.resolve("input_0.pb"), ProtoBytes.tensor("x", x).toBytes());
    Files.write(set.resolve("output_0.pb"), ProtoBytes.tensor("y", y).toBytes());
    return folder;
  }
}
