package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import java.util.List;

/**
 * Folds a batch normalisation into the weights and the bias of the convolution or linear layer
 * before it, where nothing else reads that layer.
 */
final class FoldBatchNorm implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    GraphEdit edit = new GraphEdit(bound);
    for (int i = 0; i < edit.size(); i++) {
      Node node = edit.node(i);
      if (node.op() instanceof Op.BatchNorm norm) {
        Node layer = edit.producer(node.input(0));
        if (layer != null && isPlainLayer(layer) && edit.usedOnce(layer.output())) {
          fold(edit, i, node, norm, layer);
        }
      }
    }
    return edit.done();
  }

  private static boolean isPlainLayer(Node node) {
    return switch (node.op()) {
      case Op.Conv conv -> conv.post().isNone() && !node.hasInput(3);
      case Op.Linear linear -> linear.post().isNone();
      default -> false;
    };
  }

  private static void fold(GraphEdit edit, int index, Node node, Op.BatchNorm norm, Node layer) {
    BatchNormNumbers numbers = BatchNormNumbers.of(node, norm, edit::constant);
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
    int place = edit.definedAt(layer.output());
    edit.remove(index);
    edit.replace(
        place,
        layer
            .withOp(op)
            .withInputs(List.of(layer.input(0), foldedWeight, foldedBias))
            .withOutput(node.output()));
  }
}
