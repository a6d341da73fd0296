package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import java.util.List;

/**
 * ResNet-18 for clips (Tran, Wang, Torresani, Ray, LeCun, Paluri, "A Closer Look at Spatiotemporal
 * Convolutions", 2017) as in torchvision: time is a third axis, convolved in three ways.
 *
 * @param layer1 the convolutions of the first stage
 * @param others the convolutions of the other stages
 */
record VideoResNet(String name, String description, Kernel layer1, Kernel others)
    implements Layers {
  private static final int MIDDLE_STEM = 45;

  /** How a convolution over 3x3x3 is done. */
  enum Kernel {
    /** At once. */
    FULL,
    /** Within each frame only: 1x3x3. */
    FRAME,
    /** Within each frame, then along time: R(2+1)D. */
    FACTORED;

    /** The strides of a stage along time, height and width. */
    int[] stride(int stride) {
      return this == FRAME ? new int[] {1, stride, stride} : new int[] {stride, stride, stride};
    }
  }

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
            new VideoResNet("r3d_18", "3-D convolutions", Kernel.FULL, Kernel.FULL),
            new VideoResNet(
                "mc3_18", "3-D convolutions in stage 1, 2-D in others", Kernel.FULL, Kernel.FRAME),
            new VideoResNet(
                "r2plus1d_18", "(2+1)-D convolutions", Kernel.FACTORED, Kernel.FACTORED))
        .stream()
        .map(VideoResNet::architecture)
        .toList();
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    x = layer1 == Kernel.FACTORED ? factoredStem(g, x) : stem(g, x);
    for (int stage = 1; stage <= 4; stage++) {
      Kernel kernel = stage == 1 ? layer1 : others;
      int planes = 64 << (stage - 1);
      x = block(g, "layer" + stage + ".0.", x, planes, stage == 1 ? 1 : 2, kernel);
      x = block(g, "layer" + stage + ".1.", x, planes, 1, kernel);
    }
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  private static Value stem(GraphBuilder g, Value x) {
    x = g.conv("stem.0", x, 64, ConvSpec.of(3, 7, 7).stride(1, 2, 2).pad(1, 3, 3));
    return g.relu(g.batchNorm("stem.1", x));
  }

  private static Value factoredStem(GraphBuilder g, Value x) {
    x = g.conv("stem.0", x, MIDDLE_STEM, ConvSpec.of(1, 7, 7).stride(1, 2, 2).pad(0, 3, 3));
    x = g.relu(g.batchNorm("stem.1", x));
    x = g.conv("stem.3", x, 64, ConvSpec.of(3, 1, 1).pad(1, 0, 0));
    return g.relu(g.batchNorm("stem.4", x));
  }

  private static Value block(
      GraphBuilder g, String block, Value x, int planes, int stride, Kernel kernel) {
    int middle = middle(x.channels(), planes);
    Value y = conv(g, block + "conv1.0", x, planes, middle, stride, kernel);
    y = g.relu(g.batchNorm(block + "conv1.1", y));
    y = conv(g, block + "conv2.0", y, planes, middle, 1, kernel);
    y = g.batchNorm(block + "conv2.1", y);
    if (stride != 1 || x.channels() != planes) {
      ConvSpec projection = ConvSpec.of(1).stride(kernel.stride(stride));
      x = g.conv(block + "downsample.0", x, planes, projection);
      x = g.batchNorm(block + "downsample.1", x);
    }
    return g.relu(g.add(y, x));
  }

  private static Value conv(
      GraphBuilder g, String conv, Value x, int planes, int middle, int stride, Kernel kernel) {
    ConvSpec frame = ConvSpec.of(1, 3, 3).stride(1, stride, stride).pad(0, 1, 1);
    return switch (kernel) {
      case FULL -> g.conv(conv, x, planes, ConvSpec.of(3).stride(stride).pad(1));
      case FRAME -> g.conv(conv, x, planes, frame);
      case FACTORED -> {
        Value y = g.relu(g.batchNorm(conv + ".1", g.conv(conv + ".0", x, middle, frame)));
        ConvSpec time = ConvSpec.of(3, 1, 1).stride(stride, 1, 1).pad(1, 0, 0);
        yield g.conv(conv + ".3", y, planes, time);
      }
    };
  }

  /** As many channels between the two parts as make their weights those of 3x3x3. */
  private static int middle(int in, int out) {
    return 27 * in * out / (9 * in + 3 * out);
  }

  private Architecture architecture() {
    ModelSpec spec =
        ModelSpec.classifier(
            name,
            "ResNet-18 for clips, %s; names of torchvision".formatted(description),
            Shape.of(1, 3, 16, 112, 112),
            400);
    return Architecture.of(spec, this, "stem.0.weight", "fc.weight");
  }
}
