package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Folds a batch normalisation into the weights and the bias of the convolution or linear layer
 * behind it, where nothing else reads the normalisation.
 *
 * <p>Zeros that a convolution pads are not normalised, so this is exact only without padding, or
 * where the normalisation keeps zeros.
 */
final class FoldBatchNormForward implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    GraphEdit edit = new GraphEdit(bound);
    for (int i = 0; i < edit.size(); i++) {
      Node layer = edit.node(i);
      Node before = isLayer(layer.op()) ? edit.producer(layer.input(0)) : null;
      if (before != null
          && before.op() instanceof Op.BatchNorm norm
          && norm.clamp().isNone()
          && edit.usedOnce(before.output())) {
        BatchNormNumbers numbers = BatchNormNumbers.of(before, norm, edit::constant);
        if (padsNothing(layer.op()) || Arrays.stream(numbers.shift()).allMatch(t -> t == 0)) {
          fold(edit, i, layer, before, numbers);
        }
      }
    }
    return edit.done();
  }

  private static boolean isLayer(Op op) {
    return op instanceof Op.Conv || op instanceof Op.Linear;
  }

  private static boolean padsNothing(Op op) {
    return !(op instanceof Op.Conv conv)
        || conv.padBefore().equals(Extent.ZERO) && conv.padAfter().equals(Extent.ZERO);
  }

  private static void fold(
      GraphEdit edit, int index, Node layer, Node before, BatchNormNumbers numbers) {
    Constant weight = edit.constant(layer.input(1));
    double[] bias = layer.hasInput(2) ? edit.constant(layer.input(2)).values() : null;
    String norm = before.name();
    String newWeight =
        edit.addConstant(
            norm + "*" + layer.input(1), new Constant.ScaledInputs(weight, numbers.scale()));
    String biasName = layer.hasInput(2) ? layer.input(2) : layer.name() + ".bias";
    double[] folded = bias(weight, bias, numbers.shift());
    String newBias = edit.addConstant(norm + "*" + biasName, new Constant.Vector(folded));
    List<String> inputs = new ArrayList<>(layer.inputs());
    inputs.set(0, before.input(0));
    inputs.set(1, newWeight);
    if (inputs.size() > 2) {
      inputs.set(2, newBias);
    } else {
      inputs.add(newBias);
    }
    edit.remove(edit.definedAt(before.output()));
    edit.replace(index, layer.withInputs(inputs));
  }

  /** The bias plus what the layer makes of the shift of each input channel. */
  private static double[] bias(Constant weight, double[] bias, double[] shift) {
    Shape shape = weight.shape();
    int rows = (int) shape.dim(0);
    int channels = (int) shape.dim(1);
    double[] values = weight.values();
    int taps = values.length / (rows * channels);
    int groups = shift.length / channels;
    double[] result = bias == null ? new double[rows] : bias;
    for (int k = 0; k < rows; k++) {
      int first = k / (rows / groups) * channels;
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        for (int t = 0; t < taps; t++) {
          sum += values[(k * channels + c) * taps + t];
        }
        result[k] += sum * shift[first + c];
      }
    }
    return result;
  }
}
