package dev.lanewise.engine.graph;

import java.util.List;

/**
 * One operation on named values.
 *
 * @param name unique among the nodes of a graph
 * @param op what to compute
 * @param inputs names of values, in the order that {@link Op} states; an empty name stands for an
 *     optional operand that is left out
 * @param outputs names of the values that this node defines
 */
public record Node(String name, Op op, List<String> inputs, List<String> outputs) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** A node with one output of the node's own name. */
  public static Node of(String name, Op op, String... inputs) {
    return new Node(name, op, List.of(inputs), List.of(name));
  }

  /** The name of the first, and mostly only, output. */
  public String output() {
    return outputs.getFirst();
  }

  /** The name of operand {@code index}, or an empty string if it was left out. */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /** Whether operand {@code index} is there. */
  public boolean hasInput(int index) {
    return !input(index).isEmpty();
  }

  /** The same node with another operation. */
  public Node withOp(Op other) {
    return new Node(name, other, inputs, outputs);
  }

  /** The same node with other operands. */
  public Node withInputs(List<String> others) {
    return new Node(name, op, others, outputs);
  }

  /** The same node defining another value. */
  public Node withOutput(String other) {
    return new Node(name, op, inputs, List.of(other));
  }
}
