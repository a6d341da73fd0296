package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.kernels.Extent;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a convolution pad with zeros what a node before it pads, where nothing else reads that one
 * and each border then stays narrower than the kernel.
 */
final class MergePads implements Pass {
  @Override
  public BoundGraph apply(BoundGraph bound) {
    GraphEdit edit = new GraphEdit(bound);
    for (int i = 0; i < edit.size(); i++) {
      Node node = edit.node(i);
      if (node.op() instanceof Op.Conv conv) {
        Node before = edit.producer(node.input(0));
        Op.Conv merged = before == null ? null : merged(before.op(), conv);
        if (merged != null && edit.usedOnce(before.output())) {
          List<String> inputs = new ArrayList<>(node.inputs());
          inputs.set(0, before.input(0));
          edit.remove(edit.definedAt(before.output()));
          edit.replace(i, node.withOp(merged).withInputs(inputs));
        }
      }
    }
    return edit.done();
  }

  /** The convolution that pads as well, or null if it cannot. */
  private static Op.Conv merged(Op before, Op.Conv conv) {
    if (!(before instanceof SpatialOp.Pad pad) || pad.value() != 0 || pad.rank() != conv.rank()) {
      return null;
    }
    Extent front = sum(pad.before(), conv.padBefore());
    Extent back = sum(pad.after(), conv.padAfter());
    boolean adds = least(pad.before()) >= 0 && least(pad.after()) >= 0;
    if (!adds || !isNarrow(front, conv) || !isNarrow(back, conv)) {
      return null;
    }
    return new Op.Conv(
        conv.rank(),
        conv.kernel(),
        conv.stride(),
        front,
        back,
        conv.dilation(),
        conv.groups(),
        conv.post());
  }

  private static Extent sum(Extent a, Extent b) {
    return new Extent(a.depth() + b.depth(), a.height() + b.height(), a.width() + b.width());
  }

  private static int least(Extent e) {
    return Math.min(e.depth(), Math.min(e.height(), e.width()));
  }

  private static boolean isNarrow(Extent padding, Op.Conv conv) {
    return padding.depth() <= conv.dilation().depth() * (conv.kernel().depth() - 1)
        && padding.height() <= conv.dilation().height() * (conv.kernel().height() - 1)
        && padding.width() <= conv.dilation().width() * (conv.kernel().width() - 1);
  }
}
