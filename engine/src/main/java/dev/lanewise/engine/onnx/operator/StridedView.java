package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A tensor seen in another order: transposed, cut or repeated, without moving an element. Works for
 * every element type, since only bytes are copied.
 *
 * @param dtype the element type
 * @param data the memory of the tensor
 * @param start the first element, counted in elements from the start of the memory
 * @param dims extents
 * @param strides distance of neighbours along each axis in elements; may be negative or 0
 */
record StridedView(DType dtype, MemorySegment data, long start, long[] dims, long[] strides) {

  /** All elements in their own order. */
  static StridedView of(Tensor tensor) {
    return of(tensor, tensor.shape().dims());
  }

  /** All elements in their own order, seen in another shape of as many elements. */
  static StridedView of(Tensor tensor, long... dims) {
    return new StridedView(tensor.dtype(), tensor.data(), 0, dims, Strides.dense(dims));
  }

  /** The axes in another order: axis i of the result is axis {@code order[i]}. */
  StridedView permute(int... order) {
    long[] newDims = new long[order.length];
    long[] newStrides = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      newDims[i] = dims[order[i]];
      newStrides[i] = strides[order[i]];
    }
    return new StridedView(dtype, data, start, newDims, newStrides);
  }

  /** {@code count} positions along an axis, from {@code first} on, {@code step} apart. */
  StridedView slice(int axis, long first, long step, long count) {
    long[] newDims = dims.clone();
    long[] newStrides = strides.clone();
    newDims[axis] = count;
    newStrides[axis] = strides[axis] * step;
    long newStart = count == 0 ? start : start + first * strides[axis];
    return new StridedView(dtype, data, newStart, newDims, newStrides);
  }

  /** Repeated to a larger shape; the caller has checked that it fits. */
  StridedView broadcast(Shape to) {
    long[] newStrides = new long[to.rank()];
    int lacking = to.rank() - dims.length;
    for (int axis = lacking; axis < newStrides.length; axis++) {
      newStrides[axis] = dims[axis - lacking] == 1 ? 0 : strides[axis - lacking];
    }
    return new StridedView(dtype, data, start, to.dims(), newStrides);
  }

  /** A dense copy, in a shape of as many elements. */
  Tensor copy(Call call, Shape shape) {
    Tensor result = call.allocate(dtype, shape);
    of(result, dims).copyFrom(this);
    return result;
  }

  /** A dense copy. */
  Tensor copy(Call call) {
    return copy(call, Shape.of(dims));
  }

  /** Overwrites the elements of this view with those of another one of the same extents. */
  void copyFrom(StridedView source) {
    if (!Arrays.equals(dims, source.dims)) {
      throw new IllegalStateException(Arrays.toString(dims) + Arrays.toString(source.dims));
    }
    int size = dtype.byteSize();
    Walk walk = new Walk(dims, source.strides, strides);
    while (walk.next()) {
      long from = (source.start + walk.at(0)) * size;
      long to = (start + walk.at(1)) * size;
      if (walk.step(0) == 1 && walk.step(1) == 1) {
        MemorySegment.copy(source.data, from, data, to, (long) walk.length() * size);
      } else {
        row(source.data, from, walk.step(0), data, to, walk.step(1), walk.length(), size);
      }
    }
  }

  private static void row(
      MemorySegment in,
      long from,
      long inStep,
      MemorySegment out,
      long to,
      long outStep,
      int n,
      int size) {
    long inBytes = inStep * size;
    long outBytes = outStep * size;
    switch (size) {
      case 1 -> {
        for (int j = 0; j < n; j++) {
          out.set(
              ValueLayout.JAVA_BYTE,
              to + j * outBytes,
              in.get(ValueLayout.JAVA_BYTE, from + j * inBytes));
        }
      }
      case 2 -> {
        for (int j = 0; j < n; j++) {
          short element = in.get(ValueLayout.JAVA_SHORT_UNALIGNED, from + j * inBytes);
          out.set(ValueLayout.JAVA_SHORT_UNALIGNED, to + j * outBytes, element);
        }
      }
      case 4 -> {
        for (int j = 0; j < n; j++) {
          int element = in.get(ValueLayout.JAVA_INT_UNALIGNED, from + j * inBytes);
          out.set(ValueLayout.JAVA_INT_UNALIGNED, to + j * outBytes, element);
        }
      }
      default -> {
        for (int j = 0; j < n; j++) {
          long element = in.get(ValueLayout.JAVA_LONG_UNALIGNED, from + j * inBytes);
          out.set(ValueLayout.JAVA_LONG_UNALIGNED, to + j * outBytes, element);
        }
      }
    }
  }
}
