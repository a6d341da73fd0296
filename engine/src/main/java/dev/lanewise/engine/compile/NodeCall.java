package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.Instruction.Simple;
import dev.lanewise.engine.compile.Instruction.Work;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import java.util.List;
import java.util.Set;

/** One node on its way to a kernel call: its operands as they lie in memory. */
final class NodeCall {
  private final Node node;
  private final BoundGraph bound;
  private final Aliases aliases;
  private final Layout x;

  NodeCall(Node node, BoundGraph bound, Aliases aliases) {
    this.node = node;
    this.bound = bound;
    this.aliases = aliases;
    this.x = aliases.layout(node.input(0));
  }

  Node node() {
    return node;
  }

  Op op() {
    return node.op();
  }

  /** How the first operand lies. */
  Layout x() {
    return x;
  }

  /** How the result lies. */
  Layout out() {
    return aliases.layout(node.output());
  }

  /** How operand {@code index} lies. */
  Layout layout(int index) {
    return aliases.layout(node.input(index));
  }

  /** The memory of operand {@code index}. */
  String value(int index) {
    return aliases.of(node.input(index));
  }

  /** The numbers of operand {@code index}; null if it was left out. */
  Constant constant(int index) {
    return node.hasInput(index) ? bound.constant(node.input(index)) : null;
  }

  /** A call that reads the first operand and writes elsewhere. */
  Instruction of(Simple work) {
    return instruction(x.toString(), List.of(value(0)), Set.of(), work);
  }

  /** A call that may write its result into any of its operands. */
  Instruction elementwise(List<String> reads, Simple work) {
    return instruction(x.toString(), reads, reads.size() == 1 ? Set.of(0) : Set.of(0, 1), work);
  }

  /** A call with weights, which may write its result into its residual, the fourth operand. */
  Instruction layer(String problem, Work work) {
    return node.hasInput(3)
        ? instruction(problem, List.of(value(0), value(3)), Set.of(1), work)
        : instruction(problem, List.of(value(0)), Set.of(), work);
  }

  Instruction instruction(
      String problem, List<String> reads, Set<Integer> overwritable, Work work) {
    return new Instruction(
        node.name(), node.op().text(), problem, reads, node.output(), overwritable, work);
  }
}
