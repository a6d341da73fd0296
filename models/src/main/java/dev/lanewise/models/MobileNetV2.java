package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/** MobileNet v2 (Sandler et al. 2018) as in torchvision: inverted residuals and ReLU6. */
final class MobileNetV2 {
  /**
   * Equal blocks in a row.
   *
   * @param expansion how many times wider the depthwise convolution is than the input
   * @param stride of the first block
   */
  private record Row(int expansion, int channels, int blocks, int stride) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(1, 16, 1, 1),
          new Row(6, 24, 2, 2),
          new Row(6, 32, 3, 2),
          new Row(6, 64, 4, 2),
          new Row(6, 96, 3, 1),
          new Row(6, 160, 3, 2),
          new Row(6, 320, 1, 1));

  private MobileNetV2() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
        Architecture.imageNet(
            "mobilenet_v2",
            "MobileNet v2, 17 inverted residuals; names of torchvision",
            MobileNetV2::write,
            "features.0.0.weight",
            "classifier.1.weight"));
  }

  private static Value write(GraphBuilder g, Value x, int classes) {
    x = unit(g, "features.0", x, 32, ConvSpec.of(3).stride(2).pad(1));
    int feature = 1;
    for (Row row : ROWS) {
      for (int b = 0; b < row.blocks(); b++) {
        int stride = b == 0 ? row.stride() : 1;
        String block = "features." + feature++ + ".conv.";
        x = invertedResidual(g, block, x, row.expansion(), row.channels(), stride);
      }
    }
    x = unit(g, "features.18", x, 1280, ConvSpec.of(1));
    return g.linear("classifier.1", g.globalAveragePool(x), classes);
  }

  private static Value invertedResidual(
      GraphBuilder g, String block, Value x, int expansion, int channels, int stride) {
    Value y = x;
    int slot = 0;
    if (expansion > 1) {
      y = unit(g, block + slot++, y, expansion * x.channels(), ConvSpec.of(1));
    }
    ConvSpec depthwise = ConvSpec.of(3).stride(stride).pad(1).groups(y.channels());
    y = unit(g, block + slot++, y, y.channels(), depthwise);
    y = g.conv(block + slot++, y, channels, ConvSpec.of(1));
    y = g.batchNorm(block + slot, y);
    return stride == 1 && x.channels() == channels ? g.add(y, x) : y;
  }

  /** Convolution, batch normalisation, ReLU6. */
  private static Value unit(GraphBuilder g, String unit, Value x, int channels, ConvSpec spec) {
    x = g.conv(unit + ".0", x, channels, spec);
    return g.relu6(g.batchNorm(unit + ".1", x));
  }
}
