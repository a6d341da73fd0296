package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.kernels.Clamp;
import java.util.List;

/**
 * Lets a convolution or linear layer add the other operand of the addition that follows it.
 *
 * <p>Of two layers the later one is taken, since the result of the earlier one then exists already.
 * The fused node stands where the addition stood.
 */
final class FuseResidual implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    GraphEdit edit = new GraphEdit(bound);
    for (int i = 0; i < edit.size(); i++) {
      Node node = edit.node(i);
      if (node != null && node.op() instanceof Op.Add add) {
        String layer = later(edit, node.input(0), node.input(1));
        if (!layer.isEmpty()) {
          String residual = layer.equals(node.input(0)) ? node.input(1) : node.input(0);
          fuse(edit, i, node, add, edit.producer(layer), residual);
        }
      }
    }
    return edit.done();
  }

  private static void fuse(
      GraphEdit edit, int index, Node node, Op.Add add, Node layer, String residual) {
    edit.remove(edit.definedAt(layer.output()));
    edit.replace(
        index,
        layer
            .withOp(clamped(layer.op(), add.clamp()))
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
        && clamped(node.op(), Clamp.NONE) != null
        && !node.hasInput(3)
        && edit.usedOnce(value);
  }

  /** The layer with a clamp behind the addition; null if it is none or has an activation. */
  private static Op clamped(Op op, Clamp clamp) {
    return switch (op) {
      case Op.Conv conv when conv.post().isNone() -> conv.withPost(clamp);
      case SpatialOp.ConvTranspose conv when conv.post().isNone() -> conv.withPost(clamp);
      case Op.Linear linear when linear.post().isNone() -> new Op.Linear(clamp);
      default -> null;
    };
  }
}
