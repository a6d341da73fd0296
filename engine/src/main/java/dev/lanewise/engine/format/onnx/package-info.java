/**
 * ONNX files as records: what stands in the file, not what it means.
 *
 * <p><b>Concept.</b> A file holds a graph of {@link dev.lanewise.engine.format.onnx.OnnxNode
 * nodes}, its constants ("initializers") and the versions of the operator sets that its nodes are
 * written for. Nothing here knows an operator.
 *
 * <p><b>Lifetime.</b> Tensors are views of the mapped file where the file stores them as raw bytes,
 * and become invalid when the file is closed.
 *
 * <p><b>Failure.</b> Files are hostile until checked: {@link
 * dev.lanewise.engine.format.ModelFormatException} names the file, the place and what was wanted.
 */
package dev.lanewise.engine.format.onnx;
