package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;

/**
 * The shape of a transposed convolution: input {@code [N, C, ...]}, weights {@code [C, K/groups,
 * ...]}, output {@code [N, K, ...]}. Tap t of input position i adds to output position {@code i *
 * stride - padBefore + t * dilation}.
 *
 * @param batch N
 * @param inChannels C
 * @param outChannels K
 * @param groups divides both channel counts
 * @param window the convolution that this one transposes: its input is our output
 * @param outputPadding zeros behind each axis that no tap reaches
 * @param rank the number of spatial axes
 */
record TransposedGeometry(
    int batch,
    int inChannels,
    int outChannels,
    int groups,
    SlidingWindow window,
    Extent outputPadding,
    int rank) {

  /** The geometry of a node with these operands. */
  static TransposedGeometry of(Call call, Shape x, Shape w) {
    call.require(x.rank() >= 3 && x.rank() <= 5, "X", "1 to 3 spatial axes", x);
    call.require(w.rank() == x.rank(), "W", "the rank of X, " + x.rank(), w);
    call.require(w.dim(0) == x.dim(1), "W", x.dim(1) + " input channels", w);
    long groups = call.node().integer("group", 1);
    call.require(groups >= 1 && groups <= Integer.MAX_VALUE, "group", "1 or more", groups);
    long outChannels = Math.multiplyExact(w.dim(1), groups);
    ConvOperators.groups(call, x.dim(1), outChannels);
    int rank = x.rank() - 2;
    int[] in = SpatialAttributes.ints(call, "X", SpatialAttributes.sizes(x), rank, 1);
    int[] kernel = SpatialAttributes.ints(call, "W", ConvOperators.kernel(call, w), rank, 1);
    int[] stride = SpatialAttributes.axes(call, "strides", rank, 1, 1);
    int[] dilation = SpatialAttributes.axes(call, "dilations", rank, 1, 1);
    int[] added = SpatialAttributes.axes(call, "output_padding", rank, 0, 0);
    int[] before = new int[rank];
    int[] after = new int[rank];
    int[] out = new int[rank];
    SpatialAttributes.pads(call, rank, before, after);
    for (int i = 0; i < rank; i++) {
      long full = (in[i] - 1L) * stride[i] + (kernel[i] - 1L) * dilation[i] + 1 + added[i];
      long same = in[i] * (long) stride[i];
      out[i] = size(call, i, rank, full, same, before, after);
      added[i] = Math.toIntExact(added[i] + out[i] - (full - before[i] - after[i]));
    }
    SlidingWindow window =
        new SlidingWindow(
            SpatialAttributes.extent(out, 1),
            SpatialAttributes.extent(in, 1),
            SpatialAttributes.extent(kernel, 1),
            SpatialAttributes.extent(stride, 1),
            SpatialAttributes.extent(dilation, 1),
            SpatialAttributes.extent(before, 0),
            SpatialAttributes.extent(after, 0));
    return new TransposedGeometry(
        Math.toIntExact(x.dim(0)),
        Math.toIntExact(x.dim(1)),
        Math.toIntExact(outChannels),
        (int) groups,
        window,
        SpatialAttributes.extent(added, 0),
        rank);
  }

  /**
   * The output size along an axis. A stated size, or an automatic one, decides the padding; where
   * the padding is odd, SAME_UPPER cuts more off behind and every other mode more in front. A
   * larger output than the taps reach has zeros behind.
   */
  private static int size(
      Call call, int axis, int rank, long full, long same, int[] before, int[] after) {
    String autoPad = SpatialAttributes.autoPad(call);
    long[] stated = call.node().integers("output_shape").orElse(null);
    long size = full - before[axis] - after[axis];
    if (stated != null || autoPad.startsWith("SAME")) {
      // Some writers state batch and channels as well.
      size = stated == null ? same : stated[axis + Math.max(0, stated.length - rank)];
      long pad = Math.max(0, full - size);
      long half = pad / 2;
      before[axis] = Math.toIntExact(autoPad.equals("SAME_UPPER") ? half : pad - half);
      after[axis] = Math.toIntExact(pad - before[axis]);
    }
    call.require(size >= 1, "pads", "an output of at least 1 along spatial axis " + axis, size);
    return Math.toIntExact(size);
  }

  /** Whether there is anything to compute. */
  boolean hasWork() {
    return batch > 0 && inChannels > 0 && outChannels > 0;
  }

  /** The shape of the output. */
  Shape result() {
    return SpatialAttributes.shape(batch, outChannels, window.in(), rank);
  }

  /** The same for the kernels, which want {@link #hasWork}. */
  ConvTransposeProblem problem() {
    return new ConvTransposeProblem(
        batch,
        groups,
        inChannels,
        outChannels,
        window.out(),
        window.kernel(),
        window.stride(),
        window.padBefore(),
        window.padAfter(),
        outputPadding,
        window.dilation());
  }
}
