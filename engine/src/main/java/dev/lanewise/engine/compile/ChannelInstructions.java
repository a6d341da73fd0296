package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.ChannelOp;

/** The kernel calls of {@link ChannelOp}. */
final class ChannelInstructions {
  private ChannelInstructions() {}

  static Instruction of(ChannelOp op, NodeCall call) {
    Layout x = call.x();
    Layout y = call.out();
    return switch (op) {
      case ChannelOp.Reduce reduce ->
          call.of(
              (kernels, _) ->
                  (in, out) ->
                      kernels.reduceChannels(
                          x.pixels(), x.channels(), reduce.reduction(), in.getFirst(), out));
      case ChannelOp.Normalise normalise ->
          call.of(
              (kernels, _) ->
                  (in, out) ->
                      kernels.localResponseNorm(
                          x.pixels(), x.channels(), normalise.norm(), in.getFirst(), out));
      case ChannelOp.Slice slice ->
          call.of(
              (kernels, _) ->
                  (in, out) ->
                      kernels.copy(
                          x.pixels(),
                          slice.count(),
                          in.getFirst().channelOffset(slice.first()),
                          out));
      case ChannelOp.Hardwire hardwire ->
          call.of(
              (kernels, _) ->
                  (in, out) ->
                      kernels.hardwired(
                          x.batch(),
                          x.channels(),
                          x.size().height(),
                          x.size().width(),
                          hardwire.flow(),
                          in.getFirst(),
                          out));
      case ChannelOp.Reshape _ ->
          call.of(
              (kernels, _) ->
                  (in, out) ->
                      kernels.reshape(
                          x.batch(), x.channels(), x.volume(), in.getFirst(), y.channels(), out));
    };
  }
}
