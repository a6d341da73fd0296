package dev.lanewise.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Computes transposed convolutions of every shape. Stateless and thread-safe. */
public interface ConvTransposeKernel {
  /** A short name for reports. */
  String name();

  /** Bytes of the packed weights and bias. */
  long packedBytes(ConvTransposeProblem problem);

  /**
   * Packs weights once for any number of steps. The result binds {@code out =
   * post(transposedConvolution(in) + bias + residual)}; the residual, if there is one, may be the
   * same memory as the output.
   *
   * @param weights native float32 memory, {@code [C, K/groups, kd, kh, kw]} row-major; not kept
   * @param bias native float32 memory, {@code [K]}, or null for zeros; not kept
   * @param post applied to each output after bias and residual
   * @param arena owns the packed memory; must be shareable if several threads run the steps
   */
  ConvKernel.Prepared prepare(
      ConvTransposeProblem problem,
      MemorySegment weights,
      MemorySegment bias,
      PostOp post,
      Arena arena);
}
