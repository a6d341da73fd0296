package dev.lanewise.engine.format.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a model file.
 *
 * @param irVersion the version of the file format
 * @param producer the program that wrote the file; may be empty
 * @param opsets the version of each operator set by domain; ONNX's own has the empty domain
 * @param graph the network
 * @param functions operators that the file defines by others
 * @param metadata what the producer says about the model
 */
public record OnnxProto(
    long irVersion,
    String producer,
    Map<String, Long> opsets,
    OnnxGraph graph,
    List<OnnxFunction> functions,
    Map<String, String> metadata) {

  /** Copies lists and maps. */
  public OnnxProto {
    opsets = Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
    functions = List.copyOf(functions);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }
}
