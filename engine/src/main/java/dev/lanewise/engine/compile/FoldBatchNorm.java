package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import java.util.List;

/**
 * Folds a batch normalisation into the weights and the bias of the convolution or linear layer
 * before it, where nothing else reads that layer; behind a concatenation of such layers into each
 * of them.
 */
final class FoldBatchNorm implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    GraphEdit edit = new GraphEdit(bound);
    for (int i = 0; i < edit.size(); i++) {
      Node node = edit.node(i);
      if (node.op() instanceof Op.BatchNorm norm) {
        List<Node> layers = edit.branches(node.input(0));
        if (!layers.isEmpty() && layers.stream().allMatch(FoldBatchNorm::isPlainLayer)) {
          BatchNormNumbers numbers = BatchNormNumbers.of(node, norm, edit::constant);
          int channel = 0;
          for (Node layer : layers) {
            int count = (int) edit.constant(layer.input(1)).shape().dim(0);
            fold(edit, node, norm, layer, numbers.channels(channel, count));
            channel += count;
          }
          edit.moveOutput(i, node.input(0));
        }
      }
    }
    return edit.done();
  }

  private static boolean isPlainLayer(Node node) {
    return switch (node.op()) {
      case Op.Conv conv -> conv.post().isNone() && !node.hasInput(3);
      case Op.Linear linear -> linear.post().isNone() && !node.hasInput(3);
      default -> false;
    };
  }

  private static void fold(
      GraphEdit edit, Node node, Op.BatchNorm norm, Node layer, BatchNormNumbers numbers) {
    Constant weight = edit.constant(layer.input(1)).scaleRows(numbers.scale());
    double[] bias = layer.hasInput(2) ? edit.constant(layer.input(2)).values() : null;
    String foldedWeight = edit.addConstant(layer.input(1) + "*" + node.name(), weight);
    String biasName = layer.hasInput(2) ? layer.input(2) : layer.name() + ".bias";
    String foldedBias =
        edit.addConstant(biasName + "*" + node.name(), new Constant.Vector(numbers.fold(bias)));
    Op op =
        switch (layer.op()) {
          case Op.Conv conv -> conv.withPost(norm.clamp());
          default -> new Op.Linear(norm.clamp());
        };
    edit.replace(
        edit.definedAt(layer.output()),
        layer.withOp(op).withInputs(List.of(layer.input(0), foldedWeight, foldedBias)));
  }
}
