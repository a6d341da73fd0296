package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.Instruction.Convolution;
import dev.lanewise.engine.compile.Instruction.Simple;
import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.PostOp;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The kernel call of each operation. */
final class Instructions {
  private final NodeCall call;
  private final Layout x;

  private Instructions(NodeCall call) {
    this.call = call;
    this.x = call.x();
  }

  /** The call of a node that has memory of its own and is not a concatenation. */
  static Instruction of(Node node, BoundGraph bound, Aliases aliases) {
    return new Instructions(new NodeCall(node, bound, aliases)).instruction();
  }

  private Instruction instruction() {
    return switch (call.op()) {
      case Op.Conv conv -> conv(conv);
      case Op.Linear linear -> linear(linear);
      case Op.Affine affine -> affine(affine);
      case Op.Clip clip -> clip(clip.clamp());
      case Op.Add add -> add(add.clamp());
      case Op.Pool pool -> pool(pool);
      case Op.GlobalAveragePool _ ->
          call.of(
              (k, _) ->
                  (in, out) ->
                      k.globalAveragePool(x.batch(), x.volume(), x.channels(), in.getFirst(), out));
      case Op.Flatten _ ->
          call.of(
              (k, _) ->
                  (in, out) ->
                      k.fromChannelsLast(
                          x.batch(),
                          x.channels(),
                          x.volume(),
                          in.getFirst(),
                          out.segment(),
                          out.offset()));
      case Op.Softmax _ ->
          call.of((k, _) -> (in, out) -> k.softmax(x.pixels(), x.channels(), in.getFirst(), out));
      case Op.SubsamplePadChannels s ->
          call.of(
              (k, _) ->
                  (in, out) ->
                      k.subsamplePadChannels(
                          x.batch(),
                          x.channels(),
                          x.size(),
                          s.stride(),
                          s.front(),
                          s.back(),
                          in.getFirst(),
                          out));
      case Op.BatchNorm _, Op.Concat _, Op.Identity _ ->
          throw new IllegalStateException(call.node() + ": no kernel of its own");
      case PointwiseOp pointwise -> PointwiseInstructions.of(pointwise, call);
      case SpatialOp spatial -> SpatialInstructions.of(spatial, call);
      case ChannelOp channel -> ChannelInstructions.of(channel, call);
    };
  }

  private Instruction conv(Op.Conv conv) {
    ConvProblem problem =
        new ConvProblem(
            x.batch(),
            conv.groups(),
            x.channels(),
            outChannels(),
            x.size(),
            conv.kernel(),
            conv.stride(),
            conv.padBefore(),
            conv.padAfter(),
            conv.dilation());
    return convolution(problem, conv.post());
  }

  /** A linear layer reads a whole map, so it is a convolution with a kernel of the map's size. */
  private Instruction linear(Op.Linear linear) {
    ConvProblem problem =
        new ConvProblem(
            x.batch(),
            1,
            x.channels(),
            outChannels(),
            x.size(),
            x.size(),
            Extent.ONE,
            Extent.ZERO,
            Extent.ZERO,
            Extent.ONE);
    return convolution(problem, linear.post());
  }

  private int outChannels() {
    return (int) call.constant(1).shape().dim(0);
  }

  private Instruction convolution(ConvProblem problem, PostOp post) {
    return call.layer(
        problem.toString(), new Convolution(problem, call.constant(1), call.constant(2), post));
  }

  private Instruction affine(Op.Affine affine) {
    Constant scale = call.constant(1);
    Constant shift = call.constant(2);
    Simple work =
        (kernels, arena) -> {
          MemorySegment s = scale.copy(arena);
          MemorySegment t = shift.copy(arena);
          return (in, out) ->
              kernels.affine(x.pixels(), x.channels(), in.getFirst(), s, t, affine.clamp(), out);
        };
    return call.elementwise(List.of(call.value(0)), work);
  }

  private Instruction clip(Clamp clamp) {
    return call.elementwise(
        List.of(call.value(0)),
        (kernels, _) ->
            (in, out) ->
                kernels.affine(x.pixels(), x.channels(), in.getFirst(), null, null, clamp, out));
  }

  private Instruction add(Clamp clamp) {
    return call.elementwise(
        List.of(call.value(0), call.value(1)),
        (kernels, _) ->
            (in, out) ->
                kernels.add(x.pixels(), x.channels(), in.getFirst(), in.get(1), clamp, out));
  }

  private Instruction pool(Op.Pool pool) {
    PoolProblem problem =
        new PoolProblem(
            x.batch(),
            x.channels(),
            x.size(),
            pool.kernel(),
            pool.stride(),
            pool.padBefore(),
            pool.padAfter(),
            pool.dilation(),
            pool.ceil(),
            pool.kind());
    return call.of((kernels, _) -> (in, out) -> kernels.pool(problem, in.getFirst(), out));
  }
}
