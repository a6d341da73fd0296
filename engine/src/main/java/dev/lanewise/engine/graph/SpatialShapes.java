package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PadProblem;

/** The shapes of {@link SpatialOp}. */
final class SpatialShapes {
  private SpatialShapes() {}

  static Shape infer(SpatialOp op, OperandShapes in) {
    return switch (op) {
      case SpatialOp.ConvTranspose conv -> convTranspose(conv, in);
      case SpatialOp.Resize resize ->
          sized(in.map(resize.rank()), resize.rank(), resize.size(), in);
      case SpatialOp.Rescale rescale -> {
        Shape x = in.map(rescale.rank());
        yield sized(x, rescale.rank(), rescale.scale().apply(Axes.spatial(x)), in);
      }
      case SpatialOp.Pad pad -> {
        Shape x = in.map(pad.rank());
        Extent size =
            new PadProblem(
                    Axes.size(x, 0), Axes.size(x, 1), Axes.spatial(x), pad.before(), pad.after())
                .out();
        yield Axes.shape(x.dim(0), x.dim(1), pad.rank(), size);
      }
      case SpatialOp.AdaptiveAveragePool pool ->
          sized(in.map(pool.rank()), pool.rank(), pool.size(), in);
      case SpatialOp.GlobalMaxPool pool -> in.globalPool(pool.keepAxes());
    };
  }

  private static Shape convTranspose(SpatialOp.ConvTranspose conv, OperandShapes in) {
    Shape x = in.map(conv.rank());
    Shape weight = in.required(1, "a weight");
    if (weight.rank() != conv.rank() + 2) {
      throw in.wanted("a weight of rank " + (conv.rank() + 2), weight);
    }
    Shape fitting = Axes.shape(x.dim(1), weight.dim(1), conv.rank(), conv.kernel());
    if (!weight.equals(fitting)) {
      throw in.wanted("weight " + fitting + " for input " + x, weight);
    }
    int out = Math.multiplyExact(Axes.size(weight, 1), conv.groups());
    in.bias(2, out);
    Extent size =
        new ConvTransposeProblem(
                Axes.size(x, 0),
                conv.groups(),
                Axes.size(x, 1),
                out,
                Axes.spatial(x),
                conv.kernel(),
                conv.stride(),
                conv.padBefore(),
                conv.padAfter(),
                conv.outputPadding(),
                conv.dilation())
            .out();
    return in.withResidual(3, Axes.shape(x.dim(0), out, conv.rank(), size));
  }

  private static Shape sized(Shape x, int rank, Extent size, OperandShapes in) {
    if (Math.min(size.depth(), Math.min(size.height(), size.width())) < 1) {
      throw in.wanted(
          "at least one position along each axis", OpText.all(rank, size) + " from " + x);
    }
    return Axes.shape(x.dim(0), x.dim(1), rank, size);
  }
}
