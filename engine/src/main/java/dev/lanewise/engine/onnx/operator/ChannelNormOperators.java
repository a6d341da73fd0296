package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;

/** Batch normalisation with recorded statistics, and local response normalisation. */
final class ChannelNormOperators {
  private ChannelNormOperators() {}

  /**
   * {@code (x - mean) / sqrt(variance + epsilon) * scale + B} with one number of each for each
   * channel. Up to version 8, {@code spatial = 0} gives each element of a sample numbers of its
   * own.
   */
  static Tensor batch(Call call) {
    Tensor input = call.real(0, "X");
    call.require(input.shape().rank() >= 1, "X", "batch and channels", input);
    refuseTraining(call);
    boolean perElement = call.opset() < 9 && !call.node().flag("spatial", true);
    long[] dims = input.shape().dims();
    int rank = dims.length;
    long parameters =
        perElement ? Strides.product(dims, 1, rank) : rank == 1 ? 1 : input.shape().dim(1);
    int n = Math.toIntExact(parameters);
    double[] scale = NormalizationOperators.perChannel(call, 1, "scale", n);
    double[] shift = NormalizationOperators.perChannel(call, 2, "B", n);
    double[] mean = NormalizationOperators.perChannel(call, 3, "input_mean", n);
    double[] variance = NormalizationOperators.perChannel(call, 4, "input_var", n);
    double epsilon = call.node().number("epsilon", 1e-5f);
    double[] x = input.toDoubles();
    int run = perElement || rank == 1 ? 1 : NormalizationOperators.pixels(input);
    for (int i = 0; i < x.length; i++) {
      int c = i / run % n;
      x[i] = (x[i] - mean[c]) / Math.sqrt(variance[c] + epsilon) * scale[c] + shift[c];
    }
    return call.tensor(input.dtype(), input.shape(), x);
  }

  /**
   * From version 14 on an attribute asks for training, from 7 to 13 the outputs behind the first
   * one do. Up to version 6 {@code is_test} is needed only to leave those out.
   */
  private static void refuseTraining(Call call) {
    boolean training =
        call.opset() >= 14
            ? call.node().flag("training_mode", false)
            : call.node().hasOutput(1) || call.node().hasOutput(2);
    call.require(
        !training, "mode", "inference", "training (statistics of the batch are asked for)");
  }

  /** {@code x / (bias + alpha / size * sum of squares of neighbouring channels)^beta}. */
  static Tensor localResponse(Call call) {
    Tensor input = NormalizationOperators.channels(call, "X");
    Shape shape = input.shape();
    long size = call.node().integer("size", 0);
    call.require(size >= 1, "size", "a number of channels, 1 or more", size);
    double alpha = call.node().number("alpha", 1e-4f);
    double beta = call.node().number("beta", 0.75f);
    double bias = call.node().number("bias", 1);
    int channels = (int) shape.dim(1);
    int pixels = NormalizationOperators.pixels(input);
    long before = (size - 1) / 2;
    long behind = size / 2;
    double[] x = input.toDoubles();
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i / pixels % channels;
      int first = (int) Math.max(0, c - before);
      int last = (int) Math.min(channels - 1L, c + behind);
      double sum = 0;
      for (int k = first; k <= last; k++) {
        double neighbour = x[i + (k - c) * pixels];
        sum += neighbour * neighbour;
      }
      y[i] = x[i] / Math.pow(bias + alpha / size * sum, beta);
    }
    return call.tensor(input.dtype(), shape, y);
  }
}
