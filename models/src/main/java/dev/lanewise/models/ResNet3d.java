package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import java.util.List;

/**
 * Residual networks for clips with cubic kernels (Hara, Kataoka, Satoh, "Can Spatiotemporal 3D CNNs
 * Retrace the History of 2D CNNs and ImageNet?", 2017), after kenshohara/3D-ResNets-PyTorch.
 *
 * @param bottleneck whether blocks are 1x1x1, 3x3x3, 1x1x1, else 3x3x3, 3x3x3
 * @param repeats blocks per stage
 * @param planes of the first stage; each stage doubles them
 * @param expansion how many times wider a bottleneck's output is
 * @param groups of a bottleneck's 3x3x3
 */
record ResNet3d(
    String name,
    boolean bottleneck,
    List<Integer> repeats,
    int planes,
    int expansion,
    int groups,
    Shortcut shortcut,
    int classes)
    implements Layers {

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
            basic("resnet3d_18", 2, 2, 2, 2),
            basic("resnet3d_34", 3, 4, 6, 3),
            bottleneck("resnet3d_50", 3, 4, 6, 3),
            bottleneck("resnet3d_101", 3, 4, 23, 3),
            bottleneck("resnet3d_152", 3, 8, 36, 3),
            bottleneck("resnet3d_200", 3, 24, 36, 3),
            basic("resnet3d_18_a", 2, 2, 2, 2).optionA(),
            basic("resnet3d_34_a", 3, 4, 6, 3).optionA(),
            bottleneck("resnet3d_50_a", 3, 4, 6, 3).optionA(),
            bottleneck("resnet3d_101_a", 3, 4, 23, 3).optionA(),
            bottleneck("resnet3d_152_a", 3, 8, 36, 3).optionA(),
            bottleneck("resnet3d_200_a", 3, 24, 36, 3).optionA(),
            bottleneck("resnext3d_101", 3, 4, 23, 3).resnext(128, 2, 32))
        .stream()
        .map(ResNet3d::architecture)
        .toList();
  }

  @Override
  public Value write(GraphBuilder g, Value x, int outputs) {
    x = ResNetTrunk.stem(g, x, ConvSpec.of(7).stride(1, 2, 2).pad(3));
    x =
        ResNetTrunk.stages(
            x, repeats, planes, (block, y, width, stride) -> block(g, block, y, width, stride));
    return g.linear("fc", g.globalAveragePool(x), outputs);
  }

  private Value block(GraphBuilder g, String block, Value x, int width, int stride) {
    if (!bottleneck) {
      return BasicBlock.write(g, block, x, width, stride, shortcut, "downsample");
    }
    ConvSpec spatial = ConvSpec.of(3).stride(stride).pad(1).groups(groups);
    int out = expansion * width;
    return Bottleneck.write(g, block, x, width, out, 1, spatial, Attention.NONE, shortcut, stride);
  }

  /** For the 700 classes of Kinetics-700. */
  private static ResNet3d basic(String name, Integer... repeats) {
    return new ResNet3d(name, false, List.of(repeats), 64, 1, 1, Shortcut.PROJECT, 700);
  }

  private static ResNet3d bottleneck(String name, Integer... repeats) {
    return new ResNet3d(name, true, List.of(repeats), 64, 4, 1, Shortcut.PROJECT, 700);
  }

  /** Without parameters in shortcuts, for the 400 classes of Kinetics-400. */
  private ResNet3d optionA() {
    return new ResNet3d(
        name, bottleneck, repeats, planes, expansion, groups, Shortcut.PAD_BEHIND, 400);
  }

  private ResNet3d resnext(int firstPlanes, int widening, int groupCount) {
    return new ResNet3d(
        name, bottleneck, repeats, firstPlanes, widening, groupCount, shortcut, 400);
  }

  private Architecture architecture() {
    String description =
        "%s for clips, %s %s%s; names of kenshohara/3D-ResNets-PyTorch"
            .formatted(
                groups > 1 ? "ResNeXt, " + groups + " groups," : "ResNet",
                bottleneck ? "bottlenecks" : "basic blocks",
                repeats,
                shortcut == Shortcut.PROJECT ? "" : ", shortcut option A");
    ModelSpec spec = ModelSpec.classifier(name, description, Shape.of(1, 3, 16, 112, 112), classes);
    return Architecture.of(spec, this, "conv1.weight", "fc.weight");
  }
}
