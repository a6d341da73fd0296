package dev.lanewise.engine.onnx.operator;

import dev.lanewise.kernels.Extent;

/**
 * How a window slides over one to three spatial axes; lower ranks have unit leading axes. Tap t of
 * output position i reads input position {@code i * stride - padBefore + t * dilation}.
 *
 * @param in sizes of the input
 * @param out sizes of the output
 * @param kernel sizes of the window
 * @param stride distance of neighbouring windows
 * @param dilation distance of neighbouring taps
 * @param padBefore padding in front of each axis
 * @param padAfter padding behind each axis
 */
record SlidingWindow(
    Extent in,
    Extent out,
    Extent kernel,
    Extent stride,
    Extent dilation,
    Extent padBefore,
    Extent padAfter) {

  /** The window of a convolution or pooling, from the attributes that all of them share. */
  static SlidingWindow of(Call call, long[] inSizes, long[] kernelSizes) {
    int rank = inSizes.length;
    call.require(rank >= 1 && rank <= 3, "X", "1 to 3 spatial axes", rank);
    int[] in = SpatialAttributes.ints(call, "X", inSizes, rank, 1);
    int[] kernel = SpatialAttributes.ints(call, "kernel_shape", kernelSizes, rank, 1);
    int[] stride = SpatialAttributes.axes(call, "strides", rank, 1, 1);
    int[] dilation = SpatialAttributes.axes(call, "dilations", rank, 1, 1);
    int[] before = new int[rank];
    int[] after = new int[rank];
    int[] out = new int[rank];
    SpatialAttributes.pads(call, rank, before, after);
    String autoPad = SpatialAttributes.autoPad(call);
    boolean ceil = call.node().flag("ceil_mode", false);
    for (int axis = 0; axis < rank; axis++) {
      long span = (kernel[axis] - 1L) * dilation[axis] + 1;
      if (autoPad.startsWith("SAME")) {
        out[axis] = Math.ceilDiv(in[axis], stride[axis]);
        long pad = Math.max(0, (out[axis] - 1L) * stride[axis] + span - in[axis]);
        call.require(pad <= Integer.MAX_VALUE, "dilations", "a window of less than 2^31", span);
        before[axis] = (int) (autoPad.equals("SAME_UPPER") ? pad / 2 : (pad + 1) / 2);
        after[axis] = (int) pad - before[axis];
        continue;
      }
      long room = (long) in[axis] + before[axis] + after[axis] - span;
      // In ceil mode a window may overhang the padded input, also where there is only one.
      long count =
          (ceil
                  ? Math.ceilDiv(room, (long) stride[axis])
                  : Math.floorDiv(room, (long) stride[axis]))
              + 1;
      call.require(
          count >= 1,
          "kernel_shape",
          "a window within the padded input of " + (room + span) + " along spatial axis " + axis,
          "a span of " + span);
      // A window that begins behind the input would see padding alone.
      if (ceil && (count - 1) * stride[axis] >= (long) in[axis] + before[axis]) {
        count--;
      }
      out[axis] = Math.toIntExact(count);
    }
    return new SlidingWindow(
        SpatialAttributes.extent(in, 1),
        SpatialAttributes.extent(out, 1),
        SpatialAttributes.extent(kernel, 1),
        SpatialAttributes.extent(stride, 1),
        SpatialAttributes.extent(dilation, 1),
        SpatialAttributes.extent(before, 0),
        SpatialAttributes.extent(after, 0));
  }
}
