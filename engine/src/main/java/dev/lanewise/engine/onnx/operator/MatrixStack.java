package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Shape;
import java.util.Arrays;

/**
 * The shapes of a product of stacks of matrices, as NumPy's matmul: the last two axes are matrices
 * {@code [m, k]} and {@code [k, n]}, the axes before them are broadcast to each other. A vector is
 * a matrix of one row on the left and of one column on the right, and that axis is dropped again.
 *
 * @param a the left operand as a stack
 * @param b the right operand as a stack
 * @param stack the axes before the matrices
 * @param result the shape of the product
 */
record MatrixStack(Shape a, Shape b, Shape stack, Shape result) {
  /** Computes the product of two matrices, given by where each begins. */
  interface Body {
    void run(int aAt, int bAt, int outAt);
  }

  /** The shapes of the product of operands of these shapes. */
  static MatrixStack of(Call call, Shape first, Shape second) {
    call.require(first.rank() >= 1, "A", "rank 1 or more", first);
    call.require(second.rank() >= 1, "B", "rank 1 or more", second);
    Shape a = first.rank() == 1 ? Shape.of(1, first.dim(0)) : first;
    Shape b = second.rank() == 1 ? Shape.of(second.dim(0), 1) : second;
    call.require(
        a.dim(a.rank() - 1) == b.dim(b.rank() - 2),
        "B",
        "%d rows, as A %s has columns".formatted(a.dim(a.rank() - 1), first),
        second);
    Shape stack = Broadcast.shape(call, outer(a), outer(b));
    long[] dims = Arrays.copyOf(stack.dims(), stack.rank() + 2);
    int rank = stack.rank();
    if (first.rank() > 1) {
      dims[rank++] = a.dim(a.rank() - 2);
    }
    if (second.rank() > 1) {
      dims[rank++] = b.dim(b.rank() - 1);
    }
    return new MatrixStack(a, b, stack, Shape.of(Arrays.copyOf(dims, rank)));
  }

  private static Shape outer(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 2));
  }

  /** Rows of the left matrices. */
  int m() {
    return Math.toIntExact(a.dim(a.rank() - 2));
  }

  /** Columns of the left matrices, rows of the right ones. */
  int k() {
    return Math.toIntExact(a.dim(a.rank() - 1));
  }

  /** Columns of the right matrices. */
  int n() {
    return Math.toIntExact(b.dim(b.rank() - 1));
  }

  /** Visits every pair of matrices in row-major order of the stack. */
  void forEach(Body body) {
    Walk walk =
        new Walk(
            stack.dims(), Strides.broadcast(outer(a), stack), Strides.broadcast(outer(b), stack));
    for (int at = 0; walk.next(); ) {
      for (int j = 0; j < walk.length(); j++, at++) {
        int left = walk.at(0) + j * walk.step(0);
        int right = walk.at(1) + j * walk.step(1);
        body.run(left * m() * k(), right * k() * n(), at * m() * n());
      }
    }
  }

  /** The product in double. */
  double[] product(Call call, double[] left, double[] right) {
    double[] out = call.array(result);
    forEach((aAt, bAt, outAt) -> Rows.product(left, aAt, right, bAt, out, outAt, m(), k(), n()));
    return out;
  }
}
