package dev.lanewise.kernels;

/**
 * A function that is applied to each element on its own. ReLU and clips are a {@link Clamp}.
 *
 * <p>NaN stays NaN. Minus infinity makes SiLU and HardSwish NaN ({@code -infinity * 0}).
 *
 * @param kind which function
 * @param alpha its first number, finite; 0 where the kind has none
 * @param beta its second number, finite; 0 where the kind has none
 */
public record Activation(Kind kind, double alpha, double beta) implements PostOp {
  /** The functions. */
  public enum Kind {
    /** {@code 1 / (1 + e^-x)}. */
    SIGMOID,
    /** {@code (e^x - e^-x) / (e^x + e^-x)}. */
    TANH,
    /** {@code x} above 0, {@code alpha * x} below. */
    LEAKY_RELU,
    /** {@code x} above 0, {@code alpha * (e^x - 1)} below. */
    ELU,
    /** {@code x / (1 + e^-x)}, also called swish. */
    SILU,
    /** {@code min(max(alpha * x + beta, 0), 1)}. */
    HARD_SIGMOID,
    /** {@code x * min(max(x / 6 + 1/2, 0), 1)}. */
    HARD_SWISH
  }

  /** {@code 1 / (1 + e^-x)}. */
  public static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0, 0);

  /** The hyperbolic tangent. */
  public static final Activation TANH = new Activation(Kind.TANH, 0, 0);

  /** {@code x * sigmoid(x)}. */
  public static final Activation SILU = new Activation(Kind.SILU, 0, 0);

  /** {@code min(max(x / 6 + 1/2, 0), 1)}. */
  public static final Activation HARD_SIGMOID = hardSigmoid(1 / 6.0, 0.5);

  /** {@code x * min(max(x / 6 + 1/2, 0), 1)}. */
  public static final Activation HARD_SWISH = new Activation(Kind.HARD_SWISH, 0, 0);

  public Activation {
    if (!Double.isFinite(alpha) || !Double.isFinite(beta)) {
      throw new IllegalArgumentException(
          "activation " + kind + ": its numbers must be finite, but are " + alpha + ", " + beta);
    }
  }

  @Override
  public boolean isNone() {
    return false;
  }

  /** {@code x} above 0, {@code slope * x} below. */
  public static Activation leakyRelu(double slope) {
    return new Activation(Kind.LEAKY_RELU, slope, 0);
  }

  /** {@code x} above 0, {@code alpha * (e^x - 1)} below. */
  public static Activation elu(double alpha) {
    return new Activation(Kind.ELU, alpha, 0);
  }

  /** {@code min(max(slope * x + offset, 0), 1)}. */
  public static Activation hardSigmoid(double slope, double offset) {
    return new Activation(Kind.HARD_SIGMOID, slope, offset);
  }
}
