package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Resize and its forerunner Upsample: axis by axis, each output is a weighted sum of inputs. */
final class ResizeOperators {
  private ResizeOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "Resize", Operator.single(ResizeOperators::resize),
        "Upsample", Operator.single(ResizeOperators::upsample));
  }

  private static Tensor resize(Call call) {
    Tensor x = call.input(0, "X");
    int rank = x.shape().rank();
    // Version 10 has no region of interest, so the scales come second.
    int scalesAt = call.opset() < 11 ? 1 : 2;
    int[] axes = axes(call, rank);
    double[] scales = numbers(call, scalesAt, "scales");
    long[] sizes = call.optionalIntegers(scalesAt + 1, "sizes");
    sizes = sizes == null || sizes.length == 0 ? null : sizes;
    call.require(
        (scales == null) != (sizes == null),
        "scales and sizes",
        "one of them",
        scales == null ? "none" : "both");
    ResizeAxis[] plan = new ResizeAxis[axes.length];
    double[] region = numbers(call, call.opset() < 11 ? Integer.MAX_VALUE : 1, "roi");
    ResizeSampling sampling =
        ResizeSampling.of(call, region != null ? region.length : 0, axes.length);
    double common = sizes == null ? 0 : commonScale(call, x, axes, sizes);
    for (int i = 0; i < axes.length; i++) {
      long extent = x.shape().dim(axes[i]);
      double start = sampling.crops() ? region[i] : 0;
      double end = sampling.crops() ? region[axes.length + i] : 1;
      if (scales != null) {
        require(call, "scales", axes.length, scales.length);
        plan[i] = ResizeAxis.byScale(call, axes[i], extent, scales[i], start, end);
      } else {
        require(call, "sizes", axes.length, sizes.length);
        long size = common == 0 ? sizes[i] : (long) Math.floor(common * extent + 0.5);
        plan[i] = ResizeAxis.bySize(call, axes[i], extent, size, common, start, end);
      }
    }
    return apply(call, x, plan, sampling);
  }

  private static int[] axes(Call call, int rank) {
    long[] all = new long[rank];
    Arrays.setAll(all, i -> i);
    return call.axes("axes", call.node().integers("axes").orElse(all), rank);
  }

  private static void require(Call call, String what, int wanted, int got) {
    call.require(got == wanted, what, wanted + " numbers, one per axis", got + " numbers");
  }

  /** The numbers of an operand; null if it is left out or empty. */
  private static double[] numbers(Call call, int index, String operand) {
    Tensor tensor = call.optional(index);
    return tensor == null || tensor.elementCount() == 0
        ? null
        : call.real(index, operand).toDoubles();
  }

  /** The scale of all axes that keeps the aspect ratio, or 0 where sizes are taken as they are. */
  private static double commonScale(Call call, Tensor x, int[] axes, long[] sizes) {
    String policy = call.node().text("keep_aspect_ratio_policy", "stretch");
    if (policy.equals("stretch")) {
      return 0;
    }
    boolean larger = policy.equals("not_smaller");
    call.require(
        larger || policy.equals("not_larger"),
        "keep_aspect_ratio_policy",
        "stretch, not_larger or not_smaller",
        policy);
    require(call, "sizes", axes.length, sizes.length);
    double common = larger ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < axes.length; i++) {
      double scale = (double) sizes[i] / x.shape().dim(axes[i]);
      common = larger ? Math.max(common, scale) : Math.min(common, scale);
    }
    return common;
  }

  /** Versions 1 and 7 have attributes, 9 an operand; coordinates are those of asymmetric. */
  private static Tensor upsample(Call call) {
    Tensor x = call.input(0, "X");
    int rank = x.shape().rank();
    double[] scales = numbers(call, 1, "scales");
    if (scales == null) {
      float height = call.node().number("height_scale", 1);
      float width = call.node().number("width_scale", 1);
      float[] listed = call.node().numbers("scales").orElse(new float[] {1, 1, height, width});
      scales = new double[listed.length];
      for (int i = 0; i < listed.length; i++) {
        scales[i] = listed[i];
      }
    }
    require(call, "scales", rank, scales.length);
    ResizeAxis[] plan = new ResizeAxis[rank];
    for (int i = 0; i < rank; i++) {
      plan[i] = ResizeAxis.byScale(call, i, x.shape().dim(i), scales[i], 0, 1);
    }
    return apply(call, x, plan, ResizeSampling.asymmetric(call));
  }

  private static Tensor apply(Call call, Tensor x, ResizeAxis[] plan, ResizeSampling sampling) {
    if (sampling.isNearest() && !sampling.crops()) {
      Tensor result = x;
      for (ResizeAxis axis : plan) {
        result = axis.isIdentity() ? result : nearest(call, result, axis, sampling);
      }
      return result;
    }
    long[] dims = x.shape().dims();
    double[] values = x.toDoubles();
    for (ResizeAxis axis : plan) {
      if (!axis.isIdentity() || sampling.crops()) {
        values = axis(call, values, dims, axis, sampling);
        dims[axis.axis()] = axis.out();
      }
    }
    if (!x.dtype().isFloatingPoint()) {
      round(x.dtype(), values);
    }
    return call.tensor(x.dtype(), Shape.of(dims), values);
  }

  /** Integers take the nearest number of their range. */
  private static void round(DType dtype, double[] values) {
    int bits = 8 * dtype.byteSize();
    boolean signed = dtype.name().startsWith("I");
    double low = signed ? -Math.scalb(1.0, bits - 1) : 0;
    double high = Math.scalb(1.0, signed ? bits - 1 : bits) - 1;
    Arrays.setAll(values, i -> Math.clamp(Math.rint(values[i]), low, high));
  }

  private static Tensor nearest(Call call, Tensor x, ResizeAxis axis, ResizeSampling sampling) {
    long[] positions = new long[axis.out()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = sampling.taps(axis, i).first();
    }
    return GatherOperators.take(call, x, axis.axis(), positions);
  }

  private static double[] axis(
      Call call, double[] in, long[] dims, ResizeAxis axis, ResizeSampling sampling) {
    int before = Math.toIntExact(Strides.product(dims, 0, axis.axis()));
    int behind = Math.toIntExact(Strides.product(dims, axis.axis() + 1, dims.length));
    double[] out = call.array(Shape.of(before, axis.out(), behind));
    for (int i = 0; i < axis.out(); i++) {
      ResizeTaps taps = sampling.taps(axis, i);
      for (int b = 0; b < before; b++) {
        int to = (b * axis.out() + i) * behind;
        if (taps.outside()) {
          Arrays.fill(out, to, to + behind, sampling.extrapolation());
          continue;
        }
        for (int t = 0; t < taps.weights().length; t++) {
          // A tap beyond the edge reads the edge.
          int row = b * axis.in() + Math.clamp((long) taps.first() + t, 0, axis.in() - 1);
          if (taps.weights()[t] != 0) {
            Rows.add(taps.weights()[t], in, row * behind, out, to, behind);
          }
        }
      }
    }
    return out;
  }
}
