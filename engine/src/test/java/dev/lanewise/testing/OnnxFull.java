package dev.lanewise.testing;

import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.engine.format.onnx.OnnxFile;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Completes the full-size ONNX models of the test data, whose weights, inputs and outputs are not
 * stored: {@code golden/onnx_full/NAME} has the graph and the recipe of its weights, {@code
 * golden/architectures/NAME} the recipe of the input and the recorded outputs.
 */
public final class OnnxFull {
  private OnnxFull() {}

  /**
   * Writes test folders: the arguments are the folder {@code golden} of the test data, the folder
   * to write to, and names of models; all if there are none.
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      throw new IllegalArgumentException("wanted: golden-folder out-folder [NAME...]");
    }
    Path golden = Path.of(args[0]);
    List<String> names = List.of(args).subList(2, args.length);
    try (Stream<Path> models = Files.list(golden.resolve("onnx_full"))) {
      for (Path model : models.filter(Files::isDirectory).sorted().toList()) {
        String name = model.getFileName().toString();
        if (names.isEmpty() || names.contains(name)) {
          System.out.println(write(golden, name, Path.of(args[1])));
        }
      }
    }
  }

  /** Writes one model with its weights and a data set for each recorded run that fits it. */
  public static Path write(Path golden, String name, Path out) throws IOException {
    Path from = golden.resolve("onnx_full").resolve(name);
    Path to = Files.createDirectories(out.resolve(name));
    writeWeights(from.resolve("weights.tsv"), to.resolve("weights.bin"));
    Path model = to.resolve("model.onnx");
    Files.write(model, Files.readAllBytes(from.resolve("model.onnx")));
    int set = 0;
    for (GoldenCase run : GoldenCase.read(golden.resolve("architectures").resolve(name))) {
      if (fits(model, run)) {
        writeDataSet(run, Files.createDirectories(to.resolve("test_data_set_" + set++)));
      }
    }
    if (set == 0) {
      throw new IllegalStateException(name + ": no recorded run has the shape of its input");
    }
    return to;
  }

  /** A line of the table is a recipe and, last, where the tensor begins. */
  private static void writeWeights(Path tsv, Path out) throws IOException {
    List<Gen1.Recipe> recipes = Gen1.readRecipes(tsv);
    List<Long> offsets = new ArrayList<>();
    for (String line : Files.readAllLines(tsv)) {
      if (!line.startsWith("name\t")) {
        offsets.add(Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)));
      }
    }
    List<Integer> order =
        Stream.iterate(0, i -> i < recipes.size(), i -> i + 1)
            .sorted(Comparator.comparing(offsets::get))
            .toList();
    OutputFile.write(
        out,
        sink -> {
          long end = 0;
          for (int i : order) {
            sink.write(new byte[Math.toIntExact(offsets.get(i) - end)]);
            try (Arena arena = Arena.ofConfined()) {
              Tensor tensor = recipes.get(i).generate(arena);
              sink.write(tensor.data());
              end = offsets.get(i) + tensor.data().byteSize();
            }
          }
        });
  }

  private static boolean fits(Path model, GoldenCase run) throws IOException {
    try (OnnxFile file = OnnxFile.open(model)) {
      var dims = file.proto().graph().inputs().getFirst().dims().orElseThrow();
      boolean fits = dims.size() == run.inputShape().rank();
      for (int i = 0; fits && i < dims.size(); i++) {
        fits = dims.get(i).size().orElse(run.inputShape().dim(i)) == run.inputShape().dim(i);
      }
      return fits;
    }
  }

  private static void writeDataSet(GoldenCase run, Path folder) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Tensor input = run.input(arena);
      Files.write(folder.resolve("input_0.pb"), ProtoBytes.tensor("input", input).toBytes());
      Tensor truth = run.truth(0);
      Tensor rounded = Tensor.allocate(DType.F32, truth.shape(), arena);
      truth.copyToFloats(rounded.data(), 0);
      Files.write(folder.resolve("output_0.pb"), ProtoBytes.tensor("output", rounded).toBytes());
    }
  }
}
