package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every bad input becomes one clear line and the right exit code, and leaves no file behind. */
class BadInputTest {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @TempDir Path folder;
  private Path weights;
  private Path input;
  private Path output;

  @BeforeEach
  void writeFiles() throws IOException {
    weights = TestFiles.weights(folder.resolve("w.safetensors"));
    input = TestFiles.input(folder.resolve("x.npy"), 1, 3, 32, 32);
    output = folder.resolve("out/y.npy");
    Files.createDirectory(output.getParent());
  }

  @Test
  void missingWeights() throws IOException {
    Path missing = folder.resolve("missing.safetensors");
    expectRun(FAILED, missing, missing + ": no such file");
    expect(FAILED, missing + ": no such file", "classify", "--weights", missing);
    expect(FAILED, missing + ": no such file", "bench", "resnet18", "--weights", missing);
  }

  @Test
  void truncatedWeights() throws IOException {
    byte[] bytes = Files.readAllBytes(weights);
    for (int length : new int[] {4, 100, bytes.length / 2, bytes.length - 1}) {
      Files.write(weights, Arrays.copyOf(bytes, length));
      expectRun(FAILED, weights, weights + ": ");
    }
  }

  @Test
  void oversizedWeights() throws IOException {
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length + 1));
    expectRun(FAILED, weights, weights + ": ");
  }

  @Test
  void textAsWeights() throws IOException {
    Files.writeString(weights, "these are no weights\n");
    expectRun(
        FAILED,
        weights,
        weights + ": wanted a weights file (safetensors, PyTorch, .npz or ONNX), got a text file");
  }

  @Test
  void emptyWeights() throws IOException {
    Files.write(weights, new byte[0]);
    expectRun(
        FAILED,
        weights,
        weights
            + ": wanted a weights file (safetensors, PyTorch, .npz or ONNX), got an empty file");
  }

  @Test
  void folderAsWeights() throws IOException {
    expectRun(FAILED, folder, folder + ": is a folder");
  }

  @Test
  void wrongTensorsAreListedAllAtOnce() throws IOException {
    TestFiles.weights(
        weights,
        tensors -> {
          tensors.remove("layer1.0.conv1.weight");
          tensors.put("bn1.weight", Tensor.ofFloats(Shape.of(4), 1, 2, 3, 4));
          tensors.put("bn1.bias", Tensor.ofLongs(Shape.of(16), new long[16]));
          tensors.put("surplus", Tensor.ofFloats(Shape.of(1), 1));
        });
    List<String> lines =
        expectTable(
            "run", "cifar_resnet20", "--weights", weights, "--input", input, "--output", output);
    assertEquals(
        "lanewise: "
            + weights
            + ": does not fit the network cifar_resnet20, 4 problems:"
            + " 1 missing, 1 unexpected, 1 wrong shape, 1 wrong type",
        lines.get(0));
    List<String> table =
        lines.stream().skip(1).map(l -> l.strip().replaceAll(" {2,}", "|")).toList();
    assertEquals("problem|tensor|wanted|got", table.get(0));
    assertEquals(5, table.size(), table.toString());
    assertTrue(table.contains("missing|layer1.0.conv1.weight|[16, 16, 3, 3]|-"), table.toString());
    assertTrue(table.contains("wrong shape|bn1.weight|[16]|[4]"), table.toString());
    assertTrue(table.contains("wrong type|bn1.bias|F32 (or F16, BF16, F64)|I64"), table.toString());
    assertTrue(table.contains("unexpected|surplus|-|[1]"), table.toString());
    lines = expectTable("classify", "--model", "cifar_resnet20", "--weights", weights);
    assertTrue(lines.get(0).contains("4 problems"), lines.get(0));
  }

  @Test
  void weightsOfAnotherNetwork() throws IOException {
    List<String> lines =
        expectTable("run", "resnet18", "--weights", weights, "--input", input, "--output", output);
    assertTrue(lines.get(0).contains("does not fit the network resnet18"), lines.get(0));
    assertEquals(42, lines.size() - 1, "header, rows, and how many more");
    assertTrue(lines.getLast().matches("  \\.\\.\\. and \\d+ more"), lines.getLast());
  }

  @Test
  void brokenPicture() throws IOException {
    Path picture = TestFiles.picture(folder.resolve("p.png"), 40, 30);
    byte[] bytes = Files.readAllBytes(picture);
    Files.write(picture, Arrays.copyOf(bytes, bytes.length / 2));
    expect(FAILED, picture.toString(), "classify", picture);
    Files.write(picture, new byte[0]);
    expect(FAILED, picture + ": picture is empty", "classify", picture);
    Files.writeString(picture, "text");
    expect(FAILED, picture + ": expected a PNG", "classify", picture);
  }

  @Test
  void missingPicture() throws IOException {
    Path missing = folder.resolve("missing.png");
    expect(FAILED, missing + ": no such file", "classify", missing);
  }

  @Test
  void folderWithoutPictures() throws IOException {
    expect(
        FAILED,
        output.getParent() + ": the folder holds no picture",
        "classify",
        output.getParent());
  }

  @Test
  void unknownModel() throws IOException {
    for (String command : List.of("summary", "bench")) {
      String line = expect(USAGE, "unknown model 'resnet19'", command, "resnet19");
      assertTrue(line.contains("resnet18"), line);
    }
    expect(USAGE, "unknown model 'resnet19'", "classify", "--model", "resnet19");
    Path missing = folder.resolve("missing");
    expect(
        USAGE,
        "resnet18",
        "run",
        "resnet19",
        "--weights",
        missing,
        "--input",
        missing,
        "--output",
        output);
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "1025", "two", "1.5", "''", "99999999999"})
  void badThreadCount(String count) throws IOException {
    String wanted = "option '--threads'";
    expect(USAGE, wanted, "classify", "--threads", count);
    expect(USAGE, wanted, "bench", "cifar_resnet20", "--threads", count);
    expect(USAGE, wanted, "bench", "cifar_resnet20", "--threads=1," + count);
    expect(
        USAGE,
        wanted,
        "run",
        "cifar_resnet20",
        "--weights",
        weights,
        "--input",
        input,
        "--output",
        output,
        "--threads",
        count);
  }

  @Test
  void unwritableOutput() throws IOException {
    Path nowhere = folder.resolve("nowhere/y.npy");
    expect(
        FAILED,
        nowhere + ": the output could not be written",
        "run",
        "cifar_resnet20",
        "--weights",
        weights,
        "--input",
        input,
        "--output",
        nowhere);
    expect(
        FAILED,
        output.getParent() + ": the output could not be written: is a folder",
        "run",
        "cifar_resnet20",
        "--weights",
        weights,
        "--input",
        input,
        "--output",
        output.getParent());
    assertEquals(List.of("out", "w.safetensors", "x.npy"), TestFiles.names(folder));
  }

  @Test
  void badInputTensor() throws IOException {
    Path file = folder.resolve("bad.npy");
    expectInput(file, file + ": no such file");
    Files.writeString(file, "text");
    expectInput(file, file + ": wanted an .npy file, got a text file");
    NpyFile.write(file, Tensor.ofLongs(Shape.of(1, 3, 1, 1), 1, 2, 3));
    expectInput(file, file + ": wanted float32 values, got I64");
    TestFiles.input(file, 3, 32, 32);
    expectInput(file, file + ": wanted a shape like [1, 3, 32, 32]");
    TestFiles.input(file, 1, 4, 32, 32);
    expectInput(file, "got [1, 4, 32, 32]");
    TestFiles.input(file, 0, 3, 32, 32);
    expectInput(file, "got [0, 3, 32, 32]");
  }

  @Test
  void badNamesOfInputsAndOutputs() throws IOException {
    expect(
        USAGE,
        "'input0' is given twice",
        "run",
        "cifar_resnet20",
        "--weights",
        weights,
        "--input",
        input,
        "--input",
        "input0=" + input,
        "--output",
        output);
    expect(
        USAGE,
        "'' is no path",
        "run",
        "cifar_resnet20",
        "--weights",
        weights,
        "--input",
        input,
        "--output",
        "output0=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classify|--mean|1,2",
        "classify|--std|1",
      })
  void numbersForOtherChannels(String command, String option, String value) throws IOException {
    expect(FAILED, "preprocessing: ", command, option, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classify|--mean|a,b,c",
        "classify|--mean|NaN,0,0",
        "classify|--mean|''",
        "classify|--std|0,1,1",
        "classify|--std|1,2,Infinity",
        "classify|--top|0",
        "classify|--top|-3",
        "summary|--batch|0",
        "summary|--size|0",
        "summary|--size|32x",
        "summary|--size|1x2x3x4",
        "summary|--size|32x-32",
        "bench|--seconds|0",
        "bench|--seconds|NaN",
        "bench|--seconds|soon",
      })
  void badOptionValue(String command, String option, String value) throws IOException {
    String line =
        expect(USAGE, "invalid value for option '" + option + "'", command, option, value);
    assertTrue(line.contains("wanted "), line);
    assertTrue(line.contains("got '" + value + "'"), line);
    assertTrue(line.endsWith("see 'lanewise " + command + " --help'"), line);
  }

  @Test
  void badCombinations() throws IOException {
    expect(USAGE, "--model resnet18 needs --weights FILE", "classify", "--model", "resnet18");
    TestFiles.weights(weights, tensors -> {});
    expect(USAGE, "--weights needs --model NAME", "classify", "--weights", weights);
    expect(USAGE, "missing required parameter: MODEL", "summary");
    expect(USAGE, "missing required option", "run", "resnet18", "--weights", weights);
    expect(USAGE, "unexpected argument '--frobnicate'", "list", "--frobnicate");
    expect(USAGE, "unexpected argument 'more'", "summary", "resnet18", "more");
    expect(USAGE, "no command is called 'clasify'; did you mean classify or verify?", "clasify");
  }

  @Test
  void sizeThatDoesNotFitTheModel() throws IOException {
    expect(FAILED, "resnet18: wanted an input size", "summary", "resnet18", "--size", "2x32x32");
  }

  @Test
  void badLabels() throws IOException {
    Path labels = folder.resolve("labels.txt");
    expect(FAILED, labels + ": no such file", "classify", "--labels", labels);
    Files.writeString(labels, "one\ntwo\n");
    expect(
        FAILED, "wanted a label for each of its 10 classes, got 2", "classify", "--labels", labels);
    Files.write(labels, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    expect(FAILED, labels + ": wanted a text file in UTF-8", "classify", "--labels", labels);
  }

  @Test
  void theStackTraceIsShownOnDemandOnly() {
    Path missing = folder.resolve("missing.safetensors");
    String with = Cli.run("classify", "--weights", missing, "--stacktrace").err();
    assertTrue(with.startsWith("lanewise: " + missing + ": no such file"), with);
    assertTrue(with.contains("\tat dev.lanewise."), with);
    assertEquals(1, Cli.run("classify", "--weights", missing).problems().size());
  }

  private void expectInput(Path file, String text) throws IOException {
    expect(
        FAILED,
        text,
        "run",
        "cifar_resnet20",
        "--weights",
        weights,
        "--input",
        file,
        "--output",
        output);
  }

  private String expectRun(int code, Path weightsFile, String text) throws IOException {
    return expect(
        code,
        text,
        "run",
        "cifar_resnet20",
        "--weights",
        weightsFile,
        "--input",
        input,
        "--output",
        output);
  }

  /** Expects a failure with a table on standard error, and no results. */
  private List<String> expectTable(Object... arguments) throws IOException {
    Cli.Outcome outcome = Cli.run(arguments);
    assertEquals(FAILED, outcome.code(), outcome.err());
    assertEquals("", outcome.out());
    assertEquals(List.of(), TestFiles.names(output.getParent()));
    return outcome.problems();
  }

  /** Expects one line on standard error, nothing on standard output, and no output file. */
  private String expect(int code, String text, Object... arguments) throws IOException {
    Cli.Outcome outcome = Cli.run(arguments);
    assertEquals(1, outcome.problems().size(), outcome.err());
    String line = outcome.problems().getFirst();
    assertTrue(line.startsWith("lanewise: "), line);
    assertTrue(line.contains(text), line);
    assertEquals(code, outcome.code(), line);
    assertEquals("", outcome.out());
    assertEquals(List.of(), TestFiles.names(output.getParent()));
    return line;
  }
}
