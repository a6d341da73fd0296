package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.Instruction.TransposedConvolution;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PadProblem;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.ResizeProblem;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import dev.lanewise.kernels.ResizeProblem.Scale;

/** The kernel calls of {@link SpatialOp}. */
final class SpatialInstructions {
  private SpatialInstructions() {}

  static Instruction of(SpatialOp op, NodeCall call) {
    return switch (op) {
      case SpatialOp.ConvTranspose conv -> convTranspose(conv, call);
      case SpatialOp.Resize resize ->
          resize(call, resize.sampling(), Scale.between(call.x().size(), call.out().size()));
      case SpatialOp.Rescale rescale -> resize(call, rescale.sampling(), rescale.scale());
      case SpatialOp.Pad pad -> pad(pad, call);
      case SpatialOp.AdaptiveAveragePool _ -> adaptiveAveragePool(call);
      case SpatialOp.GlobalMaxPool _ -> globalMaxPool(call);
    };
  }

  private static Instruction convTranspose(SpatialOp.ConvTranspose conv, NodeCall call) {
    Layout x = call.x();
    Constant weight = call.constant(1);
    ConvTransposeProblem problem =
        new ConvTransposeProblem(
            x.batch(),
            conv.groups(),
            x.channels(),
            (int) weight.shape().dim(1) * conv.groups(),
            x.size(),
            conv.kernel(),
            conv.stride(),
            conv.padBefore(),
            conv.padAfter(),
            conv.outputPadding(),
            conv.dilation());
    return call.layer(
        problem.toString(),
        new TransposedConvolution(problem, weight, call.constant(2), conv.post()));
  }

  private static Instruction resize(NodeCall call, Sampling sampling, Scale scale) {
    Layout x = call.x();
    ResizeProblem problem =
        new ResizeProblem(x.batch(), x.channels(), x.size(), call.out().size(), scale, sampling);
    return call.of((kernels, _) -> (in, out) -> kernels.resize(problem, in.getFirst(), out));
  }

  private static Instruction pad(SpatialOp.Pad pad, NodeCall call) {
    Layout x = call.x();
    PadProblem problem =
        new PadProblem(x.batch(), x.channels(), x.size(), pad.before(), pad.after());
    return call.of(
        (kernels, _) -> (in, out) -> kernels.pad(problem, pad.value(), in.getFirst(), out));
  }

  private static Instruction adaptiveAveragePool(NodeCall call) {
    Layout x = call.x();
    Extent size = call.out().size();
    return call.of(
        (kernels, _) ->
            (in, out) ->
                kernels.adaptiveAveragePool(
                    x.batch(), x.channels(), x.size(), size, in.getFirst(), out));
  }

  /** One window of the map's size. */
  private static Instruction globalMaxPool(NodeCall call) {
    Layout x = call.x();
    PoolProblem problem =
        new PoolProblem(
            x.batch(),
            x.channels(),
            x.size(),
            x.size(),
            Extent.ONE,
            Extent.ZERO,
            Extent.ZERO,
            Extent.ONE,
            false,
            PoolProblem.Kind.MAX);
    return call.of((kernels, _) -> (in, out) -> kernels.pool(problem, in.getFirst(), out));
  }
}
