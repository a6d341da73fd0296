package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Broadcast;
import java.util.List;
import java.util.Set;

/** The kernel calls of {@link PointwiseOp}. */
final class PointwiseInstructions {
  private PointwiseInstructions() {}

  static Instruction of(PointwiseOp op, NodeCall call) {
    return switch (op) {
      case PointwiseOp.Activate(Activation activation) -> {
        Layout x = call.x();
        yield call.elementwise(
            List.of(call.value(0)),
            (kernels, _) ->
                (in, out) ->
                    kernels.activate(x.pixels(), x.channels(), activation, in.getFirst(), out));
      }
      case PointwiseOp.Multiply _ -> multiply(call);
    };
  }

  private static Instruction multiply(NodeCall call) {
    Layout x = call.x();
    Broadcast broadcast = broadcast(x, call.layout(1));
    return call.instruction(
        x.toString(),
        List.of(call.value(0), call.value(1)),
        broadcast == Broadcast.NONE ? Set.of(0, 1) : Set.of(0),
        (Instruction.Simple)
            (kernels, _) ->
                (in, out) ->
                    kernels.multiply(
                        x.batch(),
                        x.volume(),
                        x.channels(),
                        in.getFirst(),
                        broadcast,
                        in.get(1),
                        out));
  }

  private static Broadcast broadcast(Layout a, Layout b) {
    if (b.equals(a)) {
      return Broadcast.NONE;
    }
    return b.channels() == a.channels() ? Broadcast.PER_CHANNEL : Broadcast.PER_PIXEL;
  }
}
