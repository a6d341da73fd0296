package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A bound step that can be run any number of times with the same result.
 *
 * @param name says which kernel on which problem
 * @param out the memory that a run writes
 */
record ProbeCase(String name, Step step, MemorySegment scratch, MemorySegment out) {
  ProbeCase(String name, Step step, MemorySegment out) {
    this(name, step, Arena.global().allocate(Math.max(64, step.scratchBytes()), 64), out);
  }

  /** Whether the case is there to be found guilty. */
  boolean isCanary() {
    return name.startsWith("canary");
  }

  void run() {
    step.run(0, step.tiles(), scratch);
  }

  /** A number that differs, but for bad luck, if one bit of the output differs. */
  long checksum() {
    long sum = 1;
    for (long i = 0; i < out.byteSize() / Integer.BYTES; i++) {
      sum = sum * 0x9e3779b97f4a7c15L + out.getAtIndex(ValueLayout.JAVA_INT, i);
    }
    return sum;
  }
}
