package dev.lanewise.engine.tensor;

import java.lang.foreign.MemorySegment;

/** Gathers the elements of a strided array into row-major order. */
public final class StridedCopy {
  private StridedCopy() {}

  /**
   * Walks the target in its order while an odometer keeps the place in the source.
   *
   * @param source begins with the first element
   * @param strides bytes from one index to the next, one for each axis; 0 repeats an element
   * @param elementBytes of one element
   * @param target as many bytes as shape and element demand
   */
  public static void toRowMajor(
      MemorySegment source, long[] strides, Shape shape, int elementBytes, MemorySegment target) {
    // The innermost axes that are dense are one run of bytes.
    int axes = shape.rank();
    long run = elementBytes;
    while (axes > 0 && (strides[axes - 1] == run || shape.dim(axes - 1) == 1)) {
      axes--;
      run *= shape.dim(axes);
    }
    long[] index = new long[axes];
    long from = 0;
    for (long to = 0; to < target.byteSize(); to += run) {
      MemorySegment.copy(source, from, target, to, run);
      int axis = axes - 1;
      while (axis >= 0) {
        from += strides[axis];
        if (++index[axis] < shape.dim(axis)) {
          break;
        }
        index[axis] = 0;
        from -= strides[axis] * shape.dim(axis);
        axis--;
      }
    }
  }
}
