package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators that shift and scale by statistics of the elements. */
final class NormalizationOperators {
  private static final double MEAN_VARIANCE_EPSILON = 1e-9;

  private NormalizationOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "InstanceNormalization", Operator.single(NormalizationOperators::instance),
        "GroupNormalization", Operator.single(NormalizationOperators::group),
        "LayerNormalization", NormalizationOperators::layer,
        "RMSNormalization", Operator.single(NormalizationOperators::rootMeanSquare),
        "MeanVarianceNormalization", Operator.single(NormalizationOperators::meanVariance),
        "LpNormalization", Operator.single(NormalizationOperators::lp));
  }

  /**
   * Makes the mean of {@code n} neighbouring numbers 0 and their variance 1; returns 1/deviation.
   */
  private static double standardise(double[] x, int at, int n, double epsilon) {
    double mean = mean(x, at, n);
    double squares = 0;
    for (int i = at; i < at + n; i++) {
      squares += (x[i] - mean) * (x[i] - mean);
    }
    double scale = 1 / Math.sqrt(squares / n + epsilon);
    for (int i = at; i < at + n; i++) {
      x[i] = (x[i] - mean) * scale;
    }
    return scale;
  }

  private static double mean(double[] x, int at, int n) {
    double sum = 0;
    for (int i = at; i < at + n; i++) {
      sum += x[i];
    }
    return sum / n;
  }

  private static Tensor instance(Call call) {
    Tensor input = channels(call, "input");
    int channels = (int) input.shape().dim(1);
    double[] scale = perChannel(call, 1, "scale", channels);
    double[] shift = perChannel(call, 2, "B", channels);
    double epsilon = call.node().number("epsilon", 1e-5f);
    double[] x = input.toDoubles();
    int pixels = pixels(input);
    for (int plane = 0; plane * pixels < x.length; plane++) {
      standardise(x, plane * pixels, pixels, epsilon);
      scale(x, plane * pixels, pixels, scale[plane % channels], shift[plane % channels]);
    }
    return call.tensor(input.dtype(), input.shape(), x);
  }

  /** Up to version 20 scale and shift have one number for each group, later for each channel. */
  private static Tensor group(Call call) {
    Tensor input = channels(call, "X");
    int channels = (int) input.shape().dim(1);
    int groups = Math.clamp(call.node().integer("num_groups", 0), 0, Integer.MAX_VALUE);
    call.require(
        groups > 0 && channels % groups == 0, "num_groups", "a divisor of " + channels, groups);
    int parameters = call.opset() < 21 ? groups : channels;
    double[] scale = perChannel(call, 1, "scale", parameters);
    double[] shift = perChannel(call, 2, "bias", parameters);
    double epsilon = call.node().number("epsilon", 1e-5f);
    double[] x = input.toDoubles();
    int pixels = pixels(input);
    int size = channels / groups * pixels;
    for (int at = 0; at < x.length; at += size) {
      standardise(x, at, size, epsilon);
    }
    for (int plane = 0; plane * pixels < x.length; plane++) {
      int parameter = (int) ((long) plane % channels * parameters / channels);
      scale(x, plane * pixels, pixels, scale[parameter], shift[parameter]);
    }
    return call.tensor(input.dtype(), input.shape(), x);
  }

  private static void scale(double[] x, int at, int n, double scale, double shift) {
    for (int i = at; i < at + n; i++) {
      x[i] = x[i] * scale + shift;
    }
  }

  /** Outputs the result, the means and the reciprocal deviations. */
  private static List<Tensor> layer(Call call) {
    Tensor input = call.real(0, "X");
    int axis = call.axis(-1, input.shape().rank());
    long[] dims = input.shape().dims();
    int n = Math.toIntExact(Strides.product(dims, axis, dims.length));
    double epsilon = call.node().number("epsilon", 1e-5f);
    double[] x = input.toDoubles();
    int vectors = n == 0 ? 0 : x.length / n;
    double[] means = new double[vectors];
    double[] scales = new double[vectors];
    for (int i = 0; i < vectors; i++) {
      means[i] = mean(x, i * n, n);
      scales[i] = standardise(x, i * n, n, epsilon);
    }
    Tensor result = call.tensor(input.dtype(), input.shape(), affine(call, input, x));
    Arrays.fill(dims, axis, dims.length, 1);
    Shape statistics = Shape.of(dims);
    return List.of(
        result,
        call.tensor(DType.F32, statistics, means),
        call.tensor(DType.F32, statistics, scales));
  }

  private static Tensor rootMeanSquare(Call call) {
    Tensor input = call.real(0, "X");
    long[] dims = input.shape().dims();
    int axis = call.axis(-1, dims.length);
    int n = Math.toIntExact(Strides.product(dims, axis, dims.length));
    double epsilon = call.node().number("epsilon", 1e-5f);
    double[] x = input.toDoubles();
    for (int at = 0; at < x.length; at += n) {
      double squares = 0;
      for (int i = at; i < at + n; i++) {
        squares += x[i] * x[i];
      }
      scale(x, at, n, 1 / Math.sqrt(squares / n + epsilon), 0);
    }
    return call.tensor(input.dtype(), input.shape(), affine(call, input, x));
  }

  /** Multiplies by the scale and adds the shift, if there is one, broadcast to the input. */
  private static double[] affine(Call call, Tensor input, double[] x) {
    Tensor scale = call.input(1, "scale");
    Broadcast.require(call, "scale", scale, input.shape());
    double[] factors = Broadcast.doubles(call, scale, input.shape());
    for (int i = 0; i < x.length; i++) {
      x[i] *= factors[i];
    }
    Tensor shift = call.optional(2);
    if (shift != null) {
      Broadcast.require(call, "B", shift, input.shape());
      double[] addends = Broadcast.doubles(call, shift, input.shape());
      for (int i = 0; i < x.length; i++) {
        x[i] += addends[i];
      }
    }
    return x;
  }

  private static Tensor meanVariance(Call call) {
    Tensor input = call.real(0, "X");
    int rank = input.shape().rank();
    boolean[] reduced = new boolean[rank];
    for (int axis :
        call.axes("axes", call.node().integers("axes").orElse(new long[] {0, 2, 3}), rank)) {
      reduced[axis] = true;
    }
    Reduction reduction = new Reduction(input, reduced, true);
    double[] x = input.toDoubles();
    double[] means = reduction.fold(call, x, 0, Double::sum);
    Arrays.setAll(means, i -> means[i] / reduction.count());
    double[] mean = Broadcast.spread(call, means, reduction.kept(), input.shape());
    Arrays.setAll(x, i -> x[i] - mean[i]);
    double[] squares = reduction.fold(call, x, 0, (s, v) -> s + v * v);
    Arrays.setAll(squares, i -> Math.sqrt(squares[i] / reduction.count()) + MEAN_VARIANCE_EPSILON);
    double[] deviation = Broadcast.spread(call, squares, reduction.kept(), input.shape());
    Arrays.setAll(x, i -> x[i] / deviation[i]);
    return call.tensor(input.dtype(), input.shape(), x);
  }

  /** A vector of norm 0 stays as it is. */
  private static Tensor lp(Call call) {
    Tensor input = call.real(0, "input");
    long[] dims = input.shape().dims();
    boolean[] reduced = new boolean[dims.length];
    reduced[call.axis(-1, dims.length)] = true;
    long p = call.node().integer("p", 2);
    call.require(p == 1 || p == 2, "p", "1 or 2", p);
    Reduction reduction = new Reduction(input, reduced, true);
    double[] x = input.toDoubles();
    double[] norms =
        p == 1
            ? reduction.fold(call, x, 0, (s, v) -> s + Math.abs(v))
            : reduction.fold(call, x, 0, (s, v) -> s + v * v);
    Arrays.setAll(norms, i -> norms[i] == 0 ? 1 : p == 1 ? norms[i] : Math.sqrt(norms[i]));
    double[] norm = Broadcast.spread(call, norms, reduction.kept(), input.shape());
    Arrays.setAll(x, i -> x[i] / norm[i]);
    return call.tensor(input.dtype(), input.shape(), x);
  }

  /** An operand with batch and channels. */
  static Tensor channels(Call call, String operand) {
    Tensor x = call.real(0, operand);
    call.require(x.shape().rank() >= 2, operand, "batch and channels", x);
    return x;
  }

  /** The number of elements of one channel of one sample. */
  static int pixels(Tensor x) {
    return Math.toIntExact(Strides.product(x.shape().dims(), 2, x.shape().rank()));
  }

  /** The numbers of a vector with one for each channel. */
  static double[] perChannel(Call call, int index, String operand, int channels) {
    Tensor vector = call.real(index, operand);
    call.require(
        vector.elementCount() == channels, operand, channels + " numbers, one per channel", vector);
    return vector.toDoubles();
  }
}
