/**
 * Measurements of Lanewise, alone and against others. No other module depends on this one.
 *
 * <p><b>Concept.</b> Three levels: {@link dev.lanewise.bench.ConvBenchmark} times one convolution
 * with JMH, in fresh JVMs; {@link dev.lanewise.bench.conv.KernelMeter} times all kernels on all
 * convolutions of a network, in one JVM; {@link dev.lanewise.bench.rival.Comparison} lets whole
 * networks take turns with ONNX Runtime, on the same graph and weights, which {@link
 * dev.lanewise.bench.onnx.OnnxWriter} writes down for it.
 *
 * <p><b>Honesty.</b> Results are compared before anything is timed, and what a benchmark computes
 * is tested like any other code. Speeds stand beside the multiply-add peak of the same run.
 *
 * <p>How each figure is repeated: {@code docs/measuring.md}.
 */
package dev.lanewise.bench;
