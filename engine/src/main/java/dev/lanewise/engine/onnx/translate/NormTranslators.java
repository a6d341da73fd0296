package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.LocalResponseNorm;
import java.util.Map;

/** Normalisations that work channel by channel or across channels. */
final class NormTranslators {
  private static final int COERCED_BEFORE = 13;

  private NormTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("BatchNormalization", NormTranslators::batchNorm);
    all.put("LRN", NormTranslators::lrn);
    all.put("Softmax", NormTranslators::softmax);
  }

  private static void batchNorm(Translation t) {
    OnnxNode node = t.node();
    boolean training =
        t.opset() < 7 ? !node.flag("is_test", false) : node.flag("training_mode", false);
    require(!training, "it normalises by its batch");
    require(node.flag("spatial", true), "it normalises each position");
    String x = t.x(0);
    Shape channels = Shape.of(t.shape(0).dim(1));
    t.result(
        new Op.BatchNorm(node.number("epsilon", 1e-5f), Clamp.NONE),
        x,
        t.weight(1, channels),
        t.weight(2, channels),
        t.weight(3, channels),
        t.weight(4, channels));
  }

  private static void lrn(Translation t) {
    OnnxNode node = t.node();
    long size = node.integer("size", 0);
    require(size >= 1 && size <= Integer.MAX_VALUE, "its size is " + size);
    LocalResponseNorm norm =
        new LocalResponseNorm(
            (int) size,
            node.number("alpha", 1e-4f),
            node.number("beta", 0.75f),
            node.number("bias", 1));
    t.result(new ChannelOp.Normalise(norm), t.x(0));
  }

  /** Before opset 13 all dimensions from the axis on were one. */
  private static void softmax(Translation t) {
    String x = t.x(0);
    Shape shape = t.shape(0);
    long axis = t.node().integer("axis", t.opset() < COERCED_BEFORE ? 1 : -1);
    axis = axis < 0 ? axis + shape.rank() : axis;
    require(axis == 1, "its axis is " + axis);
    boolean oneAxis = shape.elementCount() == shape.dim(0) * shape.dim(1);
    require(t.opset() >= COERCED_BEFORE || oneAxis, "it works on several axes");
    t.result(new Op.Softmax(), x);
  }
}
