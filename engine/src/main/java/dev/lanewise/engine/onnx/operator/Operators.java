package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * ONNX's operators by name. Stateless and thread-safe.
 *
 * <p>Each is implemented for the element types and attributes that its specification defines, in
 * every version of the operator set from 1 to 27; the version of a model decides where their
 * meaning has changed.
 */
public final class Operators {
  private static final Map<String, Operator> TABLE = table();

  private Operators() {}

  private static Map<String, Operator> table() {
    List<Map<String, Operator>> families =
        List.of(
            UnaryOperators.table(),
            ActivationOperators.table(),
            BinaryOperators.table(),
            LogicOperators.table(),
            CastOperators.table(),
            ShapeOperators.table(),
            MovementOperators.table(),
            GatherOperators.table(),
            ScatterOperators.table(),
            IndexOperators.table(),
            GeneratorOperators.table(),
            ReductionOperators.table(),
            SoftmaxOperators.table(),
            OrderOperators.table(),
            NormalizationOperators.table(),
            PoolOperators.table(),
            ConvOperators.table(),
            MatrixOperators.table(),
            ResizeOperators.table(),
            QuantizationOperators.table(),
            QuantizedProducts.table(),
            Map.of(
                "Slice", Operator.single(SliceOperator::slice),
                "Pad", Operator.single(PadOperator::pad),
                "BatchNormalization", Operator.single(ChannelNormOperators::batch),
                "LRN", Operator.single(ChannelNormOperators::localResponse)));
    Map<String, Operator> all = new HashMap<>();
    for (Map<String, Operator> family : families) {
      family.forEach(
          (name, operator) -> {
            if (all.put(name, operator) != null) {
              throw new IllegalStateException(name + " is in two families");
            }
          });
    }
    return Map.copyOf(all);
  }

  /**
   * Whether {@link #evaluate} knows an operator.
   *
   * @param domain empty or {@code ai.onnx} for ONNX's own operators
   * @param opType the operator, for example {@code Conv}
   */
  public static boolean supports(String domain, String opType) {
    return (domain.isEmpty() || domain.equals("ai.onnx")) && TABLE.containsKey(opType);
  }

  /** The names of all known operators of ONNX's own domain, sorted. */
  public static Set<String> names() {
    return new TreeSet<>(TABLE.keySet());
  }

  /**
   * Computes the outputs of a node.
   *
   * @param node the operator, its attributes, and which outputs are wanted
   * @param opset the version of ONNX's operator set that the model asks for
   * @param inputs the operands; null where one is left out
   * @param arena owns the results; a result may instead share the memory of an operand
   * @return the outputs in order; there may be fewer than the node names if the last ones are
   *     optional and empty, and more if the node leaves the last ones out
   * @throws LanewiseException if the operator is unknown, or an operand or attribute is not what it
   *     wants; the message names node and operand
   */
  public static List<Tensor> evaluate(OnnxNode node, int opset, List<Tensor> inputs, Arena arena) {
    if (!supports(node.domain(), node.opType())) {
      throw new LanewiseException(
          node.label() + ": Lanewise does not know the operator " + node.operator());
    }
    try {
      return TABLE.get(node.opType()).apply(new Call(node, opset, inputs, arena));
    } catch (LanewiseException e) {
      // Tensors and shapes do not know whose they are.
      throw e.getMessage().startsWith(node.label())
          ? e
          : new LanewiseException(node.label() + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new LanewiseException(
          "%s: cannot be computed from the operands %s: %s"
              .formatted(
                  node.label(), inputs.stream().filter(Objects::nonNull).toList(), e.getMessage()),
          e);
    }
  }
}
