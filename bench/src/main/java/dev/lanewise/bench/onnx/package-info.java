/**
 * A writer of ONNX files, so that another runtime can run exactly the network that Lanewise runs.
 *
 * <p><b>Concept.</b> {@link dev.lanewise.bench.onnx.OnnxWriter} takes a {@link
 * dev.lanewise.engine.graph.Graph} and its weights. Each node becomes one ONNX node, or a few where
 * ONNX has no single one; weights become initializers.
 *
 * <p><b>Layout.</b> Values are float32, N C D H W, as at the border of Lanewise.
 *
 * <p><b>Threads and lifetime.</b> A call keeps nothing. The weights must be open during it.
 *
 * <p><b>Failure.</b> What ONNX cannot say throws {@link dev.lanewise.engine.LanewiseException} with
 * the node. A file is written completely or not at all.
 */
package dev.lanewise.bench.onnx;
