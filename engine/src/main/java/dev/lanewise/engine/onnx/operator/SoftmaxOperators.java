package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Tensor;
import java.util.Map;

/** Softmax and its kin: each vector along an axis becomes another one. */
final class SoftmaxOperators {
  /** Overwrites {@code n} numbers that lie {@code step} apart. */
  private interface VectorMap {
    void apply(double[] values, int at, int n, int step);
  }

  private SoftmaxOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "Softmax", Operator.single(call -> apply(call, SoftmaxOperators::softmax)),
        "LogSoftmax", Operator.single(call -> apply(call, SoftmaxOperators::logSoftmax)),
        "Hardmax", Operator.single(call -> apply(call, SoftmaxOperators::hardmax)));
  }

  /** Up to version 12 a vector holds the axis and all axes behind it. */
  private static Tensor apply(Call call, VectorMap map) {
    Tensor x = call.real(0, "input");
    long[] dims = x.shape().dims();
    boolean flattens = call.opset() < 13;
    int axis = call.axis(flattens ? 1 : -1, dims.length);
    int end = flattens ? dims.length : axis + 1;
    long before = Strides.product(dims, 0, axis);
    int n = Math.toIntExact(Strides.product(dims, axis, end));
    int step = Math.toIntExact(Strides.product(dims, end, dims.length));
    double[] values = x.toDoubles();
    for (int i = 0; i < before && values.length > 0; i++) {
      for (int j = 0; j < step; j++) {
        map.apply(values, i * n * step + j, n, step);
      }
    }
    return call.tensor(x.dtype(), x.shape(), values);
  }

  private static void softmax(double[] values, int at, int n, int step) {
    int end = at + n * step;
    double max = max(values, at, end, step);
    double sum = 0;
    for (int i = at; i < end; i += step) {
      values[i] = Math.exp(values[i] - max);
      sum += values[i];
    }
    for (int i = at; i < end; i += step) {
      values[i] /= sum;
    }
  }

  private static void logSoftmax(double[] values, int at, int n, int step) {
    int end = at + n * step;
    double max = max(values, at, end, step);
    double sum = 0;
    for (int i = at; i < end; i += step) {
      sum += Math.exp(values[i] - max);
    }
    double shift = max + Math.log(sum);
    for (int i = at; i < end; i += step) {
      values[i] -= shift;
    }
  }

  /** 1 for the first largest element, 0 for the others. */
  private static void hardmax(double[] values, int at, int n, int step) {
    int best = at;
    for (int i = at + step; i < at + n * step; i += step) {
      best = values[i] > values[best] ? i : best;
    }
    for (int i = at; i < at + n * step; i += step) {
      values[i] = i == best ? 1 : 0;
    }
  }

  private static double max(double[] values, int at, int end, int step) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = at; i < end; i += step) {
      max = Math.max(max, values[i]);
    }
    return max;
  }
}
