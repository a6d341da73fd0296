package dev.lanewise.engine.format.onnx;

import dev.lanewise.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A graph as the file has it: nothing is checked beyond its form.
 *
 * @param name of the graph
 * @param nodes in the order of the file, which should be one of execution
 * @param initializers constants by name; views of the mapped file where that is possible
 * @param inputs in order; up to IR version 3 the initializers are among them
 * @param outputs in order
 * @param values what the file says about inner values
 */
public record OnnxGraph(
    String name,
    List<OnnxNode> nodes,
    SequencedMap<String, Tensor> initializers,
    List<OnnxValue> inputs,
    List<OnnxValue> outputs,
    List<OnnxValue> values) {

  /** Copies lists and map. */
  public OnnxGraph {
    nodes = List.copyOf(nodes);
    initializers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(initializers));
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    values = List.copyOf(values);
  }
}
