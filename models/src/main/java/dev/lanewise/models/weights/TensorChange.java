package dev.lanewise.models.weights;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;

/** What becomes of a tensor besides its name. */
enum TensorChange {
  /** It stays as it is. */
  NONE,
  /** The last two axes, inputs and outputs, become the first two, outputs and inputs. */
  KERNEL,
  /** The axes behind the first become one. */
  FLATTEN;

  /** The shape after the change. */
  Shape apply(Shape shape) {
    long[] dims = shape.dims();
    if (dims.length < 2 || this == NONE) {
      return shape;
    }
    if (this == FLATTEN) {
      return Shape.of(dims[0], Arrays.stream(dims).skip(1).reduce(1, (a, b) -> a * b));
    }
    int[] axes = kernelFirst(dims.length);
    return Shape.of(Arrays.stream(axes).mapToLong(axis -> dims[axis]).toArray());
  }

  /** The tensor after the change; a copy if elements move. */
  Tensor apply(Tensor tensor, Arena arena) {
    int rank = tensor.shape().rank();
    if (rank < 2 || this == NONE) {
      return tensor;
    }
    return this == FLATTEN
        ? new Tensor(tensor.dtype(), apply(tensor.shape()), tensor.data())
        : tensor.permute(arena, kernelFirst(rank));
  }

  private static int[] kernelFirst(int rank) {
    int[] axes = new int[rank];
    axes[0] = rank - 1;
    axes[1] = rank - 2;
    for (int i = 2; i < rank; i++) {
      axes[i] = i - 2;
    }
    return axes;
  }
}
