package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.format.onnx.OnnxDTypes;
import dev.lanewise.engine.tensor.DType;

/** Attributes that hold an element type. */
final class ElementTypes {
  private ElementTypes() {}

  /** The type that an attribute names by ONNX's number, or null if it is absent or undefined. */
  static DType of(Call call, String attribute) {
    long code = call.node().integer(attribute, 0);
    if (code == 0) {
      return null;
    }
    return OnnxDTypes.of(code)
        .orElseThrow(
            () -> call.wrong(attribute, "a type among " + DType.allNames(), OnnxDTypes.name(code)));
  }
}
