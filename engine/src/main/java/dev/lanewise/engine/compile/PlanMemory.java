package dev.lanewise.engine.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Offsets in one arena for blocks of which not all live at the same time.
 *
 * <p>Blocks are placed one after the other, each into the smallest gap that holds it between those
 * that live at the same time (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net
 * Inference", 2020). That is done for a few orders, largest first among them, and the best result
 * is taken.
 *
 * @param offsets in bytes, in the order of the blocks; multiples of {@value #ALIGNMENT}
 * @param bytes of the whole arena
 * @param liveBytes the largest sum of blocks that live at the same time, which no plan can beat
 */
record PlanMemory(List<Long> offsets, long bytes, long liveBytes) {
  /** A cache line, and the widest vector. */
  static final int ALIGNMENT = 64;

  /**
   * A piece of memory and when it is needed.
   *
   * @param bytes at least 0
   * @param first the instruction that writes it first
   * @param last the instruction that reads it last, inclusive
   */
  record Block(long bytes, int first, int last) {
    boolean livesWith(Block other) {
      return first <= other.last && other.first <= last;
    }

    long aligned() {
      return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }
  }

  /** The smallest arena found. */
  static PlanMemory plan(List<Block> blocks) {
    long live = liveBytes(blocks);
    Comparator<Block> bySize = Comparator.comparingLong(Block::aligned).reversed();
    Comparator<Block> byStart = Comparator.comparingInt(Block::first);
    Comparator<Block> byDuration = Comparator.comparingInt(block -> block.first() - block.last());
    PlanMemory best = null;
    for (Comparator<Block> order :
        List.of(
            bySize.thenComparing(byStart),
            byStart.thenComparing(bySize),
            byDuration.thenComparing(bySize))) {
      PlanMemory plan = place(blocks, order, live);
      if (best == null || plan.bytes < best.bytes) {
        best = plan;
      }
      if (best.bytes == live) {
        break;
      }
    }
    return best;
  }

  private static PlanMemory place(List<Block> blocks, Comparator<Block> order, long live) {
    List<Integer> queue =
        IntStream.range(0, blocks.size())
            .boxed()
            .sorted(Comparator.comparing(blocks::get, order))
            .toList();
    long[] offsets = new long[blocks.size()];
    List<Integer> placed = new ArrayList<>();
    long bytes = 0;
    for (int index : queue) {
      offsets[index] = smallestGap(blocks, offsets, placed, blocks.get(index));
      bytes = Math.max(bytes, offsets[index] + blocks.get(index).aligned());
      // Kept by offset, so that gaps are found in one sweep.
      int at = 0;
      while (at < placed.size() && offsets[placed.get(at)] <= offsets[index]) {
        at++;
      }
      placed.add(at, index);
    }
    return new PlanMemory(Arrays.stream(offsets).boxed().toList(), bytes, live);
  }

  private static long smallestGap(
      List<Block> blocks, long[] offsets, List<Integer> placed, Block block) {
    long best = -1;
    long bestGap = Long.MAX_VALUE;
    long end = 0;
    for (int other : placed) {
      if (blocks.get(other).livesWith(block)) {
        long gap = offsets[other] - end;
        if (gap >= block.aligned() && gap < bestGap) {
          best = end;
          bestGap = gap;
        }
        end = Math.max(end, offsets[other] + blocks.get(other).aligned());
      }
    }
    return best < 0 ? end : best;
  }

  private static long liveBytes(List<Block> blocks) {
    int end = blocks.stream().mapToInt(Block::last).max().orElse(0);
    long[] change = new long[end + 2];
    for (Block block : blocks) {
      change[block.first()] += block.aligned();
      change[block.last() + 1] -= block.aligned();
    }
    long live = 0;
    long most = 0;
    for (long step : change) {
      live += step;
      most = Math.max(most, live);
    }
    return most;
  }
}
