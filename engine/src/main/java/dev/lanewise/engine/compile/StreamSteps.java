package dev.lanewise.engine.compile;

import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** What a step of a stream does besides the network's operations: keeping and padding. */
final class StreamSteps {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private StreamSteps() {}

  /**
   * A value that is kept in part: what later steps need, then what this one computes.
   *
   * @param keptFloats of the first
   * @param newFloats of the second
   * @param filling what stands in front of the signal
   */
  record Kept(int keptFloats, int newFloats, float filling) {}

  /** Fills what is kept of a signal before it begins. */
  record Begin(List<Kept> kept, int firstStep, View clock, List<View> values) implements Alone {
    @Override
    public void run() {
      if (step(clock) == firstStep) {
        for (int i = 0; i < kept.size(); i++) {
          View value = values.get(i);
          fill(value, 0, kept.get(i).keptFloats, kept.get(i).filling);
        }
      }
    }
  }

  /** Keeps what the next step needs of each value. */
  record Keep(List<Kept> kept, List<View> values) implements Alone {
    @Override
    public void run() {
      for (int i = 0; i < kept.size(); i++) {
        MemorySegment segment = values.get(i).segment();
        long to = values.get(i).offset();
        long from = to + (long) kept.get(i).newFloats * Float.BYTES;
        MemorySegment.copy(segment, from, segment, to, (long) kept.get(i).keptFloats * Float.BYTES);
      }
    }
  }

  /**
   * Overwrites positions that a step has computed outside the signal by what stands for them.
   *
   * @param length index of the value's length in the clock
   * @param first the first position that holds
   * @param count positions of a step
   * @param lag of the value
   * @param positionFloats of one position
   */
  record Edge(
      int length,
      int first,
      int count,
      int lag,
      int positionFloats,
      float filling,
      View clock,
      View value)
      implements Alone {
    @Override
    public void run() {
      long start = (step(clock) - 1) * count - lag;
      long known = clock.segment().get(LONG, clock.offset() + (long) length * Long.BYTES);
      // No length that is known comes near the largest number.
      long end = known > Long.MAX_VALUE / 2 ? known : known + first;
      int front = Math.clamp(first - start, 0, count);
      int behind = Math.clamp(start + count - end, 0, count - front);
      fill(value, 0, front * positionFloats, filling);
      fill(value, (count - behind) * positionFloats, behind * positionFloats, filling);
    }
  }

  /** A step of one tile. */
  private interface Alone extends Step {
    /** Does all of it. */
    void run();

    @Override
    default int tiles() {
      return 1;
    }

    @Override
    default void run(int from, int to, MemorySegment scratch) {
      if (from < to) {
        run();
      }
    }
  }

  private static long step(View clock) {
    return clock.segment().get(LONG, clock.offset());
  }

  private static void fill(View view, int from, int floats, float number) {
    long at = view.offset() + (long) from * Float.BYTES;
    for (int i = 0; i < floats; i++) {
      view.segment().set(F32, at + (long) i * Float.BYTES, number);
    }
  }
}
