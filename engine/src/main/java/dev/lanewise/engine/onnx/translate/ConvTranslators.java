package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;
import java.util.Map;

/** Convolutions and transposed convolutions with constant weights. */
final class ConvTranslators {
  private ConvTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("Conv", ConvTranslators::conv);
    all.put("ConvTranspose", ConvTranslators::convTranspose);
  }

  private static void conv(Translation t) {
    String x = t.x(0);
    String weight = t.weight(1);
    String bias = t.has(2) ? t.weight(2) : "";
    Windows w = Windows.of(t.node(), t.shape(0), kernel(t));
    t.result(
        new Op.Conv(
            w.rank(),
            w.kernel(),
            w.stride(),
            w.padBefore(),
            w.padAfter(),
            w.dilation(),
            groups(t.node()),
            Clamp.NONE),
        x,
        weight,
        bias);
  }

  private static int groups(OnnxNode node) {
    long groups = node.integer("group", 1);
    require(groups >= 1 && groups <= Integer.MAX_VALUE, "it has %d groups".formatted(groups));
    return (int) groups;
  }

  private static long[] kernel(Translation t) {
    Shape weight = t.shape(1);
    require(weight.rank() == t.shape(0).rank(), "its weight is " + weight);
    long[] kernel = Arrays.copyOfRange(weight.dims(), 2, weight.rank());
    t.node()
        .integers("kernel_shape")
        .ifPresent(k -> require(Arrays.equals(k, kernel), "kernel_shape does not fit its weight"));
    return kernel;
  }

  private static void convTranspose(Translation t) {
    String x = t.x(0);
    String weight = t.weight(1);
    String bias = t.has(2) ? t.weight(2) : "";
    OnnxNode node = t.node();
    long[] kernel = kernel(t);
    int rank = kernel.length;
    require(rank >= 1 && rank <= 3, "it has %d spatial axes".formatted(rank));
    long[] stride = node.integers("strides").orElseGet(() -> Windows.filled(rank, 1));
    long[] dilation = node.integers("dilations").orElseGet(() -> Windows.filled(rank, 1));
    long[] more = node.integers("output_padding").orElseGet(() -> Windows.filled(rank, 0));
    Extent k = Windows.extent("kernel", kernel, rank, 1, 1);
    Extent s = Windows.extent("strides", stride, rank, 1, 1);
    Extent d = Windows.extent("dilations", dilation, rank, 1, 1);
    Extent o = Windows.extent("output_padding", more, rank, 0, 0);
    long[] whole = new long[rank];
    for (int i = 0; i < rank; i++) {
      whole[i] = stride[i] * (t.shape(0).dim(2 + i) - 1) + more[i] + (kernel[i] - 1) * dilation[i];
      whole[i]++;
    }
    long[] pads = pads(t, whole, stride);
    t.result(
        new SpatialOp.ConvTranspose(
            rank,
            k,
            s,
            Windows.extent("pads", Arrays.copyOf(pads, rank), rank, 0, 0),
            Windows.extent("pads", Arrays.copyOfRange(pads, rank, 2 * rank), rank, 0, 0),
            o,
            d,
            groups(node),
            Clamp.NONE),
        x,
        weight,
        bias);
  }

  /**
   * What is cut off the output in front of all axes, then behind.
   *
   * @param whole the output without padding
   */
  private static long[] pads(Translation t, long[] whole, long[] stride) {
    int rank = whole.length;
    OnnxNode node = t.node();
    String auto = node.text("auto_pad", "NOTSET");
    boolean same = auto.startsWith("SAME");
    long[] size =
        node.integers("output_shape")
            .map(given -> Arrays.copyOfRange(given, given.length - rank, given.length))
            .orElse(null);
    if (size == null && !same) {
      require(auto.equals("NOTSET") || auto.equals("VALID"), "auto_pad is " + auto);
      long[] pads =
          auto.equals("VALID")
              ? Windows.filled(2 * rank, 0)
              : node.integers("pads").orElseGet(() -> Windows.filled(2 * rank, 0));
      require(pads.length == 2 * rank, "it has %d pads".formatted(pads.length));
      return pads;
    }
    long[] pads = new long[2 * rank];
    for (int i = 0; i < rank; i++) {
      long out = size != null ? size[i] : t.shape(0).dim(2 + i) * stride[i];
      long total = whole[i] - out;
      require(total >= 0, "its output is larger than what its input reaches");
      pads[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      pads[rank + i] = total - pads[i];
    }
    return pads;
  }
}
