package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import java.util.List;

/**
 * Residual networks for ImageNet with the arithmetic and the names of torchvision: ResNet (He,
 * Zhang, Ren, Sun 2015), ResNeXt (Xie, Girshick, Dollar, Tu, He 2016), Wide ResNet (Zagoruyko,
 * Komodakis 2016), and the same skeleton with other shortcuts or none, or with attention.
 *
 * <p>A stem brings 224 x 224 pixels down to 56 x 56; four stages of blocks follow, of which the
 * last three begin with a stride of 2 and twice the channels.
 *
 * @param bottleneck whether blocks are 1x1, 3x3, 1x1 with a fourfold output, else 3x3, 3x3
 * @param repeats blocks per stage
 * @param groups of a bottleneck's 3x3
 * @param groupWidth channels of each group in the first stage
 * @param attention at the end of a bottleneck's branch
 * @param strideFirst whether a bottleneck's stride is on its first 1x1, as in the paper of 2015;
 *     else on its 3x3, as in torchvision ("v1.5")
 */
record ResNet(
    String name,
    boolean bottleneck,
    List<Integer> repeats,
    int groups,
    int groupWidth,
    Shortcut shortcut,
    Attention attention,
    boolean strideFirst)
    implements Layers {

  private static final int STEM = ResNetTrunk.STEM;
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
            basic("resnet18_b", 2, 2, 2, 2),
            basic("resnet18_c", 2, 2, 2, 2).shortcut(Shortcut.PROJECT_ALWAYS),
            basic("resnet34_a", 3, 4, 6, 3).shortcut(Shortcut.PAD_BEHIND),
            basic("resnet34_b", 3, 4, 6, 3),
            basic("resnet34_c", 3, 4, 6, 3).shortcut(Shortcut.PROJECT_ALWAYS),
            bottleneck("resnet50_v1", 3, 4, 6, 3).strideOnFirst(),
            bottleneck("resnet101_v1", 3, 4, 23, 3).strideOnFirst(),
            bottleneck("resnet152_v1", 3, 8, 36, 3).strideOnFirst(),
            bottleneck("se_resnet50", 3, 4, 6, 3).attention(Attention.SE),
            bottleneck("se_resnext50_32x4d", 3, 4, 6, 3).groups(32, 4).attention(Attention.SE),
            bottleneck("eca_resnet50", 3, 4, 6, 3).attention(Attention.ECA),
            bottleneck("cbam_resnet50", 3, 4, 6, 3).attention(Attention.CBAM))
        .stream()
        .map(ResNet::architecture)
        .toList();
  }

  @Override
  public Value write(GraphBuilder g, Value x, int classes) {
    x = ResNetTrunk.stem(g, x, ConvSpec.of(7).stride(2).pad(3));
    x =
        ResNetTrunk.stages(
            x, repeats, STEM, (block, y, planes, stride) -> block(g, block, y, planes, stride));
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  private Value block(GraphBuilder g, String block, Value x, int planes, int stride) {
    return bottleneck
        ? bottleneck(g, block, x, planes, stride)
        : BasicBlock.write(g, block, x, planes, stride, shortcut, "downsample");
  }

  private Value bottleneck(GraphBuilder g, String block, Value x, int planes, int stride) {
    int width = planes * groupWidth / STEM * groups;
    int first = strideFirst ? stride : 1;
    ConvSpec spatial = ConvSpec.of(3).stride(stride / first).pad(1).groups(groups);
    int out = EXPANSION * planes;
    return Bottleneck.write(g, block, x, width, out, first, spatial, attention, shortcut, stride);
  }

  private static ResNet basic(String name, Integer... repeats) {
    return new ResNet(
        name, false, List.of(repeats), 1, STEM, Shortcut.PROJECT, Attention.NONE, false);
  }

  private static ResNet bottleneck(String name, Integer... repeats) {
    return new ResNet(
        name, true, List.of(repeats), 1, STEM, Shortcut.PROJECT, Attention.NONE, false);
  }

  private ResNet groups(int count, int widthOfOne) {
    return new ResNet(
        name, bottleneck, repeats, count, widthOfOne, shortcut, attention, strideFirst);
  }

  private ResNet shortcut(Shortcut other) {
    return new ResNet(name, bottleneck, repeats, groups, groupWidth, other, attention, strideFirst);
  }

  private ResNet attention(Attention other) {
    return new ResNet(name, bottleneck, repeats, groups, groupWidth, shortcut, other, strideFirst);
  }

  private ResNet strideOnFirst() {
    return new ResNet(name, bottleneck, repeats, groups, groupWidth, shortcut, attention, true);
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
    String gate =
        switch (attention) {
          case NONE -> strideFirst ? ", stride on the first 1x1" : "";
          case SE -> ", squeeze and excitation";
          case ECA -> ", efficient channel attention";
          case CBAM -> ", block attention (CBAM)";
        };
    return kind + "," + shape + option + gate + "; names of torchvision";
  }

  private Architecture architecture() {
    return Architecture.imageNet(name, description(), this, "conv1.weight", "fc.weight");
  }
}
