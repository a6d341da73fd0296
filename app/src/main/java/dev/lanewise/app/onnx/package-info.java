/**
 * What the commands do when they are given an ONNX file instead of the name of a built-in model.
 *
 * <p>A file is told by its name: it ends in {@code .onnx}.
 */
package dev.lanewise.app.onnx;
