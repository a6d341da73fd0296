package dev.lanewise.bench.rival;

import dev.lanewise.engine.Options;
import dev.lanewise.engine.onnx.OnnxModel;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** A network that Lanewise reads from an ONNX file; its first run compiles. */
final class OnnxContestant implements Contestant {
  private final OnnxModel model;
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
  private Arena arena = Arena.ofShared();

  /**
   * Opens a model.
   *
   * @param shapes of the inputs, by name
   * @param values row-major, by name
   * @throws IOException if the file cannot be read
   */
  OnnxContestant(Path file, Options options, Map<String, Shape> shapes, Map<String, float[]> values)
      throws IOException {
    shapes.forEach((name, shape) -> inputs.put(name, Tensor.ofFloats(shape, values.get(name))));
    model = OnnxModel.open(file, options);
  }

  @Override
  public void run() {
    arena.close();
    arena = Arena.ofShared();
    outputs = model.run(inputs, arena);
  }

  @Override
  public SequencedMap<String, float[]> outputs() {
    SequencedMap<String, float[]> copies = new LinkedHashMap<>();
    outputs.forEach((name, tensor) -> copies.put(name, tensor.toFloats()));
    return copies;
  }

  @Override
  public void close() {
    model.close();
    arena.close();
  }
}
