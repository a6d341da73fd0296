package dev.lanewise.kernels.vector.conv;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Brings memory into the caches by reading a number of each cache line.
 *
 * <p>The reads do not wait for one another, so that many lines are on their way at once. Arithmetic
 * that reads or writes the same lines itself has a few of them in flight and waits for each.
 */
final class Touch {
  private static final int LINE = 64;

  private Touch() {}

  /**
   * Reads {@code rows} runs of memory.
   *
   * @param offset of the first run
   * @param bytes of a run, at least 4
   * @param stride from one run to the next, in bytes
   * @return a number without meaning, to be stored somewhere so that the reads are not optimised
   *     away
   */
  static int rows(MemorySegment segment, long offset, int rows, long bytes, long stride) {
    MemorySegment memory = Memory.of(segment);
    int lines = (int) ((bytes - Integer.BYTES) / LINE) + 1;
    int sum = 0;
    for (int row = 0; row < rows; row++) {
      long from = offset + row * stride;
      for (int line = 0; line < lines; line++) {
        sum += memory.get(JAVA_INT_UNALIGNED, Memory.offset(from + (long) line * LINE));
      }
      sum += memory.get(JAVA_INT_UNALIGNED, Memory.offset(from + bytes - Integer.BYTES));
    }
    return sum;
  }

  /**
   * Reads one run of many lines, in eight streams: memory delivers more to several at once. There
   * are four sums, since with one each addition would wait for the reads before it.
   *
   * @param bytes of the run, a multiple of 4
   * @return as {@link #rows}
   */
  static int streams(MemorySegment segment, long offset, long bytes) {
    MemorySegment memory = Memory.of(segment);
    long from = Memory.offset(offset);
    int lines = (int) (bytes / LINE / 8);
    long stream = Memory.stride((long) lines * LINE);
    int sum0 = 0;
    int sum1 = 0;
    int sum2 = 0;
    int sum3 = 0;
    for (int line = 0; line < lines; line++) {
      long at = from + (long) Memory.small(line) * LINE;
      sum0 += memory.get(JAVA_INT_UNALIGNED, at);
      sum1 += memory.get(JAVA_INT_UNALIGNED, at + stream);
      sum2 += memory.get(JAVA_INT_UNALIGNED, at + 2 * stream);
      sum3 += memory.get(JAVA_INT_UNALIGNED, at + 3 * stream);
      sum0 += memory.get(JAVA_INT_UNALIGNED, at + 4 * stream);
      sum1 += memory.get(JAVA_INT_UNALIGNED, at + 5 * stream);
      sum2 += memory.get(JAVA_INT_UNALIGNED, at + 6 * stream);
      sum3 += memory.get(JAVA_INT_UNALIGNED, at + 7 * stream);
    }
    int sum = sum0 + sum1 + sum2 + sum3;
    long rest = bytes - 8 * stream;
    return rest == 0 ? sum : sum + rows(segment, offset + 8 * stream, 1, rest, 0);
  }
}
