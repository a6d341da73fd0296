package dev.lanewise.engine.onnx.operator;

/**
 * What one output position reads along an axis.
 *
 * @param first the position of the first weight; it and others may lie beyond the edges
 * @param weights of neighbouring positions
 * @param outside whether the position lies outside of the input and takes a fixed value
 */
record ResizeTaps(int first, double[] weights, boolean outside) {}
