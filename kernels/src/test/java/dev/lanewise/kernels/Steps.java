package dev.lanewise.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Runs steps as hostile callers may: any split, any order, any garbage in the scratch memory. */
final class Steps {
  private static final float[] GARBAGE = {Float.NaN, Float.POSITIVE_INFINITY, -1e30f, 1e-40f, 7f};

  private Steps() {}

  /**
   * Runs all tiles once, in random ranges and order, each with fresh garbage as scratch or in what
   * the one before has left there.
   */
  static void run(Step step, RandomGenerator random, Arena arena) {
    int tiles = step.tiles();
    if (tiles < 1) {
      throw new AssertionError("a step has " + tiles + " tiles; wanted at least 1");
    }
    TreeSet<Integer> cuts = new TreeSet<>(List.of(0, tiles));
    for (int i = random.nextInt(6); i > 0; i--) {
      cuts.add(random.nextInt(tiles));
    }
    List<int[]> ranges = new ArrayList<>();
    int from = 0;
    for (int to : cuts.tailSet(0, false)) {
      ranges.add(new int[] {from, to});
      from = to;
    }
    Collections.shuffle(ranges, Random.from(random));
    MemorySegment scratch = arena.allocate(step.scratchBytes(), 64);
    boolean begun = false;
    for (int[] range : ranges) {
      if (begun && random.nextBoolean()) {
        step.resume(range[0], range[1], scratch);
      } else {
        garble(scratch, random);
        step.run(range[0], range[1], scratch);
      }
      begun = true;
    }
  }

  /** Runs all tiles in one range. */
  static void runWhole(Step step, Arena arena) {
    step.run(0, step.tiles(), arena.allocate(step.scratchBytes(), 64));
  }

  /** New memory for so many pixels without gaps, all zeros. */
  static View view(Arena arena, long pixels, int channels) {
    return new View(arena.allocate(4 * pixels * channels, 64), 0, channels);
  }

  private static void garble(MemorySegment scratch, RandomGenerator random) {
    float garbage = GARBAGE[random.nextInt(GARBAGE.length)];
    for (long at = 0; at + 4 <= scratch.byteSize(); at += 4) {
      scratch.set(ValueLayout.JAVA_FLOAT, at, garbage);
    }
  }
}
