package dev.lanewise.engine.graph;

import dev.lanewise.kernels.Activation;
import java.util.Locale;

/** Operations that treat each element on its own, besides clips and sums. */
public sealed interface PointwiseOp extends Op {
  /** An activation that is no clip. Operand: x. */
  record Activate(Activation activation) implements PointwiseOp {
    @Override
    public String text() {
      String name = activation.kind().name().toLowerCase(Locale.ROOT);
      return switch (activation.kind()) {
        case SIGMOID, TANH, SILU, HARD_SWISH -> name;
        case LEAKY_RELU, ELU -> name + " " + activation.alpha();
        case HARD_SIGMOID -> name + " " + activation.alpha() + " " + activation.beta();
      };
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
