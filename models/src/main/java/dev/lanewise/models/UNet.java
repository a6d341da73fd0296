package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.ConvTransposeSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * U-Nets (Ronneberger, Fischer, Brox 2015) with padding and batch normalisation, and the names of
 * milesial/Pytorch-UNet: maps are halved again and again, then enlarged, and each enlarged one is
 * joined with the map of its size on the way down.
 *
 * @param depth how often maps are halved
 * @param width channels at full size
 * @param bilinear whether maps are enlarged by interpolation, else by a transposed convolution
 * @param input the usual input
 */
record UNet(String name, int depth, int width, boolean bilinear, Shape input, int classes)
    implements Network {

  /** Every network of this family. */
  static List<Architecture> variants() {
    Shape picture = Shape.of(1, 3, 256, 256);
    Shape volume = Shape.of(1, 1, 16, 32, 32);
    return List.of(
            new UNet("unet2d", 4, 64, false, picture, 2),
            new UNet("unet2d_bilinear", 4, 64, true, picture, 2),
            new UNet("unet2d_w4", 4, 16, false, picture, 2),
            new UNet("unet2d_bilinear_w4", 4, 16, true, picture, 2),
            new UNet("unet3d_small", 3, 8, false, volume, 3))
        .stream()
        .map(UNet::architecture)
        .toList();
  }

  @Override
  public List<Value> write(GraphBuilder g, List<Value> inputs, Sizes sizes) {
    int base = sizes.width();
    Deque<Value> skips = new ArrayDeque<>();
    Value x = doubleConv(g, "inc.", inputs.getFirst(), base, base);
    for (int i = 1; i <= depth; i++) {
      skips.push(x);
      int channels = bilinear && i == depth ? x.channels() : 2 * x.channels();
      x = g.maxPool(x, PoolSpec.of(2));
      x = doubleConv(g, "down" + i + ".maxpool_conv.1.", x, channels, channels);
    }
    for (int i = 1; i <= depth; i++) {
      int channels = base << (depth - i);
      int out = bilinear && i < depth ? channels / 2 : channels;
      x = up(g, "up" + i + ".", x, skips.pop(), channels, out);
    }
    return List.of(g.conv("outc.conv", x, sizes.classes(), ConvSpec.of(1).bias()));
  }

  /** Enlarges, pads to the size of the skip, joins (skip first), convolves twice. */
  private Value up(GraphBuilder g, String module, Value x, Value skip, int channels, int out) {
    if (bilinear) {
      x = g.rescale(x, Sampling.LINEAR_ALIGN_CORNERS, 2);
    } else {
      x = g.convTranspose(module + "up", x, channels, ConvTransposeSpec.of(2).stride(2).bias());
    }
    x = g.concat(skip, padTo(g, x, skip));
    return doubleConv(g, module + "conv.", x, bilinear ? channels : out, out);
  }

  private static Value padTo(GraphBuilder g, Value x, Value like) {
    int[] before = new int[x.spatialRank()];
    int[] after = new int[x.spatialRank()];
    for (int axis = 0; axis < before.length; axis++) {
      int missing = (int) (like.shape().dim(2 + axis) - x.shape().dim(2 + axis));
      before[axis] = missing / 2;
      after[axis] = missing - before[axis];
    }
    g.fixSize();
    return g.pad(x, before, after);
  }

  /** Two convolutions over 3 along each axis, each with normalisation and ReLU. */
  private static Value doubleConv(GraphBuilder g, String module, Value x, int middle, int out) {
    String layers = module + "double_conv.";
    x = g.conv(layers + "0", x, middle, ConvSpec.of(3).pad(1));
    x = g.relu(g.batchNorm(layers + "1", x));
    x = g.conv(layers + "3", x, out, ConvSpec.of(3).pad(1));
    return g.relu(g.batchNorm(layers + "4", x));
  }

  private Architecture architecture() {
    String description =
        "U-Net, %d steps from %d channels, %s; names of milesial/Pytorch-UNet"
            .formatted(depth, width, bilinear ? "bilinear" : "transposed convolutions");
    ModelSpec spec = ModelSpec.segmenter(name, description, input, classes);
    return new Architecture(spec, this, width, "inc.double_conv.0.weight", "outc.conv.weight");
  }
}
