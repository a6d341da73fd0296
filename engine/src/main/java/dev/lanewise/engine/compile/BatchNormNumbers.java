package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A batch normalisation as {@code y = x * scale + shift}, in double.
 *
 * @param scale {@code weight / sqrt(var + eps)}
 * @param shift {@code bias - mean * scale}
 */
record BatchNormNumbers(double[] scale, double[] shift) {
  static BatchNormNumbers of(Node node, Op.BatchNorm op, Function<String, Constant> constants) {
    double[] weight = constants.apply(node.input(1)).values();
    double[] bias = constants.apply(node.input(2)).values();
    double[] mean = constants.apply(node.input(3)).values();
    double[] var = constants.apply(node.input(4)).values();
    double[] scale = new double[weight.length];
    double[] shift = new double[weight.length];
    for (int c = 0; c < weight.length; c++) {
      scale[c] = weight[c] / Math.sqrt(var[c] + op.eps());
      shift[c] = bias[c] - mean[c] * scale[c];
    }
    return new BatchNormNumbers(scale, shift);
  }

  /** Those of {@code count} channels. */
  BatchNormNumbers channels(int first, int count) {
    return new BatchNormNumbers(
        Arrays.copyOfRange(scale, first, first + count),
        Arrays.copyOfRange(shift, first, first + count));
  }

  /** The bias of a layer that is followed by this normalisation; null stands for zeros. */
  double[] fold(double[] layerBias) {
    double[] folded = shift.clone();
    for (int c = 0; layerBias != null && c < folded.length; c++) {
      folded[c] += layerBias[c] * scale[c];
    }
    return folded;
  }
}
