package dev.lanewise.engine.format.npy;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.StridedCopy;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Brings the elements of an array into the order of a {@link Tensor}, in place. */
final class NpyOrder {
  private NpyOrder() {}

  /**
   * Returns the tensor after reordering its bytes.
   *
   * @param tensor a tensor whose data is still as the file has it
   * @param order the byte order of its elements
   * @param fortranOrder true if its first dimension is contiguous
   */
  static Tensor toLittleEndianRowMajor(Tensor tensor, ByteOrder order, boolean fortranOrder) {
    if (order == ByteOrder.BIG_ENDIAN) {
      reverseBytes(tensor.data(), tensor.dtype());
    }
    if (fortranOrder && tensor.shape().rank() > 1) {
      try (Arena arena = Arena.ofConfined()) {
        Tensor source = Tensor.allocate(tensor.dtype(), tensor.shape(), arena);
        source.data().copyFrom(tensor.data());
        transpose(source, tensor.data());
      }
    }
    return tensor;
  }

  private static void reverseBytes(MemorySegment data, DType dtype) {
    MemorySegment.copy(
        data,
        layout(dtype, ByteOrder.BIG_ENDIAN),
        0,
        data,
        layout(dtype, ByteOrder.LITTLE_ENDIAN),
        0,
        data.byteSize() / dtype.byteSize());
  }

  private static ValueLayout layout(DType dtype, ByteOrder order) {
    return switch (dtype.byteSize()) {
      case 1 -> ValueLayout.JAVA_BYTE;
      case 2 -> ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
      case 4 -> ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
      default -> ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
    };
  }

  private static void transpose(Tensor source, MemorySegment target) {
    Shape shape = source.shape();
    int size = source.dtype().byteSize();
    long[] strides = new long[shape.rank()];
    long stride = size;
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = stride;
      stride *= shape.dim(axis);
    }
    StridedCopy.toRowMajor(source.data(), strides, shape, size, target);
  }
}
