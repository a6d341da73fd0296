package dev.lanewise.engine.onnx;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.onnx.OnnxValue;
import dev.lanewise.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what a caller gives to a run with what the model wants. */
final class InputCheck {
  private InputCheck() {}

  /** The inputs; constants of the model that are given again must be the same. */
  static Map<String, Tensor> check(ModelGraph graph, Map<String, Tensor> given) {
    Map<String, Tensor> inputs = new HashMap<>(given);
    for (OnnxValue wanted : graph.inputs()) {
      Tensor tensor = given.get(wanted.name());
      if (tensor == null) {
        throw new LanewiseException(
            "%s: the input %s is missing; got %s".formatted(graph.path(), wanted, given.keySet()));
      }
      if (!fits(wanted, tensor)) {
        throw new LanewiseException(
            "%s: wanted the input %s, got %s".formatted(graph.path(), wanted, tensor));
      }
    }
    List<String> names = graph.inputs().stream().map(OnnxValue::name).toList();
    given.forEach(
        (name, tensor) -> {
          if (!names.contains(name)) {
            Tensor constant = graph.initializers().get(name);
            if (constant == null) {
              throw new LanewiseException(
                  "%s: no input is called '%s'; there are %s".formatted(graph.path(), name, names));
            }
            if (!constant.contentEquals(tensor)) {
              throw new LanewiseException(
                  "%s: '%s' is a constant of the model and cannot be given another value"
                      .formatted(graph.path(), name));
            }
            inputs.remove(name);
          }
        });
    return inputs;
  }

  private static boolean fits(OnnxValue wanted, Tensor tensor) {
    if (wanted.dtype().isPresent() && wanted.dtype().get() != tensor.dtype()) {
      return false;
    }
    if (wanted.dims().isEmpty()) {
      return true;
    }
    List<OnnxValue.Dim> dims = wanted.dims().get();
    if (dims.size() != tensor.shape().rank()) {
      return false;
    }
    for (int i = 0; i < dims.size(); i++) {
      if (dims.get(i).size().isPresent()
          && dims.get(i).size().getAsLong() != tensor.shape().dim(i)) {
        return false;
      }
    }
    return true;
  }
}
