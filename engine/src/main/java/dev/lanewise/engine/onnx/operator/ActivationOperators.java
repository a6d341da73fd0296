package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** Activation functions, most of them with numbers of their own in attributes. */
final class ActivationOperators {
  private static final double SELU_ALPHA = 1.67326319217681884765625;
  private static final double SELU_GAMMA = 1.05070102214813232421875;

  private final Map<String, Operator> table = new HashMap<>();

  private ActivationOperators() {}

  static Map<String, Operator> table() {
    ActivationOperators operators = new ActivationOperators();
    operators.smooth();
    operators.pieces();
    return operators.table;
  }

  private void smooth() {
    add("Sigmoid", _ -> ActivationOperators::sigmoid);
    add("Softplus", _ -> ActivationOperators::softplus);
    add("Softsign", _ -> x -> x / (1 + Math.abs(x)));
    add("Mish", _ -> x -> x * Math.tanh(softplus(x)));
    add("Gelu", ActivationOperators::gelu);
    add(
        "Swish",
        call -> {
          double alpha = call.node().number("alpha", 1);
          return x -> x * sigmoid(alpha * x);
        });
    add(
        "Elu",
        call -> {
          double alpha = call.node().number("alpha", 1);
          return x -> x < 0 ? alpha * Math.expm1(x) : x;
        });
    add(
        "Celu",
        call -> {
          double alpha = call.node().number("alpha", 1);
          return x -> x < 0 ? alpha * Math.expm1(x / alpha) : x;
        });
    add(
        "Selu",
        call -> {
          // Version 1 had the same numbers with fewer digits.
          double alpha =
              call.node().number("alpha", (float) (call.opset() < 6 ? 1.6732 : SELU_ALPHA));
          double gamma =
              call.node().number("gamma", (float) (call.opset() < 6 ? 1.0507 : SELU_GAMMA));
          return x -> gamma * (x < 0 ? alpha * Math.expm1(x) : x);
        });
  }

  private void pieces() {
    add(
        "LeakyRelu",
        call -> {
          double alpha = call.node().number("alpha", 0.01f);
          return x -> x < 0 ? alpha * x : x;
        });
    add(
        "ThresholdedRelu",
        call -> {
          double alpha = call.node().number("alpha", 1);
          return x -> x > alpha ? x : 0;
        });
    add(
        "HardSigmoid",
        call -> {
          double alpha = call.node().number("alpha", 0.2f);
          double beta = call.node().number("beta", 0.5f);
          return x -> Math.max(0, Math.min(1, alpha * x + beta));
        });
    add("HardSwish", _ -> x -> x * Math.max(0, Math.min(1, x / 6 + 0.5)));
    add(
        "Shrink",
        call -> {
          double lambda = call.node().number("lambd", 0.5f);
          double bias = call.node().number("bias", 0);
          return x -> x < -lambda ? x + bias : x > lambda ? x - bias : 0;
        });
  }

  private static DoubleUnaryOperator gelu(Call call) {
    String approximate = call.node().text("approximate", "none");
    return switch (approximate) {
      case "none" -> x -> x / 2 * (1 + ErrorFunction.of(x / Math.sqrt(2)));
      case "tanh" ->
          x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      default -> throw call.wrong("approximate", "none or tanh", approximate);
    };
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  // The exponential is taken of a negative number, so it does not overflow.
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private void add(String name, Function<Call, DoubleUnaryOperator> activation) {
    table.put(
        name,
        Operator.single(
            call -> {
              Tensor x = call.input(0, "X");
              // Shrink alone is defined for integers too.
              call.require(
                  x.dtype().isFloatingPoint() || name.equals("Shrink"),
                  "X",
                  "a floating-point type",
                  x);
              return UnaryOperators.map(call, x, activation.apply(call));
            }));
  }
}
