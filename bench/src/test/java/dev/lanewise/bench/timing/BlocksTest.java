package dev.lanewise.bench.timing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.app.bench.Timings;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private static final long BLOCK = 1_000_000;

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger runs = new AtomicInteger();
  private final Blocks blocks = new Blocks(BLOCK, now::get, () -> 0);

  @Test
  void aBlockLeavesOutItsFirstRuns() {
    Timings timings =
        blocks.time(() -> now.addAndGet(runs.incrementAndGet() <= 3 ? 90_000 : 10_000));
    assertEquals(100, timings.runs());
    assertEquals(10_000, timings.median());
    assertEquals(10_000, timings.nanos()[99]);
  }

  @Test
  void aBlockOfSlowRunsHasSomeNevertheless() {
    assertEquals(5, blocks.time(() -> now.addAndGet(10 * BLOCK)).runs());
  }

  @Test
  void warmUpLastsThreeBlocks() {
    blocks.warmUp(() -> now.addAndGet(1000));
    assertTrue(now.get() >= 3 * BLOCK && now.get() < 4 * BLOCK, "" + now);
  }

  @Test
  void warmUpGoesOnWhileRunsBecomeFaster() {
    AtomicLong cost = new AtomicLong(200_000);
    blocks.warmUp(
        () -> {
          now.addAndGet(cost.get());
          if (runs.incrementAndGet() % 2 == 0 && cost.get() > 1000) {
            cost.addAndGet(-4000);
          }
        });
    assertTrue(cost.get() < 10_000, "" + cost);
  }

  @Test
  void warmUpGoesOnWhileTheCompilerWorks() {
    long second = 1_000_000_000;
    Blocks compiled =
        new Blocks(second, now::get, () -> Math.min(now.get(), 7 * second) / 1_000_000);
    compiled.warmUp(() -> now.addAndGet(1_000_000));
    assertTrue(now.get() >= 7 * second && now.get() < 9 * second, "" + now);
  }

  @Test
  void warmUpEndsWhereTimesNeverSettle() {
    AtomicLong cost = new AtomicLong(1L << 40);
    blocks.warmUp(() -> now.addAndGet(cost.updateAndGet(c -> Math.max(c / 2, 1))));
    Blocks busy = new Blocks(BLOCK, now::get, now::get);
    long start = now.get();
    busy.warmUp(() -> now.addAndGet(1000));
    assertTrue(now.get() - start <= 21 * BLOCK, "" + (now.get() - start));
  }

  @Test
  @Tag("once")
  void idleMeansThatTheProcessRests() {
    AtomicLong cpu = new AtomicLong();
    assertTrue(Idle.await(cpu::get));
    AtomicInteger asked = new AtomicInteger();
    // Busy until asked for the sixth time.
    assertTrue(
        Idle.await(() -> asked.incrementAndGet() < 6 ? cpu.addAndGet(50_000_000) : cpu.get()));
    assertEquals(6, asked.get());
    assertFalse(Idle.await(() -> cpu.addAndGet(50_000_000)));
  }

  @Test
  void statistics() {
    assertEquals(2, Statistics.median(3, 1, 2));
    assertEquals(2.5, Statistics.median(4, 1, 2, 3));
    assertEquals(2, Statistics.standardDeviation(2, 4, 4, 4, 5, 5, 7, 9), 1e-12);
  }
}
