package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;

/** The shapes of {@link ChannelOp}. */
final class ChannelShapes {
  private ChannelShapes() {}

  static Shape infer(ChannelOp op, OperandShapes in) {
    return switch (op) {
      case ChannelOp.Reduce _ -> withChannels(in.x(), 1);
      case ChannelOp.Normalise _ -> in.x();
      case ChannelOp.Slice slice -> slice(slice, in);
      case ChannelOp.Reshape reshape -> reshape(reshape, in);
      case ChannelOp.Hardwire _ -> hardwire(in);
    };
  }

  private static Shape slice(ChannelOp.Slice slice, OperandShapes in) {
    Shape x = in.x();
    if (slice.first() < 0 || slice.count() < 1 || (long) slice.first() + slice.count() > x.dim(1)) {
      throw in.wanted("at least one of the channels 0 to " + (x.dim(1) - 1), x);
    }
    return withChannels(x, slice.count());
  }

  private static Shape hardwire(OperandShapes in) {
    Shape x = in.map(2);
    if (x.dim(1) < 2) {
      throw in.wanted("at least 2 frames [N, frames, H, W]", x);
    }
    return withChannels(x, Math.subtractExact(Math.multiplyExact(5, x.dim(1)), 2));
  }

  private static Shape reshape(ChannelOp.Reshape reshape, OperandShapes in) {
    Shape x = in.x();
    long[] dims = new long[reshape.sizes().size() + 1];
    dims[0] = x.dim(0);
    for (int i = 1; i < dims.length; i++) {
      dims[i] = reshape.sizes().get(i - 1);
    }
    Shape shape = Shape.of(dims);
    if (dims.length < 2 || dims.length > 5) {
      throw in.wanted("sizes of channels and up to three spatial axes", reshape.sizes());
    }
    if (shape.elementCount() != x.elementCount()) {
      throw in.wanted(
          "sizes of %d elements per sample".formatted(x.elementCount() / x.dim(0)),
          shape + " from " + x);
    }
    return shape;
  }

  private static Shape withChannels(Shape x, long channels) {
    long[] dims = x.dims();
    dims[1] = channels;
    return Shape.of(dims);
  }
}
