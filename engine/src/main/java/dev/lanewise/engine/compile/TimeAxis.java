package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.stream.Reach;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;

/** The first spatial axis of maps of a rank, along which samples arrive. */
record TimeAxis(int rank) {
  /** The dimension of time in {@code [N, C, spatial...]}. */
  static final int DIM = 2;

  private int of(Extent e) {
    return switch (rank) {
      case 1 -> e.width();
      case 2 -> e.height();
      default -> e.depth();
    };
  }

  /** The same extent with another number along time. */
  Extent with(Extent e, int number) {
    return switch (rank) {
      case 1 -> new Extent(e.depth(), e.height(), number);
      case 2 -> new Extent(e.depth(), number, e.width());
      default -> new Extent(number, e.height(), e.width());
    };
  }

  /** The same shape with another number of positions. */
  static Shape resized(Shape shape, long positions) {
    long[] dims = shape.dims();
    dims[DIM] = positions;
    return Shape.of(dims);
  }

  /** How an operation reads its first operand; null if it is nothing that slides along time. */
  Reach reach(Op op) {
    return switch (op) {
      case Op.Conv c -> reach(c.kernel(), c.stride(), c.padBefore(), c.padAfter(), c.dilation());
      case Op.Pool p -> {
        Reach r = reach(p.kernel(), p.stride(), p.padBefore(), p.padAfter(), p.dilation());
        yield new Reach(r.span(), r.stride(), r.before(), r.after(), p.ceil());
      }
      case Op.SubsamplePadChannels s -> new Reach(1, of(s.stride()), 0, 0, false);
      case SpatialOp.Pad pad -> new Reach(1, 1, of(pad.before()), of(pad.after()), false);
      default -> Reach.SAME;
    };
  }

  private Reach reach(Extent kernel, Extent stride, Extent before, Extent after, Extent dilation) {
    int span = Math.addExact(Math.multiplyExact(of(kernel) - 1, of(dilation)), 1);
    return new Reach(span, of(stride), of(before), of(after), false);
  }

  /** The same operation without padding along time. */
  Op unpadded(Op op) {
    return switch (op) {
      case Op.Conv c ->
          new Op.Conv(
              c.rank(),
              c.kernel(),
              c.stride(),
              with(c.padBefore(), 0),
              with(c.padAfter(), 0),
              c.dilation(),
              c.groups(),
              c.post());
      case Op.Pool p ->
          new Op.Pool(
              p.kind(),
              p.rank(),
              p.kernel(),
              p.stride(),
              with(p.padBefore(), 0),
              with(p.padAfter(), 0),
              p.dilation(),
              p.ceil());
      case SpatialOp.Pad pad -> {
        var others =
            new SpatialOp.Pad(pad.rank(), with(pad.before(), 0), with(pad.after(), 0), pad.value());
        // What pads along time only is a copy, into memory of its own.
        yield others.isNone() ? new Op.Clip(Clamp.NONE) : others;
      }
      default -> op;
    };
  }

  /** What stands for positions outside an operand. */
  static float filling(Op op) {
    return op instanceof Op.Pool pool && pool.kind() == PoolProblem.Kind.MAX
        ? Float.NEGATIVE_INFINITY
        : 0;
  }
}
