package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.PostOp;
import java.util.List;

/**
 * Moves an activation into the operation before it, where nothing else reads that one: a clip into
 * all that can clip, any other activation into convolutions and linear layers; behind a
 * concatenation of such operations into each of them.
 */
final class FuseActivation implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    GraphEdit edit = new GraphEdit(bound);
    for (int i = 0; i < edit.size(); i++) {
      Node node = edit.node(i);
      PostOp then = activation(node.op());
      List<Node> before = then == null ? List.of() : edit.branches(node.input(0));
      if (!before.isEmpty() && before.stream().allMatch(b -> fused(b.op(), then) != null)) {
        for (Node branch : before) {
          edit.replace(edit.definedAt(branch.output()), branch.withOp(fused(branch.op(), then)));
        }
        edit.moveOutput(i, node.input(0));
      }
    }
    return edit.done();
  }

  private static PostOp activation(Op op) {
    return switch (op) {
      case Op.Clip clip -> clip.clamp();
      case PointwiseOp.Activate activate -> activate.activation();
      default -> null;
    };
  }

  /** The operation with a further activation, or null if it takes none. */
  private static Op fused(Op op, PostOp then) {
    return switch (op) {
      case Op.Conv conv when chain(conv.post(), then) instanceof PostOp post -> conv.withPost(post);
      case SpatialOp.ConvTranspose conv when chain(conv.post(), then) instanceof PostOp post ->
          conv.withPost(post);
      case Op.Linear linear when chain(linear.post(), then) instanceof PostOp post ->
          new Op.Linear(post);
      default -> then instanceof Clamp clamp ? clamped(op, clamp) : null;
    };
  }

  private static Op clamped(Op op, Clamp then) {
    return switch (op) {
      case Op.BatchNorm norm -> new Op.BatchNorm(norm.eps(), chain(norm.clamp(), then));
      case Op.Affine affine -> new Op.Affine(chain(affine.clamp(), then));
      case Op.Add add -> new Op.Add(chain(add.clamp(), then));
      case Op.Clip clip -> new Op.Clip(chain(clip.clamp(), then));
      default -> null;
    };
  }

  /** One post-op that does what two do, or null if there is none. */
  private static PostOp chain(PostOp first, PostOp then) {
    if (first.isNone()) {
      return then;
    }
    return first instanceof Clamp a && then instanceof Clamp b ? chain(a, b) : null;
  }

  /** A clamp is monotone, so it maps the ends to the ends. */
  private static Clamp chain(Clamp first, Clamp then) {
    return new Clamp(then.apply(first.low()), then.apply(first.high()));
  }
}
