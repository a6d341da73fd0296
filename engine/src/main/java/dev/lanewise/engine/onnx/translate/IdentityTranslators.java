package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.format.onnx.OnnxDTypes;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.tensor.DType;
import java.util.Map;

/** Operators that do nothing at inference. */
final class IdentityTranslators {
  private static final int TRAINING_IS_INPUT_SINCE = 12;

  private IdentityTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("Identity", IdentityTranslators::identity);
    all.put("Dropout", IdentityTranslators::dropout);
    all.put("Cast", IdentityTranslators::cast);
  }

  private static void identity(Translation t) {
    t.result(new Op.Identity(), t.x(0));
  }

  private static void dropout(Translation t) {
    boolean training = t.opset() >= TRAINING_IS_INPUT_SINCE && t.has(2) && t.scalar(2) != 0;
    require(!training, "it is training");
    identity(t);
  }

  private static void cast(Translation t) {
    require(t.node().integer("to", 0) == OnnxDTypes.code(DType.F32), "it converts to another type");
    identity(t);
  }
}
