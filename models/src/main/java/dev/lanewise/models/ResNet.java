package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/**
 * Residual networks for ImageNet with the arithmetic and the names of torchvision: ResNet (He,
 * Zhang, Ren, Sun 2015), ResNeXt (Xie, Girshick, Dollar, Tu, He 2016), Wide ResNet (Zagoruyko,
 * Komodakis 2016), and the same skeleton with other shortcuts or none.
 *
 * <p>A stem brings 224 x 224 pixels down to 56 x 56; four stages of blocks follow, of which the
 * last three begin with a stride of 2 and twice the channels.
 *
 * @param bottleneck whether blocks are 1x1, 3x3, 1x1 with a fourfold output, else 3x3, 3x3
 * @param repeats blocks per stage
 * @param groups of a bottleneck's 3x3
 * @param groupWidth channels of each group in the first stage
 */
record ResNet(
    String name,
    boolean bottleneck,
    List<Integer> repeats,
    int groups,
    int groupWidth,
    Shortcut shortcut)
    implements Layers {

  private static final int STEM = 64;
  private static final int EXPANSION = 4;

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
            basic("resnet18", 2, 2, 2, 2),
            basic("resnet34", 3, 4, 6, 3),
            bottleneck("resnet50", 3, 4, 6, 3),
            bottleneck("resnet101", 3, 4, 23, 3),
            bottleneck("resnet152", 3, 8, 36, 3),
            bottleneck("resnet200", 3, 24, 36, 3),
            bottleneck("resnext50_32x4d", 3, 4, 6, 3).groups(32, 4),
            bottleneck("resnext101_32x8d", 3, 4, 23, 3).groups(32, 8),
            bottleneck("resnext101_64x4d", 3, 4, 23, 3).groups(64, 4),
            bottleneck("wide_resnet50_2", 3, 4, 6, 3).groups(1, 128),
            basic("plain18", 2, 2, 2, 2).shortcut(Shortcut.NONE),
            basic("plain34", 3, 4, 6, 3).shortcut(Shortcut.NONE),
            basic("resnet18_a", 2, 2, 2, 2).shortcut(Shortcut.PAD_BEHIND),
            basic("resnet18_c", 2, 2, 2, 2).shortcut(Shortcut.PROJECT_ALWAYS))
        .stream()
        .map(ResNet::architecture)
        .toList();
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    x = g.conv("conv1", x, STEM, ConvSpec.of(7).stride(2).pad(3));
    x = g.relu(g.batchNorm("bn1", x));
    x = g.maxPool(x, PoolSpec.of(3).stride(2).pad(1));
    for (int stage = 1; stage <= repeats.size(); stage++) {
      int planes = STEM << (stage - 1);
      for (int b = 0; b < repeats.get(stage - 1); b++) {
        int stride = b == 0 && stage > 1 ? 2 : 1;
        x = block(g, "layer" + stage + "." + b + ".", x, planes, stride);
      }
    }
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  private Value block(GraphBuilder g, String block, Value x, int planes, int stride) {
    return bottleneck
        ? bottleneck(g, block, x, planes, stride)
        : BasicBlock.write(g, block, x, planes, stride, shortcut, "downsample");
  }

  /** 1x1, 3x3 with the stride ("v1.5"; the paper had it on the first 1x1), 1x1, add, ReLU. */
  private Value bottleneck(GraphBuilder g, String block, Value x, int planes, int stride) {
    int width = planes * groupWidth / STEM * groups;
    Value y = g.conv(block + "conv1", x, width, ConvSpec.of(1));
    y = g.relu(g.batchNorm(block + "bn1", y));
    y = g.conv(block + "conv2", y, width, ConvSpec.of(3).stride(stride).pad(1).groups(groups));
    y = g.relu(g.batchNorm(block + "bn2", y));
    y = g.conv(block + "conv3", y, EXPANSION * planes, ConvSpec.of(1));
    y = g.batchNorm(block + "bn3", y);
    return g.relu(shortcut.add(g, y, x, stride, block + "downsample"));
  }

  private static ResNet basic(String name, Integer... repeats) {
    return new ResNet(name, false, List.of(repeats), 1, STEM, Shortcut.PROJECT);
  }

  private static ResNet bottleneck(String name, Integer... repeats) {
    return new ResNet(name, true, List.of(repeats), 1, STEM, Shortcut.PROJECT);
  }

  private ResNet groups(int count, int widthOfOne) {
    return new ResNet(name, bottleneck, repeats, count, widthOfOne, shortcut);
  }

  private ResNet shortcut(Shortcut other) {
    return new ResNet(name, bottleneck, repeats, groups, groupWidth, other);
  }

  private String description() {
    String kind =
        shortcut == Shortcut.NONE
            ? "plain network without shortcuts"
            : groups > 1
                ? "ResNeXt, " + groups + " groups"
                : groupWidth > STEM ? "wide ResNet" : "ResNet";
    String shape = (bottleneck ? " bottlenecks " : " basic blocks ") + repeats;
    String option =
        switch (shortcut) {
          case NONE, PROJECT -> "";
          case PAD_BEHIND, PAD_AROUND -> ", shortcut option A";
          case PROJECT_ALWAYS -> ", shortcut option C";
        };
    return kind + "," + shape + option + "; names of torchvision";
  }

  private Architecture architecture() {
    return Architecture.imageNet(name, description(), this, "conv1.weight", "fc.weight");
  }
}
