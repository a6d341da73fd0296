package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import java.util.List;

/**
 * Lets a convolution add the other operand of the addition that follows it.
 *
 * <p>Of two convolutions the later one is taken, since the result of the earlier one then exists
 * already. The fused node stands where the addition stood.
 */
final class FuseResidual implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    GraphEdit edit = new GraphEdit(bound);
    for (int i = 0; i < edit.size(); i++) {
      Node node = edit.node(i);
      if (node != null && node.op() instanceof Op.Add add) {
        String conv = later(edit, node.input(0), node.input(1));
        if (!conv.isEmpty()) {
          String residual = conv.equals(node.input(0)) ? node.input(1) : node.input(0);
          fuse(edit, i, node, add, edit.producer(conv), residual);
        }
      }
    }
    return edit.done();
  }

  private static void fuse(
      GraphEdit edit, int index, Node node, Op.Add add, Node layer, String residual) {
    Op.Conv conv = (Op.Conv) layer.op();
    edit.remove(edit.definedAt(layer.output()));
    edit.replace(
        index,
        layer
            .withOp(conv.withClamp(add.clamp()))
            .withInputs(List.of(layer.input(0), layer.input(1), layer.input(2), residual))
            .withOutput(node.output()));
  }

  /** The operand that the addition can be fused into, or an empty name. */
  private static String later(GraphEdit edit, String a, String b) {
    boolean takesA = takesResidual(edit, a);
    boolean takesB = takesResidual(edit, b);
    if (takesA && takesB) {
      return edit.definedAt(a) > edit.definedAt(b) ? a : b;
    }
    return takesA ? a : takesB ? b : "";
  }

  private static boolean takesResidual(GraphEdit edit, String value) {
    Node node = edit.producer(value);
    return node != null
        && node.op() instanceof Op.Conv conv
        && conv.clamp().isNone()
        && !node.hasInput(3)
        && edit.usedOnce(value);
  }
}
