package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.Instruction.Convolution;
import dev.lanewise.engine.compile.Instruction.Simple;
import dev.lanewise.engine.compile.Instruction.Work;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;

/** The kernel call of each operation. */
final class Instructions {
  private final Node node;
  private final BoundGraph bound;
  private final Aliases aliases;
  private final Layout x;

  private Instructions(Node node, BoundGraph bound, Aliases aliases) {
    this.node = node;
    this.bound = bound;
    this.aliases = aliases;
    this.x = aliases.layout(node.input(0));
  }

  /** The call of a node that has memory of its own and is not a concatenation. */
  static Instruction of(Node node, BoundGraph bound, Aliases aliases) {
    return new Instructions(node, bound, aliases).instruction();
  }

  private Instruction instruction() {
    return switch (node.op()) {
      case Op.Conv conv -> conv(conv);
      case Op.Linear linear -> linear(linear);
      case Op.Affine affine -> affine(affine);
      case Op.Clip clip -> clip(clip.clamp());
      case Op.Add add -> add(add.clamp());
      case Op.Pool pool -> pool(pool);
      case Op.GlobalAveragePool _ ->
          of(
              (k, _) ->
                  (in, out) ->
                      k.globalAveragePool(x.batch(), x.volume(), x.channels(), in.getFirst(), out));
      case Op.Flatten _ ->
          of(
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
          of((k, _) -> (in, out) -> k.softmax(x.pixels(), x.channels(), in.getFirst(), out));
      case Op.SubsamplePadChannels s ->
          of(
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
          throw new IllegalStateException(node + ": no kernel of its own");
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
    return convolution(problem, conv.clamp());
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
    return convolution(problem, linear.clamp());
  }

  private int outChannels() {
    return (int) bound.constant(node.input(1)).shape().dim(0);
  }

  private Instruction convolution(ConvProblem problem, Clamp clamp) {
    Constant bias = node.hasInput(2) ? bound.constant(node.input(2)) : null;
    Work work = new Convolution(problem, bound.constant(node.input(1)), bias, clamp);
    String in = aliases.of(node.input(0));
    return node.hasInput(3)
        ? instruction(problem.toString(), List.of(in, aliases.of(node.input(3))), Set.of(1), work)
        : instruction(problem.toString(), List.of(in), Set.of(), work);
  }

  private Instruction affine(Op.Affine affine) {
    Constant scale = bound.constant(node.input(1));
    Constant shift = bound.constant(node.input(2));
    Simple work =
        (kernels, arena) -> {
          MemorySegment s = scale.read(arena);
          MemorySegment t = shift.read(arena);
          return (in, out) ->
              kernels.affine(x.pixels(), x.channels(), in.getFirst(), s, t, affine.clamp(), out);
        };
    return elementwise(List.of(aliases.of(node.input(0))), work);
  }

  private Instruction clip(Clamp clamp) {
    return elementwise(
        List.of(aliases.of(node.input(0))),
        (kernels, _) ->
            (in, out) ->
                kernels.affine(x.pixels(), x.channels(), in.getFirst(), null, null, clamp, out));
  }

  private Instruction add(Clamp clamp) {
    return elementwise(
        aliases.of(node.inputs()),
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
    return of((kernels, _) -> (in, out) -> kernels.pool(problem, in.getFirst(), out));
  }

  private Instruction elementwise(List<String> reads, Simple work) {
    return instruction(x.toString(), reads, reads.size() == 1 ? Set.of(0) : Set.of(0, 1), work);
  }

  private Instruction of(Simple work) {
    return instruction(x.toString(), List.of(aliases.of(node.input(0))), Set.of(), work);
  }

  private Instruction instruction(
      String problem, List<String> reads, Set<Integer> overwritable, Work work) {
    return new Instruction(
        node.name(), node.op().text(), problem, reads, node.output(), overwritable, work);
  }
}
