package dev.lanewise.engine.format.onnx;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One application of an operator.
 *
 * <p>The getters return the fallback, or nothing, when the attribute is absent, and throw {@link
 * ModelFormatException} when it has another type than the asked one.
 *
 * @param name may be empty; {@link #label} is for messages
 * @param domain empty for ONNX's own operators
 * @param opType the operator
 * @param inputs names of values; an empty name is an input left out
 * @param outputs names of values; an empty name is an output that nobody wants
 * @param attributes by name
 */
public record OnnxNode(
    String name,
    String domain,
    String opType,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes) {

  /** Copies lists and map; {@code ai.onnx} is another name of the domain of ONNX itself. */
  public OnnxNode {
    domain = domain.equals("ai.onnx") ? "" : domain;
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** The operator with its domain, such as {@code Conv} or {@code com.example.Fancy}. */
  public String operator() {
    return domain.isEmpty() ? opType : domain + "." + opType;
  }

  /** Operator and name for messages; a node without a name is called by its first output. */
  public String label() {
    if (!name.isEmpty()) {
      return operator() + " " + ErrorText.quote(name);
    }
    return outputs.isEmpty() ? operator() : operator() + " of " + ErrorText.quote(outputs.get(0));
  }

  /** Whether input {@code index} is given, neither behind the last one nor left out. */
  public boolean hasInput(int index) {
    return index < inputs.size() && !inputs.get(index).isEmpty();
  }

  /** Whether somebody wants output {@code index}. */
  public boolean hasOutput(int index) {
    return index < outputs.size() && !outputs.get(index).isEmpty();
  }

  /** Whether the attribute is given. */
  public boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  /** An attribute of type INT. */
  public long integer(String attribute, long fallback) {
    return switch (attributes.get(attribute)) {
      case null -> fallback;
      case OnnxAttribute.Int(long value) -> value;
      case OnnxAttribute other -> throw wrongType(attribute, "INT", other);
    };
  }

  /** An attribute of type INT that says yes (1) or no (0). */
  public boolean flag(String attribute, boolean fallback) {
    return integer(attribute, fallback ? 1 : 0) != 0;
  }

  /** An attribute of type FLOAT. */
  public float number(String attribute, float fallback) {
    return switch (attributes.get(attribute)) {
      case null -> fallback;
      case OnnxAttribute.Number(float value) -> value;
      case OnnxAttribute other -> throw wrongType(attribute, "FLOAT", other);
    };
  }

  /** An attribute of type STRING. */
  public String text(String attribute, String fallback) {
    return switch (attributes.get(attribute)) {
      case null -> fallback;
      case OnnxAttribute.Text(String value) -> value;
      case OnnxAttribute other -> throw wrongType(attribute, "STRING", other);
    };
  }

  /** An attribute of type INTS; the array is the caller's. */
  public Optional<long[]> integers(String attribute) {
    return switch (attributes.get(attribute)) {
      case null -> Optional.empty();
      case OnnxAttribute.Ints(long[] values) -> Optional.of(values.clone());
      case OnnxAttribute other -> throw wrongType(attribute, "INTS", other);
    };
  }

  /** An attribute of type FLOATS; the array is the caller's. */
  public Optional<float[]> numbers(String attribute) {
    return switch (attributes.get(attribute)) {
      case null -> Optional.empty();
      case OnnxAttribute.Numbers(float[] values) -> Optional.of(values.clone());
      case OnnxAttribute other -> throw wrongType(attribute, "FLOATS", other);
    };
  }

  /** An attribute of type STRINGS. */
  public Optional<List<String>> texts(String attribute) {
    return switch (attributes.get(attribute)) {
      case null -> Optional.empty();
      case OnnxAttribute.Texts(List<String> values) -> Optional.of(values);
      case OnnxAttribute other -> throw wrongType(attribute, "STRINGS", other);
    };
  }

  /** An attribute of type TENSOR. */
  public Optional<Tensor> tensor(String attribute) {
    return switch (attributes.get(attribute)) {
      case null -> Optional.empty();
      case OnnxAttribute.TensorValue(Tensor value) -> Optional.of(value);
      case OnnxAttribute other -> throw wrongType(attribute, "TENSOR", other);
    };
  }

  /** An attribute of type GRAPH. */
  public Optional<OnnxGraph> graph(String attribute) {
    return switch (attributes.get(attribute)) {
      case null -> Optional.empty();
      case OnnxAttribute.GraphValue(OnnxGraph value) -> Optional.of(value);
      case OnnxAttribute other -> throw wrongType(attribute, "GRAPH", other);
    };
  }

  private ModelFormatException wrongType(String attribute, String wanted, OnnxAttribute got) {
    return new ModelFormatException(
        "%s: attribute %s: wanted type %s, got %s; the file is no valid ONNX model"
            .formatted(label(), attribute, wanted, got.type()));
  }
}
