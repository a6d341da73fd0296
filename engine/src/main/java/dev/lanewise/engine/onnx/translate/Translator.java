package dev.lanewise.engine.onnx.translate;

/** Writes the nodes of one operator as operations of the engine's graph. */
@FunctionalInterface
interface Translator {
  /**
   * Translates a node.
   *
   * @throws Refusal if the engine has no operation that computes exactly this
   */
  void translate(Translation node);
}
