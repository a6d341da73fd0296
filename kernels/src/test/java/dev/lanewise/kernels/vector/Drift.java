package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Step;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A canary: after a thousand runs its result changes by one bit. */
final class Drift implements Step {
  private final MemorySegment out;
  private int runs;

  Drift(MemorySegment out) {
    this.out = out;
  }

  @Override
  public int tiles() {
    return 1;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    runs++;
    out.setAtIndex(ValueLayout.JAVA_FLOAT, 5, runs < 1000 ? 1f : Math.nextUp(1f));
  }
}
