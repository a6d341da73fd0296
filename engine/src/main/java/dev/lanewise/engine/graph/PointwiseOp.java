package dev.lanewise.engine.graph;

import dev.lanewise.kernels.Activation;

/** Operations that treat each element on its own, besides clips and sums. */
public sealed interface PointwiseOp extends Op {
  /** An activation that is no clip. Operand: x. */
  record Activate(Activation activation) implements PointwiseOp {
    @Override
    public String text() {
      return OpText.activation(activation);
    }
  }

  /**
   * {@code y = a * b}. Operands: a; b of the same shape, or with one number per channel ({@code [N,
   * C]} or {@code [N, C, 1...]}), or with one number per position ({@code [N, 1, spatial...]}).
   */
  record Multiply() implements PointwiseOp {
    @Override
    public String text() {
      return "multiply";
    }
  }
}
