package dev.lanewise.engine.graph;

import dev.lanewise.kernels.ChannelReduction;
import dev.lanewise.kernels.HornSchunck;
import dev.lanewise.kernels.LocalResponseNorm;
import java.util.List;
import java.util.Locale;

/** Operations across channels, or that make other axes of them. */
public sealed interface ChannelOp extends Op {
  /** The largest or the mean channel at each position: {@code [N, 1, spatial...]}. Operand: x. */
  record Reduce(ChannelReduction reduction) implements ChannelOp {
    @Override
    public String text() {
      return "channel_" + reduction.name().toLowerCase(Locale.ROOT);
    }
  }

  /** Local response normalisation across channels. Operand: x. */
  record Normalise(LocalResponseNorm norm) implements ChannelOp {
    @Override
    public String text() {
      return "local_response_norm "
          + norm.size()
          + " alpha "
          + norm.alpha()
          + " beta "
          + norm.beta()
          + " k "
          + norm.k();
    }
  }

  /** {@code count} channels from channel {@code first} on. Operand: x. */
  record Slice(int first, int count) implements ChannelOp {
    @Override
    public String text() {
      return "channels " + first + " to " + (first + count - 1);
    }
  }

  /**
   * The same elements in the same logical order with other sizes; the batch stays. Operand: x.
   *
   * @param sizes channels and spatial sizes
   */
  record Reshape(List<Long> sizes) implements ChannelOp {
    public Reshape {
      sizes = List.copyOf(sizes);
    }

    @Override
    public String text() {
      return "reshape to " + sizes;
    }
  }

  /**
   * The hardwired layer of Ji, Xu, Yang, Yu (2013): {@code [N, T, H, W]}, whose channels are
   * frames, to {@code [N, 5T - 2, H, W]}: the frames, their gradients along x, those along y, the
   * optical flow along x from each frame to the next, that along y. Operand: x.
   */
  record Hardwire(HornSchunck flow) implements ChannelOp {
    @Override
    public String text() {
      return "hardwired maps, flow alpha " + flow.alpha() + " iterations " + flow.iterations();
    }
  }
}
