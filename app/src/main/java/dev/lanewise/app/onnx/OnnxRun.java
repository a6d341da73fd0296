package dev.lanewise.app.onnx;

import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.format.onnx.OnnxFile;
import dev.lanewise.engine.format.onnx.OnnxValue;
import dev.lanewise.engine.onnx.OnnxModel;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code run model.onnx}: tensors of any type in, tensors out. */
public final class OnnxRun {
  private final Terminal terminal;
  private final Options options;

  /** Runs with these options. */
  public OnnxRun(Terminal terminal, Options options) {
    this.terminal = terminal;
    this.options = options;
  }

  /**
   * Runs a model once.
   *
   * @param inputs the file of each input, of the names that the model has
   * @param outputs where each output goes
   */
  public int run(
      Path file,
      Function<Collection<String>, Map<String, Path>> inputs,
      Function<Collection<String>, Map<String, Path>> outputs)
      throws IOException {
    try (OnnxModel model = OnnxModel.open(file, options);
        Arena arena = Arena.ofShared()) {
      Map<String, Path> from = inputs.apply(names(model.inputs()));
      Map<String, Path> to = outputs.apply(names(model.outputs()));
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (OnnxValue input : model.inputs()) {
        Path path = from.get(input.name());
        if (path == null) {
          throw new UsageException(
              "%s has the input %s, but --input %s=FILE is missing"
                  .formatted(file, input, input.name()));
        }
        tensors.put(input.name(), read(path, arena));
      }
      long start = System.nanoTime();
      Map<String, Tensor> results = model.run(tensors, arena);
      long nanos = System.nanoTime() - start;
      for (Map.Entry<String, Path> output : to.entrySet()) {
        Tensor tensor = results.get(output.getKey());
        NpyFile.write(output.getValue(), tensor);
        terminal.out().println(output.getValue() + ": " + tensor);
      }
      terminal.out().println(file + ": " + Units.millis(nanos) + " with compilation");
      return ExitCode.OK;
    }
  }

  private static List<String> names(List<OnnxValue> values) {
    return values.stream().map(OnnxValue::name).toList();
  }

  private static Tensor read(Path path, Arena arena) throws IOException {
    return path.toString().endsWith(".pb") ? OnnxFile.readTensor(path, arena) : NpyFile.read(path);
  }
}
