package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.OnnxBuilder;
import dev.lanewise.testing.ProtoBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on ONNX files. */
class OnnxCommandsTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void writeModel() throws IOException {
    model =
        new OnnxBuilder()
            .input("a", DType.F32, "n", 2, "h", "w")
            .input("b", DType.F32, "n", 2, "h", "w")
            .output("sum", DType.F32)
            .output("twice", DType.F32)
            .node("Add", List.of("a", "b"), List.of("sum"))
            .node("Add", List.of("sum", "sum"), List.of("twice"))
            .write(folder.resolve("model.onnx"));
  }

  @Test
  void runTakesSeveralInputsAndBothKindsOfFiles() throws IOException {
    Path a = folder.resolve("a.npy");
    Path b = folder.resolve("b.pb");
    NpyFile.write(a, Tensor.ofFloats(Shape.of(1, 2, 1, 2), 1, 2, 3, 4));
    Tensor ten = Tensor.ofFloats(Shape.of(1, 2, 1, 2), 10, 20, 30, 40);
    Files.write(b, ProtoBytes.tensor("b", ten).toBytes());
    Path out = folder.resolve("out.npy");
    Cli.Outcome outcome =
        Cli.run("run", model, "--input", "a=" + a, "--input", "b=" + b, "--output", "twice=" + out);
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().startsWith(out + ": F32 [1, 2, 1, 2]\n"), outcome.out());
    assertArrayEquals(new float[] {22, 44, 66, 88}, NpyFile.read(out).toFloats());

    Cli.Outcome missing = Cli.run("run", model, "--input", "a=" + a, "--output", "sum=" + out);
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("--input b=FILE is missing"), missing.err());
  }

  @Test
  void summarySaysWhatBecomesOfTheModel() {
    Cli.Outcome outcome = Cli.run("summary", model, "--size", "4x6", "--batch", "2");
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("a FLOAT [n, 2, h, w]"), outcome.out());
    assertTrue(outcome.out().contains("for a F32 [2, 2, 4, 6]"), outcome.out());
    assertTrue(outcome.out().contains("2: 2 Add"), outcome.out());
    Cli.Outcome json = Cli.run("summary", model, "--size", "4x6", "--json");
    assertTrue(json.out().contains("\"a\": \"F32 [1, 2, 4, 6]\""), json.out());
    Cli.Outcome open = Cli.run("summary", model);
    assertEquals(2, open.code());
    assertTrue(open.err().contains("dimension 2 is open; give --size"), open.err());
  }

  @Test
  void benchTimesIt() {
    Cli.Outcome outcome =
        Cli.run("bench", model, "--size", "2", "--threads", "1", "--seconds", "0.01", "--json");
    assertEquals(2, outcome.code(), "one number is one axis");
    outcome =
        Cli.run("bench", model, "--size", "2x2", "--threads", "1", "--seconds", "0.01", "--json");
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("\"median_ms\""), outcome.out());
  }

  /** A plan, a node that is interpreted, and a plan whose shapes depend on it. */
  @Test
  void profileListsStepsAndInterpretedNodes() throws IOException {
    Path mixed =
        new OnnxBuilder()
            .input("a", DType.F32, 4, 6)
            .output("r", DType.F32)
            .node("Relu", List.of("a"), List.of("b"))
            .node("NonZero", List.of("b"), List.of("where"))
            .node("Cast", List.of("where"), List.of("c"), OnnxBuilder.integer("to", 1))
            .node("Relu", List.of("c"), List.of("r"))
            .write(folder.resolve("mixed.onnx"));
    Path trace = folder.resolve("trace.json");
    Cli.Outcome outcome =
        Cli.run("profile", mixed, "--seconds", 0.01, "--threads", 1, "--json", "--trace", trace);
    assertEquals(0, outcome.code(), outcome.err());
    Map<String, JsonValue> profile = JsonReader.read(outcome.out(), "standard output").asObject();
    List<String> kernels = new ArrayList<>();
    double share = 0;
    for (JsonValue layer : profile.get("layers").asArray()) {
      kernels.add(layer.asObject().get("kernel").asString());
      share += layer.asObject().get("share").asDouble();
      assertTrue(layer.asObject().get("ms").asDouble() > 0);
    }
    assertEquals(1, share, 1e-4);
    int at = kernels.indexOf("interpreted");
    assertTrue(at > 0 && !kernels.getLast().equals("interpreted"), kernels.toString());
    assertEquals(
        "NonZero", profile.get("layers").asArray().get(at).asObject().get("operation").asString());
    List<JsonValue> events =
        JsonReader.read(Files.readString(trace), "trace").asObject().get("traceEvents").asArray();
    assertEquals(3 * (1 + kernels.size()), events.size());

    outcome = Cli.run("profile", model, "--size", "4x6", "--seconds", 0.01);
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().startsWith(model.toString()), outcome.out());
    assertTrue(outcome.out().contains("its own weights"), outcome.out());
    assertTrue(
        outcome.out().lines().anyMatch(line -> line.matches("\\d+ +twice +n1 c2x4x6 +.*")),
        outcome.out());
    outcome = Cli.run("profile", model, "--weights", "w.npz");
    assertEquals(2, outcome.code(), outcome.err());
  }

  /** The mean colour of a picture: three classes, of which the largest is known. */
  @Test
  void classifyNamesTheClasses() throws IOException {
    Path colours =
        new OnnxBuilder()
            .input("x", DType.F32, "n", 3, 8, 8)
            .output("p", DType.F32)
            .node("GlobalAveragePool", List.of("x"), List.of("m"))
            .node("Flatten", List.of("m"), List.of("f"))
            .node("Softmax", List.of("f"), List.of("p"))
            .write(folder.resolve("colours.onnx"));
    Path labels = Files.writeString(folder.resolve("labels.txt"), "red\ngreen\nblue\n");
    Cli.Outcome outcome =
        Cli.run("classify", "--model", colours, "--labels", labels, "--top", 3, "--json");
    assertEquals(0, outcome.code(), outcome.err());
    double sum = 0;
    for (String line : outcome.out().lines().filter(l -> l.contains("probability")).toList()) {
      sum += Double.parseDouble(line.replaceAll("[^0-9.E-]", ""));
    }
    assertEquals(1, sum, 1e-6, outcome.out());
    assertTrue(outcome.out().contains("\"red\""), outcome.out());
    Cli.Outcome wrong =
        Cli.run(
            "classify", "--model", colours, "--labels", Files.writeString(labels, "one\ntwo\n"));
    assertEquals(1, wrong.code());
    assertTrue(wrong.err().contains("wanted a label for each of its 3 classes"), wrong.err());
  }

  @Test
  void aMissingFileIsAFailure() {
    Cli.Outcome outcome = Cli.run("summary", folder.resolve("none.onnx"));
    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("no such file; wanted an ONNX model"), outcome.err());
  }
}
