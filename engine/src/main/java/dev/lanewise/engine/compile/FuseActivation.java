package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.kernels.Clamp;

/** Moves a ReLU or clip into the operation before it, where nothing else reads that one. */
final class FuseActivation implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    GraphEdit edit = new GraphEdit(bound);
    for (int i = 0; i < edit.size(); i++) {
      Node node = edit.node(i);
      if (node.op() instanceof Op.Clip clip) {
        Node before = edit.producer(node.input(0));
        Op fused = before == null ? null : clamped(before.op(), clip.clamp());
        if (fused != null && edit.usedOnce(before.output())) {
          int place = edit.definedAt(before.output());
          edit.remove(i);
          edit.replace(place, before.withOp(fused).withOutput(node.output()));
        }
      }
    }
    return edit.done();
  }

  /** The operation with a further clamp, or null if it takes none. */
  private static Op clamped(Op op, Clamp then) {
    return switch (op) {
      case Op.Conv conv -> conv.withClamp(chain(conv.clamp(), then));
      case SpatialOp.ConvTranspose conv -> conv.withClamp(chain(conv.clamp(), then));
      case Op.Linear linear -> new Op.Linear(chain(linear.clamp(), then));
      case Op.BatchNorm norm -> new Op.BatchNorm(norm.eps(), chain(norm.clamp(), then));
      case Op.Affine affine -> new Op.Affine(chain(affine.clamp(), then));
      case Op.Add add -> new Op.Add(chain(add.clamp(), then));
      case Op.Clip clip -> new Op.Clip(chain(clip.clamp(), then));
      default -> null;
    };
  }

  /** One clamp that does what two do: a clamp is monotone, so it maps the ends to the ends. */
  private static Clamp chain(Clamp first, Clamp then) {
    return new Clamp(then.apply(first.low()), then.apply(first.high()));
  }
}
