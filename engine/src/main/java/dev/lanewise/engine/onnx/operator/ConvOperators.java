package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Convolution and transposed convolution over one to three spatial axes. */
final class ConvOperators {
  private ConvOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "Conv", Operator.single(ConvOperators::conv),
        "ConvTranspose", Operator.single(ConvOperators::convTranspose));
  }

  private static Tensor conv(Call call) {
    Tensor x = call.real(0, "X");
    Tensor w = BinaryOperators.sameType(call, x, call.input(1, "W"), "W");
    ConvGeometry geometry = ConvGeometry.of(call, x.shape(), w.shape());
    Tensor bias = bias(call, x, geometry.outChannels());
    if (x.dtype() == DType.F32 && geometry.hasWork()) {
      return FloatKernels.conv(call, geometry, x, w, bias);
    }
    double[] shift = bias == null ? null : bias.toDoubles();
    double[] y = PlainConv.conv(geometry, x.toDoubles(), w.toDoubles(), shift);
    return call.tensor(x.dtype(), geometry.result(), y);
  }

  private static Tensor bias(Call call, Tensor x, int channels) {
    Tensor bias = call.optional(2);
    if (bias != null) {
      BinaryOperators.sameType(call, x, bias, "B");
      call.require(bias.elementCount() == channels, "B", channels + " numbers", bias);
    }
    return bias;
  }

  private static Tensor convTranspose(Call call) {
    Tensor x = call.real(0, "X");
    Tensor w = BinaryOperators.sameType(call, x, call.input(1, "W"), "W");
    TransposedGeometry geometry = TransposedGeometry.of(call, x.shape(), w.shape());
    Tensor bias = bias(call, x, geometry.outChannels());
    if (x.dtype() == DType.F32 && geometry.hasWork()) {
      return FloatKernels.convTranspose(call, geometry, x, w, bias);
    }
    double[] shift = bias == null ? null : bias.toDoubles();
    double[] y = PlainConv.convTranspose(geometry, x.toDoubles(), w.toDoubles(), shift);
    return call.tensor(x.dtype(), geometry.result(), y);
  }

  /** The sizes of a kernel, from the weights; the attribute must not say otherwise. */
  static long[] kernel(Call call, Shape weights) {
    long[] sizes = SpatialAttributes.sizes(weights);
    long[] stated = call.node().integers("kernel_shape").orElse(sizes);
    call.require(
        Arrays.equals(stated, sizes),
        "kernel_shape",
        "the sizes of the weights " + weights,
        Arrays.toString(stated));
    return sizes;
  }

  /** The number of groups, which must divide both channel counts. */
  static int groups(Call call, long inChannels, long outChannels) {
    long groups = call.node().integer("group", 1);
    call.require(
        groups >= 1 && inChannels % groups == 0 && outChannels % groups == 0,
        "group",
        "a divisor of %d input and %d output channels".formatted(inChannels, outChannels),
        groups);
    return Math.toIntExact(groups);
  }
}
