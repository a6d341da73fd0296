package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Cuts ranges out of axes, as Python's {@code x[start:end:step]}; unlike there, a start in front of
 * the axis is its first element also where steps go backwards.
 */
final class SliceOperator {
  private SliceOperator() {}

  static Tensor slice(Call call) {
    Tensor data = call.input(0, "data");
    int rank = data.shape().rank();
    // Up to version 9 the ranges are attributes and steps do not exist.
    long[] starts = required(call, 1, "starts");
    long[] ends = required(call, 2, "ends");
    long[] axes = call.operandOrAttribute(3, "axes");
    long[] steps = call.optionalIntegers(4, "steps");
    axes = axes == null ? LongStream.range(0, starts.length).toArray() : axes;
    if (steps == null) {
      steps = new long[starts.length];
      Arrays.fill(steps, 1);
    }
    require(call, "ends", starts.length, ends.length);
    require(call, "axes", starts.length, axes.length);
    require(call, "steps", starts.length, steps.length);
    int[] axis = call.axes("axes", axes, rank);
    StridedView view = StridedView.of(data);
    for (int i = 0; i < axis.length; i++) {
      view = cut(call, view, axis[i], starts[i], ends[i], steps[i]);
    }
    return view.copy(call);
  }

  private static long[] required(Call call, int index, String name) {
    long[] numbers = call.operandOrAttribute(index, name);
    call.require(numbers != null, name, "positions", "none");
    return numbers;
  }

  private static void require(Call call, String name, int wanted, int got) {
    call.require(got == wanted, name, wanted + " numbers, one for each start", got + " numbers");
  }

  private static StridedView cut(
      Call call, StridedView view, int axis, long start, long end, long step) {
    call.require(step != 0, "steps", "a step other than 0", step);
    long extent = view.dims()[axis];
    boolean forward = step > 0;
    long most = forward ? extent : extent - 1;
    long first = bound(start, extent, 0, most);
    long last = bound(end, extent, forward ? 0 : -1, most);
    long distance = extent == 0 ? 0 : forward ? last - first : first - last;
    // A step beyond the extent takes one element, however far it goes.
    long size = step == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(step);
    long count = distance <= 0 ? 0 : (distance - 1) / size + 1;
    return view.slice(axis, first, count <= 1 ? 1 : step, count);
  }

  private static long bound(long position, long extent, long least, long most) {
    long fromFront = position < 0 ? Math.max(position, -extent - 1) + extent : position;
    return Math.clamp(fromFront, least, Math.max(most, least));
  }
}
