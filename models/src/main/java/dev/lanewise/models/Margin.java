package dev.lanewise.models;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A tensor inside a larger one, at its beginning along each axis. */
final class Margin {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT;

  private final Shape shape;
  private final MemorySegment inner;

  /** Makes room for the smaller tensor; the garbage collector frees it. */
  Margin(Shape shape) {
    this.shape = shape;
    this.inner = Arena.ofAuto().allocate(shape.byteSize(DType.F32), 64);
  }

  /** The smaller tensor: float32, row-major. */
  MemorySegment inner() {
    return inner;
  }

  /** Copies the smaller tensor into the larger one; what is around it becomes 0. */
  void copyInto(MemorySegment outer, Shape outerShape) {
    outer.fill((byte) 0);
    long width = shape.dim(shape.rank() - 1);
    for (long row = 0; row < shape.elementCount() / width; row++) {
      long to = offset(row, shape, outerShape);
      MemorySegment.copy(
          inner, F32, row * width * Float.BYTES, outer, F32, to * Float.BYTES, width);
    }
  }

  /** The values of the smaller tensor inside the larger one. */
  static float[] cut(float[] outer, Shape outerShape, Shape shape) {
    int width = (int) shape.dim(shape.rank() - 1);
    float[] values = new float[(int) shape.elementCount()];
    for (int row = 0; row < values.length / width; row++) {
      int from = (int) offset(row, shape, outerShape);
      System.arraycopy(outer, from, values, row * width, width);
    }
    return values;
  }

  /** Where a row of the smaller tensor begins in the larger one, in elements. */
  private static long offset(long row, Shape shape, Shape outer) {
    long rest = row;
    long stride = outer.dim(outer.rank() - 1);
    long offset = 0;
    for (int axis = shape.rank() - 2; axis >= 0; axis--) {
      offset += rest % shape.dim(axis) * stride;
      rest /= shape.dim(axis);
      stride *= outer.dim(axis);
    }
    return offset;
  }
}
