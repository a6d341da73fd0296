package dev.lanewise.engine.format.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An operator that a file defines by others.
 *
 * @param name the operator
 * @param domain of the operator
 * @param overload tells functions of one name apart; mostly empty
 * @param inputs names of values in the body
 * @param outputs names of values in the body
 * @param attributes names of attributes that a call must give
 * @param defaults attributes that a call may leave out
 * @param nodes the body; its attributes may be references to those of the call
 * @param opsets the versions that the body is written for
 */
public record OnnxFunction(
    String name,
    String domain,
    String overload,
    List<String> inputs,
    List<String> outputs,
    List<String> attributes,
    Map<String, OnnxAttribute> defaults,
    List<OnnxNode> nodes,
    Map<String, Long> opsets) {

  /** Copies lists and maps. */
  public OnnxFunction {
    domain = domain.equals("ai.onnx") ? "" : domain;
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = List.copyOf(attributes);
    defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
    nodes = List.copyOf(nodes);
    opsets = Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
  }
}
