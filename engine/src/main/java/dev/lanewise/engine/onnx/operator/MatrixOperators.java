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
    boolean turnB = call.node().flag("transB", false);
    try (Arena arena = Arena.ofConfined()) {
      Tensor left = call.node().flag("transA", false) ? transposed(a, arena) : a;
      Shape shape = b.shape();
      shape = turnB ? Shape.of(shape.dim(1), shape.dim(0)) : shape;
      MatrixStack stack = MatrixStack.of(call, left.shape(), shape);
      if (a.dtype() == DType.F32 && FloatKernels.isLargeProduct(stack.m(), stack.k(), stack.n())) {
        // The kernels want the right matrix transposed, as the weights of a linear layer mostly
        // are.
        Tensor result = call.allocate(DType.F32, stack.result());
        FloatKernels.product(
            FloatKernels.floats(left, arena),
            FloatKernels.floats(turnB ? b : transposed(b, arena), arena),
            result.data(),
            stack.m(),
            stack.k(),
            stack.n(),
            arena);
        return affine(call, a.dtype(), stack.result(), result.toDoubles());
      }
      Tensor right = turnB ? transposed(b, arena) : b;
      if (!a.dtype().isFloatingPoint()) {
        return integerGemm(call, matMul(call.withInputs(left, right)));
      }
      double[] product = stack.product(call, left.toDoubles(), right.toDoubles());
      return affine(call, a.dtype(), stack.result(), product);
    }
  }

  private static Tensor matrix(Call call, int index, String operand) {
    Tensor matrix = call.input(index, operand);
    call.require(matrix.shape().rank() == 2, operand, "rank 2", matrix);
    return matrix;
  }

  /** The operand C, or null if it is left out or counts nothing. */
  private static Tensor addend(Call call, DType dtype, Shape shape, double beta) {
    Tensor c = call.optional(2);
    if (c == null || beta == 0) {
      return null;
    }
    call.require(c.dtype() == dtype, "C", "the type of A, " + dtype, c);
    Broadcast.require(call, "C", c, shape);
    return c;
  }

  private static Tensor affine(Call call, DType dtype, Shape shape, double[] product) {
    double alpha = call.node().number("alpha", 1);
    double beta = call.node().number("beta", 1);
    Tensor c = addend(call, dtype, shape, beta);
    double[] addends = c == null ? null : Broadcast.doubles(call, c, shape);
    for (int i = 0; i < product.length; i++) {
      product[i] = alpha * product[i] + (addends == null ? 0 : beta * addends[i]);
    }
    return call.tensor(dtype, shape, product);
  }

  private static Tensor integerGemm(Call call, Tensor product) {
    double alpha = call.node().number("alpha", 1);
    double beta = call.node().number("beta", 1);
    call.require(
        alpha == 1 && (beta == 1 || beta == 0),
        "alpha and beta",
        "1 for integers",
        alpha + " and " + beta);
    Tensor c = addend(call, product.dtype(), product.shape(), beta);
    return c == null ? product : BinaryOperators.add(call.withInputs(product, c));
  }
}
