package dev.lanewise.app.onnx;

import static dev.lanewise.engine.tensor.LittleEndian.F32;

import dev.lanewise.app.cli.UsageException;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.onnx.OnnxValue;
import dev.lanewise.engine.onnx.OnnxModel;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Inputs for a model whose speed or memory is asked for, not its results. */
final class OnnxInputs {
  private OnnxInputs() {}

  /**
   * A tensor for each input: float32 ones uniform with variance 1, others zeros.
   *
   * @param batch for first dimensions that the model leaves open; null for 1
   * @param size for the last dimensions that it leaves open; null if there is none
   */
  static Map<String, Tensor> of(OnnxModel model, Integer batch, List<Integer> size, Arena arena) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    double radius = Math.sqrt(3);
    for (OnnxValue input : model.inputs()) {
      DType dtype =
          input
              .dtype()
              .orElseThrow(
                  () -> new LanewiseException("input " + input + ": only tensors can be made"));
      Tensor tensor = Tensor.allocate(dtype, shape(input, batch, size), arena);
      if (dtype == DType.F32) {
        for (long i = 0; i < tensor.elementCount(); i++) {
          tensor.data().set(F32, 4 * i, (float) random.nextDouble(-radius, radius));
        }
      }
      inputs.put(input.name(), tensor);
    }
    return inputs;
  }

  private static Shape shape(OnnxValue input, Integer batch, List<Integer> size) {
    List<OnnxValue.Dim> dims =
        input
            .dims()
            .orElseThrow(
                () -> new LanewiseException("input " + input + ": the model does not say a shape"));
    long[] shape = new long[dims.size()];
    for (int i = 0; i < shape.length; i++) {
      boolean open = dims.get(i).size().isEmpty();
      int fromEnd = shape.length - i;
      if (i == 0 && batch != null) {
        shape[i] = batch;
      } else if (!open) {
        shape[i] = dims.get(i).size().getAsLong();
      } else if (size != null && fromEnd <= size.size()) {
        shape[i] = size.get(size.size() - fromEnd);
      } else if (i == 0) {
        shape[i] = 1;
      } else {
        throw new UsageException(
            "input %s: its dimension %d is open; give --size".formatted(input, i));
      }
    }
    return Shape.of(shape);
  }
}
