/**
 * From ONNX's nodes to the engine's graph.
 *
 * <p><b>Concept.</b> A {@link dev.lanewise.engine.onnx.translate.Translation} offers one node to
 * the {@link dev.lanewise.engine.onnx.translate.Translators translator} of its operator, which
 * writes operations into a {@link dev.lanewise.engine.onnx.translate.Segment} or refuses with the
 * reason. All shapes are known by then, and so are constants: a translator never guesses, and one
 * that cannot compute exactly what ONNX says leaves the node to the interpreter.
 *
 * <p>Not thread-safe; for {@code dev.lanewise.engine.onnx} only.
 */
package dev.lanewise.engine.onnx.translate;
