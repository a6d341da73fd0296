package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Convolution of any stride, padding, dilation and groups as a matrix product over im2col windows.
 *
 * <p>With bfloat16 weights, half the memory is read: each weight is rounded to the nearest bfloat16
 * when it is packed, by at most 2^-8 of itself, and all else is computed as with float32 weights.
 * An output of n products is within {@code (2^-8 + g(n)) * sum |terms|} of the exact result, to
 * first order.
 */
public final class Im2colConv implements ConvKernel {
  private final boolean bfloat16;

  private Im2colConv(boolean bfloat16) {
    this.bfloat16 = bfloat16;
  }

  /** Weights are kept as they are. */
  public static Im2colConv float32() {
    return new Im2colConv(false);
  }

  /** Weights are rounded to bfloat16. */
  public static Im2colConv bfloat16() {
    return new Im2colConv(true);
  }

  @Override
  public String name() {
    return bfloat16 ? "im2col-bf16" : "im2col";
  }

  @Override
  public Verdict accepts(ConvProblem problem) {
    long k = (long) problem.groupInChannels() * problem.kernel().volume();
    return k * problem.groups() <= Integer.MAX_VALUE / 64
            && problem.outPixels() <= Integer.MAX_VALUE / 64
        ? Verdict.accept(Cost.im2col(problem, bfloat16))
        : Verdict.refuse("the im2col matrix has more rows or columns than fit an int");
  }

  @Override
  public long packedBytes(ConvProblem problem) {
    return PackedWeights.bytes(problem, panels(problem), bfloat16);
  }

  @Override
  public Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, PostOp post, Arena arena) {
    PackedWeights packed =
        PackedWeights.pack(problem, panels(problem), bfloat16, weights, bias, arena);
    return prepared(problem, packed, post.isNone() ? null : post);
  }

  private static Prepared prepared(ConvProblem problem, PackedWeights packed, PostOp post) {
    return new Prepared() {
      @Override
      public Step bind(View in, View residual, View out) {
        Operands.convolution(problem, in, residual, out);
        return new Im2colStep(problem, packed, post, in, residual, out);
      }

      @Override
      public Prepared resized(int batch, Extent in) {
        return prepared(problem.resized(batch, in), packed, post);
      }
    };
  }

  private static Panels panels(ConvProblem problem) {
    return new Panels(
        problem.groupInChannels() * problem.kernel().volume(),
        problem.groupOutChannels(),
        problem.isPointwise() ? Panels.IN_PLACE : Panels.GATHERED);
  }
}
