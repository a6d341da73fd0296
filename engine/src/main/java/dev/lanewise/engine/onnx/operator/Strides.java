package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Shape;

/** The distances, in elements, of neighbours along each axis of a tensor. */
final class Strides {
  private Strides() {}

  /** Those of a dense row-major tensor. */
  static long[] dense(long... dims) {
    long[] strides = new long[dims.length];
    long distance = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = distance;
      distance *= dims[axis];
    }
    return strides;
  }

  /**
   * Those that make a dense tensor look as if it had the larger shape: 0 along axes that it lacks
   * or has only one element of. The caller has checked that the shapes fit.
   */
  static long[] broadcast(Shape from, Shape to) {
    long[] dense = dense(from.dims());
    long[] strides = new long[to.rank()];
    int lacking = to.rank() - from.rank();
    for (int axis = lacking; axis < strides.length; axis++) {
      strides[axis] = from.dim(axis - lacking) == 1 ? 0 : dense[axis - lacking];
    }
    return strides;
  }

  /** Those of a result of a reduction, seen from its input: 0 along reduced axes. */
  static long[] reduced(long[] dims, boolean[] reduced) {
    long[] kept = dims.clone();
    for (int axis = 0; axis < dims.length; axis++) {
      kept[axis] = reduced[axis] ? 1 : dims[axis];
    }
    long[] strides = dense(kept);
    for (int axis = 0; axis < dims.length; axis++) {
      strides[axis] = reduced[axis] ? 0 : strides[axis];
    }
    return strides;
  }

  /** The product of some extents. */
  static long product(long[] dims, int from, int to) {
    long product = 1;
    for (int axis = from; axis < to; axis++) {
      product = Math.multiplyExact(product, dims[axis]);
    }
    return product;
  }
}
