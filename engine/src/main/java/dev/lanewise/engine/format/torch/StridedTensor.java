package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import java.util.List;

/**
 * A tensor as a pickle describes it: a view of a storage, checked to lie inside of it.
 *
 * @param offset its first byte in the storage's data
 * @param strides bytes from one index to the next, one for each axis
 */
record StridedTensor(DType dtype, Storage storage, long offset, Shape shape, List<Long> strides) {
  private static final int MAX_RANK = 64;

  StridedTensor {
    strides = List.copyOf(strides);
  }

  /**
   * Checks a view.
   *
   * @param first its first element in the storage
   * @param steps elements from one index to the next, one for each axis
   * @throws LanewiseException if it is not inside of the storage
   */
  static StridedTensor of(
      DType dtype, Storage storage, long first, List<Long> dims, List<Long> steps) {
    if (dims.size() != steps.size() || dims.size() > MAX_RANK) {
      throw new LanewiseException(
          "a tensor of %d dimensions with %d strides; wanted as many, at most %d"
              .formatted(dims.size(), steps.size(), MAX_RANK));
    }
    Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    shape.byteSize(dtype); // throws now, so that no size computed later can overflow
    long room = storage.length() * storage.elementBytes();
    try {
      long end = shape.elementCount() == 0 ? first : Math.addExact(first, 1);
      for (int axis = 0; axis < dims.size(); axis++) {
        long step = steps.get(axis);
        if (step < 0) {
          throw new LanewiseException("stride " + step + ": wanted 0 or more");
        }
        if (shape.elementCount() > 0) {
          end = Math.addExact(end, Math.multiplyExact(dims.get(axis) - 1, step));
        }
      }
      if (first < 0 || Math.multiplyExact(end, (long) dtype.byteSize()) > room) {
        throw outside(shape, first, end, storage);
      }
    } catch (ArithmeticException overflow) {
      throw outside(shape, first, Long.MAX_VALUE, storage);
    }
    long skipped = storage.begin() * storage.elementBytes();
    List<Long> strides = steps.stream().map(step -> inBytes(step, dtype)).toList();
    return new StridedTensor(dtype, storage, skipped + first * dtype.byteSize(), shape, strides);
  }

  /** The stride of an axis of length 1 may be any number; it is never used. */
  private static long inBytes(long step, DType dtype) {
    return step > Long.MAX_VALUE / dtype.byteSize() ? 0 : step * dtype.byteSize();
  }

  private static LanewiseException outside(Shape shape, long first, long end, Storage storage) {
    return new LanewiseException(
        "a tensor %s reaches from element %d to %d of storage %s, which has %d"
            .formatted(shape, first, end, ErrorText.quote(storage.key()), storage.length()));
  }

  /** Bytes of all elements. */
  long byteSize() {
    return shape.byteSize(dtype);
  }

  /** Returns true if the elements lie one after the other in row-major order. */
  boolean isContiguous() {
    long dense = dtype.byteSize();
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      if (shape.dim(axis) != 1 && strides.get(axis) != dense) {
        return shape.elementCount() == 0;
      }
      dense *= shape.dim(axis);
    }
    return true;
  }
}
