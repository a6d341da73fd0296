package dev.lanewise.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One way to compute convolutions. Stateless and thread-safe. */
public interface ConvKernel {
  /** A short name for reports, such as {@code im2col}. */
  String name();

  /** Whether this kernel computes the problem, or why not. */
  Verdict accepts(ConvProblem problem);

  /** Whether each output is one direct sum of products, as {@code precise} asks for. */
  default boolean isDirect() {
    return true;
  }

  /** Bytes of the packed weights and bias of an accepted problem. */
  long packedBytes(ConvProblem problem);

  /**
   * Packs weights once for any number of steps.
   *
   * @param weights native float32 memory, {@code [K, C/groups, kd, kh, kw]} row-major; not kept
   * @param bias native float32 memory, {@code [K]}, or null for zeros; not kept
   * @param post applied to each output after bias and residual
   * @param arena owns the packed memory; must be shareable if several threads run the steps
   */
  Prepared prepare(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, PostOp post, Arena arena);

  /** A problem with its packed weights: immutable, and shared by any number of threads. */
  interface Prepared {
    /**
     * Binds the operands: {@code out = post(conv(in) + bias + residual)}.
     *
     * @param in {@code [N, D, H, W, C]}
     * @param residual {@code [N, OD, OH, OW, K]} or null; may be the same memory as {@code out}
     * @param out {@code [N, OD, OH, OW, K]}; its old content is never read
     */
    Step bind(View in, View residual, View out);

    /**
     * The same packed weights for another batch, or for maps of another size, which this kernel
     * must accept as well; null if they would be packed otherwise.
     *
     * @param in D, H, W
     */
    default Prepared resized(int batch, Extent in) {
      return null;
    }
  }
}
