package dev.lanewise.engine.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Offsets in one arena for blocks of which not all live at the same time.
 *
 * <p>Blocks are placed one after the other, each into the smallest gap that holds it between those
 * that live at the same time (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net
 * Inference", 2020). That is done for a few orders, largest first among them, and for some random
 * ones near that, and the best result is taken.
 *
 * @param offsets in bytes, in the order of the blocks; multiples of {@value #ALIGNMENT}
 * @param bytes of the whole arena
 * @param liveBytes the largest sum of blocks that live at the same time, which no plan can beat
 */
record PlanMemory(List<Long> offsets, long bytes, long liveBytes) {
  /** A cache line, and the widest vector. */
  static final int ALIGNMENT = 64;

  /** Random orders that are tried. */
  private static final int SHUFFLES = 50;

  /**
   * A piece of memory and when it is needed.
   *
   * @param bytes at least 0
   * @param first the instruction that writes it first
   * @param last the instruction that reads it last, inclusive
   * @param grows the instruction from which on it takes more; behind {@code last} if none
   * @param grown bytes from then on
   */
  record Block(long bytes, int first, int last, int grows, long grown) {
    Block(long bytes, int first, int last) {
      this(bytes, first, last, last + 1, bytes);
    }

    /** The bytes that it takes while the other one lives, 0 if they never live together. */
    long besides(Block other) {
      if (first > other.last || other.first > last) {
        return 0;
      }
      return align(other.last >= grows ? grown : bytes);
    }

    long aligned() {
      return Math.max(align(bytes), grows <= last ? align(grown) : 0);
    }

    private static long align(long bytes) {
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
      best = better(best, place(blocks, order(blocks, order), live));
    }
    // Nearly by size: with a fixed seed, so that the same network has the same plan everywhere.
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < SHUFFLES && best.bytes > live; i++) {
      double[] keys =
          blocks.stream().mapToDouble(b -> b.aligned() * random.nextDouble(0.5, 1)).toArray();
      List<Integer> order =
          IntStream.range(0, keys.length)
              .boxed()
              .sorted(Comparator.comparingDouble(b -> -keys[b]))
              .toList();
      best = better(best, place(blocks, order, live));
    }
    return best;
  }

  private static PlanMemory better(PlanMemory best, PlanMemory other) {
    return best == null || other.bytes < best.bytes ? other : best;
  }

  private static List<Integer> order(List<Block> blocks, Comparator<Block> order) {
    return IntStream.range(0, blocks.size())
        .boxed()
        .sorted(Comparator.comparing(blocks::get, order))
        .toList();
  }

  private static PlanMemory place(List<Block> blocks, List<Integer> queue, long live) {
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
    if (block.grows() <= block.last()) {
      return lowest(blocks, offsets, placed, block);
    }
    long best = -1;
    long bestGap = Long.MAX_VALUE;
    long end = 0;
    for (int other : placed) {
      long taken = blocks.get(other).besides(block);
      if (taken > 0) {
        long gap = offsets[other] - end;
        if (gap >= block.aligned() && gap < bestGap) {
          best = end;
          bestGap = gap;
        }
        end = Math.max(end, offsets[other] + taken);
      }
    }
    return best < 0 ? end : best;
  }

  /** The least offset of a block that grows: 0, or behind one of the others. */
  private static long lowest(
      List<Block> blocks, long[] offsets, List<Integer> placed, Block block) {
    return LongStream.concat(
            LongStream.of(0),
            placed.stream().mapToLong(other -> offsets[other] + blocks.get(other).besides(block)))
        .sorted()
        .filter(at -> fits(blocks, offsets, placed, block, at))
        .findFirst()
        .orElseThrow();
  }

  private static boolean fits(
      List<Block> blocks, long[] offsets, List<Integer> placed, Block block, long at) {
    for (int other : placed) {
      long taken = blocks.get(other).besides(block);
      if (taken > 0
          && at < offsets[other] + taken
          && offsets[other] < at + block.besides(blocks.get(other))) {
        return false;
      }
    }
    return true;
  }

  private static long liveBytes(List<Block> blocks) {
    int end = blocks.stream().mapToInt(Block::last).max().orElse(0);
    long[] change = new long[end + 2];
    for (Block block : blocks) {
      int grows = Math.min(block.grows(), block.last() + 1);
      long early = Block.align(block.bytes());
      long late = Block.align(block.grown());
      change[block.first()] += early;
      change[grows] += late - early;
      change[block.last() + 1] -= late;
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
