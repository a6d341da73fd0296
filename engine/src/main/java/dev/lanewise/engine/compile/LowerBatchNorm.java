package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import java.util.List;

/** Turns each batch normalisation that is left into one scale and one shift per channel. */
final class LowerBatchNorm implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    GraphEdit edit = new GraphEdit(bound);
    for (int i = 0; i < edit.size(); i++) {
      Node node = edit.node(i);
      if (node.op() instanceof Op.BatchNorm norm) {
        BatchNormNumbers numbers = BatchNormNumbers.of(node, norm, edit::constant);
        String scale =
            edit.addConstant(node.name() + ".scale", new Constant.Vector(numbers.scale()));
        String shift =
            edit.addConstant(node.name() + ".shift", new Constant.Vector(numbers.shift()));
        edit.replace(
            i,
            node.withOp(new Op.Affine(norm.clamp()))
                .withInputs(List.of(node.input(0), scale, shift)));
      }
    }
    return edit.done();
  }
}
