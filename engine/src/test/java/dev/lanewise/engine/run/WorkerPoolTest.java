package dev.lanewise.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.kernels.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {
  /** Counts how often each tile is run, and by whom. */
  private static class Counting implements Step {
    final AtomicIntegerArray runs;
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    Counting(int tiles) {
      runs = new AtomicIntegerArray(tiles);
    }

    @Override
    public int tiles() {
      return runs.length();
    }

    @Override
    public void run(int from, int to, MemorySegment scratch) {
      threads.add(Thread.currentThread());
      for (int tile = from; tile < to; tile++) {
        runs.incrementAndGet(tile);
      }
    }
  }

  /** A tile for each member, which it can only leave when all others are in theirs. */
  private static class Meeting extends Counting {
    private final CyclicBarrier all;

    Meeting(int members) {
      super(members);
      all = new CyclicBarrier(members);
    }

    @Override
    public void run(int from, int to, MemorySegment scratch) {
      super.run(from, to, scratch);
      await(all);
    }
  }

  /** Resumes only where the same thread has run it before, with what it left in scratch memory. */
  private static final class Resuming extends Counting {
    volatile boolean resumed;
    private final long mark;

    Resuming(int tiles, long mark) {
      super(tiles);
      this.mark = mark;
    }

    @Override
    public void run(int from, int to, MemorySegment scratch) {
      scratch.set(ValueLayout.JAVA_LONG, 0, mark ^ Thread.currentThread().threadId());
      super.run(from, to, scratch);
    }

    @Override
    public void resume(int from, int to, MemorySegment scratch) {
      assertEquals(mark ^ Thread.currentThread().threadId(), scratch.get(ValueLayout.JAVA_LONG, 0));
      super.run(from, to, scratch);
      resumed = true;
    }
  }

  private final MemorySegment scratch = Arena.ofAuto().allocate(64, 64);

  @Test
  void everyTileIsRunOnceByAnyNumberOfThreads() {
    for (int threads : new int[] {2, 3, 5, 8}) {
      try (WorkerPool pool = new WorkerPool(threads)) {
        WorkerPool.Team team = pool.acquire(64);
        for (int tiles = 1; tiles < 40; tiles++) {
          Counting step = new Counting(tiles);
          team.run(step, scratch);
          team.run(step, scratch);
          for (int tile = 0; tile < tiles; tile++) {
            assertEquals(2, step.runs.get(tile));
          }
        }
        team.release();
      }
    }
  }

  @Test
  void laterRangesFindWhatTheFirstOnePrepared() {
    try (WorkerPool pool = new WorkerPool(3)) {
      WorkerPool.Team team = pool.acquire(64);
      for (int i = 0; i < 2_000; i++) {
        Resuming step = new Resuming(40, (long) i << 32);
        team.run(step, scratch);
        assertTrue(step.resumed);
        for (int tile = 0; tile < 40; tile++) {
          assertEquals(1, step.runs.get(tile));
        }
      }
      team.release();
    }
  }

  @Test
  void allMembersWorkAtTheSameTime() {
    for (int threads : new int[] {2, 3, 5}) {
      Meeting step = new Meeting(threads);
      try (WorkerPool pool = new WorkerPool(threads)) {
        WorkerPool.Team team = pool.acquire(0);
        team.run(step, scratch);
        team.release();
      }
      assertEquals(threads, step.threads.size());
    }
  }

  @Test
  void stepsFollowEachOtherWithoutLosingOne() {
    try (WorkerPool pool = new WorkerPool(2)) {
      Counting step = new Counting(16);
      WorkerPool.Team team = pool.acquire(0);
      for (int i = 0; i < 20_000; i++) {
        team.run(step, scratch);
      }
      team.release();
      assertEquals(20_000, step.runs.get(0));
      assertEquals(20_000, step.runs.get(15));
    }
  }

  @Test
  void whoFindsNoFreeTeamComputesAlone() {
    int threads = Runtime.getRuntime().availableProcessors() + 1;
    try (WorkerPool pool = new WorkerPool(threads)) {
      WorkerPool.Team team = pool.acquire(0);
      assertNotNull(team);
      assertNull(pool.acquire(0));
      team.release();
      assertSame(team, pool.acquire(0));
      team.release();
    }
    try (WorkerPool alone = new WorkerPool(1)) {
      assertNull(alone.acquire(0));
    }
  }

  @Test
  void aFailureOfAHelperSurfacesInTheCaller() {
    try (WorkerPool pool = new WorkerPool(2)) {
      Thread caller = Thread.currentThread();
      Step failing =
          new Meeting(2) {
            @Override
            public void run(int from, int to, MemorySegment memory) {
              super.run(from, to, memory);
              if (Thread.currentThread() != caller) {
                throw new ArithmeticException("helper");
              }
            }
          };
      WorkerPool.Team team = pool.acquire(0);
      LanewiseException failure =
          assertThrows(LanewiseException.class, () -> team.run(failing, scratch));
      assertEquals(
          "a worker thread failed: java.lang.ArithmeticException: helper", failure.getMessage());
      assertEquals(ArithmeticException.class, failure.getCause().getClass());
      Counting step = new Counting(2);
      team.run(step, scratch);
      assertEquals(1, step.runs.get(1));
      team.release();
    }
  }

  @Test
  void aFailureOfTheCallerWaitsForTheHelpers() {
    try (WorkerPool pool = new WorkerPool(2)) {
      Thread caller = Thread.currentThread();
      CyclicBarrier both = new CyclicBarrier(2);
      Counting slow =
          new Counting(2) {
            @Override
            public void run(int from, int to, MemorySegment memory) {
              await(both);
              if (Thread.currentThread() == caller) {
                throw new ArithmeticException("caller");
              }
              pause(20);
              super.run(from, to, memory);
            }
          };
      WorkerPool.Team team = pool.acquire(0);
      assertThrows(ArithmeticException.class, () -> team.run(slow, scratch));
      assertEquals(1, slow.runs.get(0) + slow.runs.get(1));
      team.release();
    }
  }

  @Test
  void helpersHaveScratchMemoryOfTheirOwn() {
    try (WorkerPool pool = new WorkerPool(3)) {
      for (long bytes : new long[] {100, 1000, 10}) {
        Set<Long> addresses = ConcurrentHashMap.newKeySet();
        Step step =
            new Meeting(3) {
              @Override
              public void run(int from, int to, MemorySegment memory) {
                super.run(from, to, memory);
                assertTrue(memory.byteSize() >= Math.min(bytes, 64));
                assertEquals(0, memory.address() % 64);
                addresses.add(memory.address());
              }
            };
        WorkerPool.Team team = pool.acquire(bytes);
        team.run(step, scratch);
        team.release();
        assertEquals(3, addresses.size());
      }
    }
  }

  @Test
  void sleepersWakeAndThreadsEnd() {
    Counting step = new Counting(4);
    try (WorkerPool pool = new WorkerPool(2)) {
      for (int i = 0; i < 3; i++) {
        WorkerPool.Team team = pool.acquire(0);
        team.run(step, scratch);
        team.release();
        pause(5);
      }
    }
    assertEquals(3, step.runs.get(3));
    for (Thread thread : step.threads) {
      for (int i = 0; i < 1000 && thread != Thread.currentThread() && thread.isAlive(); i++) {
        pause(5);
      }
      assertFalse(thread != Thread.currentThread() && thread.isAlive(), thread::getName);
    }
  }

  /** Short steps are over before a helper is awake; it must not miss the long one behind them. */
  @Test
  void whoWakesBetweenStepsIsWokenAgain() {
    Counting shortStep = new Counting(2);
    Meeting longStep = new Meeting(2);
    try (WorkerPool pool = new WorkerPool(2)) {
      for (int round = 0; round < 200; round++) {
        LockSupport.parkNanos(300_000); // the helper falls asleep
        WorkerPool.Team team = pool.acquire(0);
        for (int i = 0; i < 10 * (round % 20); i++) {
          team.run(shortStep, scratch);
        }
        team.run(longStep, scratch);
        team.release();
      }
    }
  }

  @Test
  void helpersRunInAnExecutor() throws Exception {
    try (ExecutorService executor = Executors.newCachedThreadPool()) {
      Meeting step = new Meeting(2);
      try (WorkerPool pool = new WorkerPool(2, executor)) {
        WorkerPool.Team team = pool.acquire(0);
        team.run(step, scratch);
        team.run(step, scratch);
        team.release();
      }
      assertEquals(2, step.runs.get(0));
      assertEquals(2, step.threads.size());
    }
  }

  @Test
  void anExecutorWithoutThreadsHangsNobody() {
    List<Runnable> queue = new ArrayList<>();
    Counting step = new Counting(9);
    try (WorkerPool pool = new WorkerPool(3, queue::add)) {
      WorkerPool.Team team = pool.acquire(0);
      team.run(step, scratch);
      team.release();
    }
    assertEquals(2, queue.size());
    queue.forEach(Runnable::run); // too late: they return at once
    assertEquals(1, step.runs.get(8));
    assertEquals(Set.of(Thread.currentThread()), step.threads);
  }

  @Test
  void aClosedPoolRefusesRunsAndEndsThoseThatGoOn() {
    WorkerPool pool = new WorkerPool(2);
    WorkerPool.Team team = pool.acquire(64);
    pool.close();
    pool.close();
    assertEquals(
        "worker pool: closed",
        assertThrows(IllegalStateException.class, () -> pool.acquire(0)).getMessage());
    Counting step = new Counting(4);
    team.run(step, scratch);
    assertEquals(1, step.runs.get(3));
    team.release();
    assertEquals(
        "threads: wanted at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new WorkerPool(0)).getMessage());
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  private static void pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
