package dev.lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * One operation bound to its operands, split into tiles that write disjoint parts of the output.
 *
 * <p>Any number of threads may run disjoint tile ranges of one step at the same time, each with
 * scratch memory of its own. A tile's result does not depend on which range or thread computed it,
 * so the output is bit-identical for every split. Running allocates nothing on the heap.
 */
public interface Step {
  /** The number of tiles; at least 1. */
  int tiles();

  /** Scratch bytes that each running thread needs, 0 for none. */
  default long scratchBytes() {
    return 0;
  }

  /**
   * Computes the tiles {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param scratch at least {@link #scratchBytes()} native bytes, 64-byte aligned, of any content;
   *     not shared with another running thread
   */
  void run(int from, int to, MemorySegment scratch);

  /**
   * {@link #run} for one more range of tiles, with the operands unchanged and in scratch memory as
   * another range of this step has left it: what that one prepared need not be prepared again.
   */
  default void resume(int from, int to, MemorySegment scratch) {
    run(from, to, scratch);
  }
}
