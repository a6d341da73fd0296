package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.labels.LabelSet;
import java.util.List;

/**
 * Inception v3 (Szegedy, Vanhoucke, Ioffe, Shlens, Wojna 2015) as in torchvision: large kernels are
 * split into rows and columns, and grids shrink in branches side by side.
 */
final class InceptionV3 {
  private static final double EPS = 1e-3;
  private static final ConvSpec ONE = ConvSpec.of(1);
  private static final ConvSpec THREE = ConvSpec.of(3).pad(1);
  private static final ConvSpec HALVING = ConvSpec.of(3).stride(2);
  private static final PoolSpec POOL = PoolSpec.of(3).stride(2);

  private InceptionV3() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    ModelSpec spec =
        ModelSpec.classifier(
                "inception_v3",
                "Inception v3 for 299x299, eleven modules; names of torchvision",
                Shape.of(1, 3, 299, 299),
                1000)
            .withPreprocess(Preprocess.IMAGENET.withResize(342).withCrop(299, 299))
            .withLabels(LabelSet.IMAGENET);
    Architecture net =
        Architecture.of(spec, InceptionV3::write, "Conv2d_1a_3x3.conv.weight", "fc.weight");
    // The published weights were trained on TensorFlow's range of -1 to 1.
    return List.of(net.withMeanAndStd(0.5f, 0.5f));
  }

  private static Value write(GraphBuilder g, Value x, int classes) {
    x = unit(g, "Conv2d_1a_3x3", x, 32, HALVING);
    x = unit(g, "Conv2d_2a_3x3", x, 32, ConvSpec.of(3));
    x = unit(g, "Conv2d_2b_3x3", x, 64, THREE);
    x = g.maxPool(x, POOL);
    x = unit(g, "Conv2d_3b_1x1", x, 80, ONE);
    x = unit(g, "Conv2d_4a_3x3", x, 192, ConvSpec.of(3));
    x = g.maxPool(x, POOL);
    x = five(g, "Mixed_5b.", x, 32);
    x = five(g, "Mixed_5c.", x, 64);
    x = five(g, "Mixed_5d.", x, 64);
    x = shrinkTo17(g, "Mixed_6a.", x);
    x = seven(g, "Mixed_6b.", x, 128);
    x = seven(g, "Mixed_6c.", x, 160);
    x = seven(g, "Mixed_6d.", x, 160);
    x = seven(g, "Mixed_6e.", x, 192);
    x = shrinkTo8(g, "Mixed_7a.", x);
    x = wide(g, "Mixed_7b.", x);
    x = wide(g, "Mixed_7c.", x);
    trainingHead(g, classes);
    return g.linear("fc", g.globalAveragePool(x), classes);
  }

  /** A second classifier behind Mixed_6e: in the published files, and not computed here. */
  private static void trainingHead(GraphBuilder g, int classes) {
    unusedUnit(g, "AuxLogits.conv0", Shape.of(128, 768, 1, 1));
    unusedUnit(g, "AuxLogits.conv1", Shape.of(768, 128, 5, 5));
    g.unusedWeight("AuxLogits.fc.weight", Shape.of(classes, 768));
    g.unusedWeight("AuxLogits.fc.bias", Shape.of(classes));
  }

  private static void unusedUnit(GraphBuilder g, String unit, Shape weight) {
    g.unusedWeight(unit + ".conv.weight", weight);
    for (String entry : List.of("weight", "bias", "running_mean", "running_var")) {
      g.unusedWeight(unit + ".bn." + entry, Shape.of(weight.dim(0)));
    }
    g.unusedWeight(unit + ".bn.num_batches_tracked", Shape.SCALAR);
  }

  /** Branches of 1x1, 5x5, two 3x3, and pooling. */
  private static Value five(GraphBuilder g, String module, Value x, int pooled) {
    Value a = unit(g, module + "branch1x1", x, 64, ONE);
    Value b = unit(g, module + "branch5x5_1", x, 48, ONE);
    b = unit(g, module + "branch5x5_2", b, 64, ConvSpec.of(5).pad(2));
    Value c = unit(g, module + "branch3x3dbl_1", x, 64, ONE);
    c = unit(g, module + "branch3x3dbl_2", c, 96, THREE);
    c = unit(g, module + "branch3x3dbl_3", c, 96, THREE);
    return g.concat(a, b, c, pooling(g, module, x, pooled));
  }

  private static Value shrinkTo17(GraphBuilder g, String module, Value x) {
    Value a = unit(g, module + "branch3x3", x, 384, HALVING);
    Value b = unit(g, module + "branch3x3dbl_1", x, 64, ONE);
    b = unit(g, module + "branch3x3dbl_2", b, 96, THREE);
    b = unit(g, module + "branch3x3dbl_3", b, 96, HALVING);
    return g.concat(a, b, g.maxPool(x, POOL));
  }

  /** Branches of 1x1, 7x7 once and twice in rows and columns, and pooling. */
  private static Value seven(GraphBuilder g, String module, Value x, int c) {
    Value a = unit(g, module + "branch1x1", x, 192, ONE);
    Value b = unit(g, module + "branch7x7_1", x, c, ONE);
    b = unit(g, module + "branch7x7_2", b, c, row(7));
    b = unit(g, module + "branch7x7_3", b, 192, column(7));
    Value d = unit(g, module + "branch7x7dbl_1", x, c, ONE);
    d = unit(g, module + "branch7x7dbl_2", d, c, column(7));
    d = unit(g, module + "branch7x7dbl_3", d, c, row(7));
    d = unit(g, module + "branch7x7dbl_4", d, c, column(7));
    d = unit(g, module + "branch7x7dbl_5", d, 192, row(7));
    return g.concat(a, b, d, pooling(g, module, x, 192));
  }

  private static Value shrinkTo8(GraphBuilder g, String module, Value x) {
    Value a = unit(g, module + "branch3x3_1", x, 192, ONE);
    a = unit(g, module + "branch3x3_2", a, 320, HALVING);
    Value b = unit(g, module + "branch7x7x3_1", x, 192, ONE);
    b = unit(g, module + "branch7x7x3_2", b, 192, row(7));
    b = unit(g, module + "branch7x7x3_3", b, 192, column(7));
    b = unit(g, module + "branch7x7x3_4", b, 192, HALVING);
    return g.concat(a, b, g.maxPool(x, POOL));
  }

  /** Branches that end in rows and columns side by side. */
  private static Value wide(GraphBuilder g, String module, Value x) {
    Value a = unit(g, module + "branch1x1", x, 320, ONE);
    Value b = unit(g, module + "branch3x3_1", x, 384, ONE);
    b = rowAndColumn(g, module + "branch3x3_2", b);
    Value c = unit(g, module + "branch3x3dbl_1", x, 448, ONE);
    c = unit(g, module + "branch3x3dbl_2", c, 384, THREE);
    c = rowAndColumn(g, module + "branch3x3dbl_3", c);
    return g.concat(a, b, c, pooling(g, module, x, 192));
  }

  private static Value rowAndColumn(GraphBuilder g, String unit, Value x) {
    return g.concat(unit(g, unit + "a", x, 384, row(3)), unit(g, unit + "b", x, 384, column(3)));
  }

  private static Value pooling(GraphBuilder g, String module, Value x, int channels) {
    x = g.averagePool(x, PoolSpec.of(3).stride(1).pad(1));
    return unit(g, module + "branch_pool", x, channels, ONE);
  }

  private static ConvSpec row(int length) {
    return ConvSpec.of(1, length).pad(0, length / 2);
  }

  private static ConvSpec column(int length) {
    return ConvSpec.of(length, 1).pad(length / 2, 0);
  }

  /** Convolution, batch normalisation, ReLU. */
  private static Value unit(GraphBuilder g, String unit, Value x, int channels, ConvSpec spec) {
    x = g.conv(unit + ".conv", x, channels, spec);
    return g.relu(g.batchNorm(unit + ".bn", x, EPS));
  }
}
