package dev.lanewise.engine.onnx;

import dev.lanewise.engine.format.onnx.OnnxNode;

/**
 * A node of a model and the version of its operator.
 *
 * @param opset the version of the operator set that the node is written for
 */
record Site(OnnxNode node, int opset) {}
