package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import java.util.List;

/**
 * Lets a reshape read what the reshape before it reads: elements keep their logical order in all of
 * them, so only the last sizes count. What nobody reads any more is dropped later.
 */
final class MergeReshapes implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    GraphEdit edit = new GraphEdit(bound);
    for (int i = 0; i < edit.size(); i++) {
      Node node = edit.node(i);
      Node before = edit.producer(node.input(0));
      if (node.op() instanceof ChannelOp.Reshape && before != null && isReshape(before.op())) {
        edit.replace(i, node.withInputs(List.of(before.input(0))));
      }
    }
    return edit.done();
  }

  private static boolean isReshape(Op op) {
    return op instanceof ChannelOp.Reshape || op instanceof Op.Flatten;
  }
}
