package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.ConvProblem;

/**
 * The shape of a convolution: input {@code [N, C, ...]}, weights {@code [K, C/groups, ...]}, output
 * {@code [N, K, ...]}.
 *
 * @param batch N
 * @param inChannels C
 * @param outChannels K
 * @param groups divides both channel counts
 * @param window how the kernel slides
 * @param rank the number of spatial axes
 */
record ConvGeometry(
    int batch, int inChannels, int outChannels, int groups, SlidingWindow window, int rank) {

  /** The geometry of a node with these operands. */
  static ConvGeometry of(Call call, Shape x, Shape w) {
    call.require(x.rank() >= 3, "X", "batch, channels and spatial axes", x);
    call.require(w.rank() == x.rank(), "W", "the rank of X, " + x.rank(), w);
    int groups = ConvOperators.groups(call, x.dim(1), w.dim(0));
    call.require(
        w.dim(1) * groups == x.dim(1),
        "W",
        "%d input channels (%d in %d groups)".formatted(x.dim(1) / groups, x.dim(1), groups),
        w);
    SlidingWindow window =
        SlidingWindow.of(call, SpatialAttributes.sizes(x), ConvOperators.kernel(call, w));
    return new ConvGeometry(
        Math.toIntExact(x.dim(0)),
        Math.toIntExact(x.dim(1)),
        Math.toIntExact(w.dim(0)),
        groups,
        window,
        x.rank() - 2);
  }

  /** Whether there is anything to compute. */
  boolean hasWork() {
    return batch > 0 && inChannels > 0 && outChannels > 0;
  }

  /** The shape of the output. */
  Shape result() {
    return SpatialAttributes.shape(batch, outChannels, window.out(), rank);
  }

  /** The same for the kernels, which want {@link #hasWork}. */
  ConvProblem problem() {
    return new ConvProblem(
        batch,
        groups,
        inChannels,
        outChannels,
        window.in(),
        window.kernel(),
        window.stride(),
        window.padBefore(),
        window.padAfter(),
        window.dilation());
  }
}
