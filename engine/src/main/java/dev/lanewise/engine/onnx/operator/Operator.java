package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Tensor;
import java.util.List;

/** Computes the outputs of one operator. Stateless and thread-safe. */
@FunctionalInterface
interface Operator {
  /**
   * Computes the outputs; there may be fewer than the node names, if the last ones are optional.
   *
   * @throws dev.lanewise.engine.LanewiseException if operands or attributes are wrong
   */
  List<Tensor> apply(Call call);

  /** An operator with one output. */
  static Operator single(Single operator) {
    return call -> List.of(operator.apply(call));
  }

  /** Computes the only output of an operator. */
  @FunctionalInterface
  interface Single {
    /** Computes the output. */
    Tensor apply(Call call);
  }
}
