package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Clamp;
import java.util.Map;
import java.util.function.Function;

/** Functions of one element. */
final class ActivationTranslators {
  // The default of ONNX, alpha and gamma of Klambauer et al., "Self-Normalizing Neural Networks".
  private static final float SELU_ALPHA = 1.67326319217681884765625f;
  private static final float SELU_GAMMA = 1.05070102214813232421875f;

  private ActivationTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("Relu", t -> t.result(new Op.Clip(Clamp.RELU), t.x(0)));
    all.put("Clip", ActivationTranslators::clip);
    all.put("Sigmoid", activation(n -> Activation.SIGMOID));
    all.put("Tanh", activation(n -> Activation.TANH));
    all.put("LeakyRelu", activation(n -> Activation.leakyRelu(n.number("alpha", 0.01f))));
    all.put("Elu", activation(n -> Activation.elu(n.number("alpha", 1))));
    all.put(
        "HardSigmoid",
        activation(n -> Activation.hardSigmoid(n.number("alpha", 0.2f), n.number("beta", 0.5f))));
    all.put("HardSwish", activation(n -> Activation.HARD_SWISH));
    all.put("Swish", ActivationTranslators::swish);
    all.put("Selu", ActivationTranslators::selu);
    all.put("PRelu", ActivationTranslators::prelu);
  }

  private static Translator activation(Function<OnnxNode, Activation> of) {
    return t -> t.result(new PointwiseOp.Activate(of.apply(t.node())), t.x(0));
  }

  private static void clip(Translation t) {
    String x = t.x(0);
    boolean byAttributes = t.opset() < 11;
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    if (byAttributes) {
      low = t.node().number("min", Float.NEGATIVE_INFINITY);
      high = t.node().number("max", Float.POSITIVE_INFINITY);
    } else {
      low = t.has(1) ? t.scalar(1) : low;
      high = t.has(2) ? t.scalar(2) : high;
    }
    require(low <= high, "its bounds are " + low + " and " + high);
    t.result(new Op.Clip(new Clamp((float) low, (float) high)), x);
  }

  private static void swish(Translation t) {
    require(t.node().number("alpha", 1) == 1, "alpha is not 1");
    t.result(new PointwiseOp.Activate(Activation.SILU), t.x(0));
  }

  private static void selu(Translation t) {
    String x = t.x(0);
    int channels = Math.toIntExact(t.shape(0).dim(1));
    float alpha = t.node().number("alpha", SELU_ALPHA);
    float gamma = t.node().number("gamma", SELU_GAMMA);
    String elu = t.emit("elu", new PointwiseOp.Activate(Activation.elu(alpha)), x);
    t.result(
        new Op.Affine(Clamp.NONE),
        elu,
        t.numbers("gamma", channels, gamma),
        t.numbers("zero", channels, 0));
  }

  /** One slope is a leaky ReLU; one per channel scales the part below zero and adds the other. */
  private static void prelu(Translation t) {
    String x = t.x(0);
    Tensor slope = t.constant(1);
    if (slope.elementCount() == 1) {
      t.result(new PointwiseOp.Activate(Activation.leakyRelu(t.scalar(1))), x);
      return;
    }
    int channels = Math.toIntExact(t.shape(0).dim(1));
    float[] slopes = ChannelNumbers.of(t, 1, slope.shape().rank(), x).values();
    String above = t.emit("above", new Op.Clip(Clamp.RELU), x);
    Clamp negative = new Clamp(Float.NEGATIVE_INFINITY, 0);
    String below = t.emit("below", new Op.Clip(negative), x);
    String scaled =
        t.emit(
            "scaled",
            new Op.Affine(Clamp.NONE),
            below,
            t.numbers("slope", Shape.of(channels), slopes),
            t.numbers("zero", channels, 0));
    t.result(new Op.Add(Clamp.NONE), above, scaled);
  }
}
