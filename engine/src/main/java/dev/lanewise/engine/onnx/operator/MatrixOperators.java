package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;

/** Products of matrices. */
final class MatrixOperators {
  private MatrixOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "MatMul", Operator.single(MatrixOperators::matMul),
        "Gemm", Operator.single(MatrixOperators::gemm));
  }

  private static Tensor matMul(Call call) {
    Tensor a = call.input(0, "A");
    Tensor b = BinaryOperators.sameType(call, a, call.input(1, "B"), "B");
    call.require(a.dtype() != DType.BOOL, "A", "numbers", a);
    MatrixStack stack = MatrixStack.of(call, a.shape(), b.shape());
    int m = stack.m();
    int k = stack.k();
    int n = stack.n();
    if (a.dtype() == DType.F32 && FloatKernels.isLargeProduct(m, k, n)) {
      return large(call, stack, a, b);
    }
    if (a.dtype().isFloatingPoint()) {
      return call.tensor(
          a.dtype(), stack.result(), stack.product(call, a.toDoubles(), b.toDoubles()));
    }
    return call.tensor(
        a.dtype(), stack.result(), integers(call, stack, Numbers.longs(a), Numbers.longs(b)));
  }

  private static long[] integers(Call call, MatrixStack stack, long[] a, long[] b) {
    int n = stack.n();
    int k = stack.k();
    long[] out = call.longArray(stack.result());
    stack.forEach(
        (aAt, bAt, outAt) -> {
          for (int i = 0; i < stack.m() * k; i++) {
            for (int j = 0; j < n; j++) {
              out[outAt + i / k * n + j] += a[aAt + i] * b[bAt + i % k * n + j];
            }
          }
        });
    return out;
  }

  private static Tensor large(Call call, MatrixStack stack, Tensor a, Tensor b) {
    Tensor result = call.allocate(DType.F32, stack.result());
    int m = stack.m();
    int k = stack.k();
    int n = stack.n();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment left = FloatKernels.floats(a, arena);
      MemorySegment right = FloatKernels.floats(transposed(b, arena), arena);
      stack.forEach(
          (aAt, bAt, outAt) -> {
            try (Arena packed = Arena.ofConfined()) {
              FloatKernels.product(
                  part(left, aAt, (long) m * k),
                  part(right, bAt, (long) k * n),
                  part(result.data(), outAt, (long) m * n),
                  m,
                  k,
                  n,
                  packed);
            }
          });
    }
    return result;
  }

  private static MemorySegment part(MemorySegment floats, long at, long count) {
    return floats.asSlice(at * Float.BYTES, count * Float.BYTES);
  }

  /** A copy with the last two axes exchanged; a vector is one column already. */
  private static Tensor transposed(Tensor b, Arena arena) {
    int rank = b.shape().rank();
    if (rank < 2) {
      return b;
    }
    int[] order = new int[rank];
    Arrays.setAll(order, i -> i);
    order[rank - 1] = rank - 2;
    order[rank - 2] = rank - 1;
    StridedView turned = StridedView.of(b).permute(order);
    Tensor copy = Tensor.allocate(b.dtype(), Shape.of(turned.dims()), arena);
    StridedView.of(copy).copyFrom(turned);
    return copy;
  }

  /** {@code alpha * A' * B' + beta * C}, where a prime transposes if an attribute says so. */
  private static Tensor gemm(Call call) {
    Tensor a = matrix(call, 0, "A");
    Tensor b = BinaryOperators.sameType(call, a, matrix(call, 1, "B"), "B");
    Tensor product = product(call, a, b);
    Tensor c = call.optional(2);
    double alpha = call.node().number("alpha", 1);
    double beta = call.node().number("beta", 1);
    if (alpha == 1 && (c == null || beta == 0)) {
      return product;
    }
    if (!a.dtype().isFloatingPoint()) {
      call.require(
          alpha == 1 && beta == 1, "alpha and beta", "1 for integers", alpha + " and " + beta);
      Broadcast.require(call, "C", c, product.shape());
      return BinaryOperators.add(call.withInputs(product, c));
    }
    double[] result = product.toDoubles();
    double[] addend = null;
    if (c != null && beta != 0) {
      BinaryOperators.sameType(call, a, c, "C");
      Broadcast.require(call, "C", c, product.shape());
      addend = Broadcast.doubles(call, c, product.shape());
    }
    for (int i = 0; i < result.length; i++) {
      result[i] = alpha * result[i] + (addend == null ? 0 : beta * addend[i]);
    }
    return call.tensor(product.dtype(), product.shape(), result);
  }

  private static Tensor matrix(Call call, int index, String operand) {
    Tensor matrix = call.input(index, operand);
    call.require(matrix.shape().rank() == 2, operand, "rank 2", matrix);
    return matrix;
  }

  private static Tensor product(Call call, Tensor a, Tensor b) {
    boolean turnA = call.node().flag("transA", false);
    boolean turnB = call.node().flag("transB", false);
    try (Arena arena = Arena.ofConfined()) {
      Tensor left = turnA ? transposed(a, arena) : a;
      long n = b.shape().dim(turnB ? 0 : 1);
      long k = b.shape().dim(turnB ? 1 : 0);
      boolean large =
          a.dtype() == DType.F32
              && left.shape().dim(1) == k
              && FloatKernels.isLargeProduct(left.shape().dim(0), k, n);
      if (!large) {
        return matMul(call.withInputs(left, turnB ? transposed(b, arena) : b));
      }
      // The kernels want the right matrix transposed, as the weights of a linear layer mostly are.
      Tensor right = turnB ? b : transposed(b, arena);
      int m = Math.toIntExact(left.shape().dim(0));
      Tensor result = call.allocate(DType.F32, Shape.of(m, n));
      FloatKernels.product(
          FloatKernels.floats(left, arena),
          FloatKernels.floats(right, arena),
          result.data(),
          m,
          Math.toIntExact(k),
          Math.toIntExact(n),
          arena);
      return result;
    }
  }
}
