package dev.lanewise.engine.onnx;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.onnx.OnnxNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A model uses operators that Lanewise does not know; the message lists all of them. */
public class UnsupportedOperatorsException extends LanewiseException {
  private static final long serialVersionUID = 1L;
  private static final int LISTED = 5;

  /** Names of operators to the labels of their nodes. */
  private final transient Map<String, List<String>> operators;

  /** Creates the exception for these nodes, at least one. */
  UnsupportedOperatorsException(String model, List<OnnxNode> nodes) {
    this(model, byOperator(nodes));
  }

  private UnsupportedOperatorsException(String model, Map<String, List<String>> operators) {
    super(message(model, operators));
    this.operators = operators;
  }

  /** The names of the operators, each with the labels of its nodes; empty after deserialisation. */
  public Map<String, List<String>> operators() {
    return operators == null ? Map.of() : operators;
  }

  private static Map<String, List<String>> byOperator(List<OnnxNode> nodes) {
    return nodes.stream()
        .collect(
            Collectors.groupingBy(
                OnnxNode::operator,
                TreeMap::new,
                Collectors.mapping(OnnxNode::label, Collectors.toList())));
  }

  private static String message(String model, Map<String, List<String>> operators) {
    StringBuilder text = new StringBuilder(model).append(": ");
    text.append(operators.size() == 1 ? "1 operator is" : operators.size() + " operators are");
    text.append(" not supported:");
    operators.forEach(
        (operator, labels) -> {
          text.append("\n  ").append(operator).append(": ");
          text.append(String.join(", ", labels.subList(0, Math.min(LISTED, labels.size()))));
          if (labels.size() > LISTED) {
            text.append(" and ").append(labels.size() - LISTED).append(" more");
          }
        });
    return text.toString();
  }
}
