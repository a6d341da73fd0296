package dev.lanewise.engine.run;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.kernels.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A team of helper threads that runs one step at a time together with the calling thread.
 *
 * <p>The caller publishes a step by raising a generation counter; each helper computes its range
 * and answers with a counter of its own. All counters lie a cache line pair apart. Nothing is
 * allocated. A team serves one caller at a time, which {@link WorkerPool} sees to.
 */
final class Workers {
  /** How long helpers look for the next step of a run before they sleep. */
  private static final long SPIN_IN_RUN_NANOS = 200_000;

  /** How long helpers look for another run. */
  private static final long SPIN_IDLE_NANOS = 20_000;

  /** Looks between two readings of the clock. */
  private static final int LOOKS = 64;

  /** Counters are 128 bytes apart: neighbouring lines are fetched in pairs. */
  private static final int STRIDE = 16;

  private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] counters;
  private final int helpers;
  private final boolean spin;
  private final Thread[] threads;
  private final boolean[] asleep;
  private final Throwable[] failures;
  private final MemorySegment[] scratch;
  private Arena scratchArena = Arena.ofShared();
  private long scratchBytes;

  private Step step;
  private volatile boolean inRun;
  private volatile boolean closing;
  private volatile Thread sleepingCaller;

  private static final VarHandle ASLEEP = MethodHandles.arrayElementVarHandle(boolean[].class);

  Workers(int helpers, int team) {
    this.helpers = helpers;
    this.spin = helpers < Runtime.getRuntime().availableProcessors();
    this.counters = new long[(helpers + 3) * STRIDE];
    this.threads = new Thread[helpers];
    this.asleep = new boolean[helpers];
    this.failures = new Throwable[helpers];
    this.scratch = new MemorySegment[helpers];
    for (int i = 0; i < helpers; i++) {
      int helper = i;
      threads[i] =
          Thread.ofPlatform()
              .name("lanewise-worker-" + team + "." + i)
              .daemon()
              .inheritInheritableThreadLocals(false)
              .unstarted(() -> serve(helper));
    }
    for (Thread thread : threads) {
      thread.start();
    }
  }

  /** Begins a run; helpers need this much scratch memory each. */
  void begin(long bytes) {
    if (bytes > scratchBytes) {
      scratchArena.close();
      scratchArena = Arena.ofShared();
      for (int i = 0; i < helpers; i++) {
        scratch[i] = scratchArena.allocate(bytes, 64);
      }
      scratchBytes = bytes;
    }
    Arrays.fill(failures, null);
    inRun = true;
  }

  /** Ends a run. */
  void end() {
    inRun = false;
    step = null;
  }

  /**
   * Runs all tiles of a step and returns when they are done.
   *
   * @param callerScratch for the range of the calling thread
   */
  void run(Step next, MemorySegment callerScratch) {
    step = next;
    long generation = counters[STRIDE] + 1;
    COUNTER.setVolatile(counters, STRIDE, generation);
    for (int i = 0; i < helpers; i++) {
      if ((boolean) ASLEEP.getVolatile(asleep, i)) {
        LockSupport.unpark(threads[i]);
      }
    }
    int tiles = next.tiles();
    try {
      next.run(0, tiles / (helpers + 1), callerScratch);
    } finally {
      for (int i = 0; i < helpers; i++) {
        awaitAnswer(i, generation);
      }
    }
    rethrow();
  }

  /** Ends the threads and frees their scratch memory. The team must not be in a run. */
  void close() {
    closing = true;
    COUNTER.setVolatile(counters, STRIDE, counters[STRIDE] + 1);
    boolean interrupted = false;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    scratchArena.close();
  }

  private void serve(int helper) {
    long seen = 0;
    while (true) {
      seen = awaitStep(helper, seen);
      if (closing) {
        return;
      }
      Step current = step;
      try {
        long tiles = current.tiles();
        int from = (int) (tiles * (helper + 1) / (helpers + 1));
        int to = (int) (tiles * (helper + 2) / (helpers + 1));
        if (from < to) {
          current.run(from, to, scratch[helper]);
        }
      } catch (Throwable failure) {
        failures[helper] = failure;
      }
      COUNTER.setVolatile(counters, answer(helper), seen);
      Thread caller = sleepingCaller;
      if (caller != null) {
        LockSupport.unpark(caller);
      }
    }
  }

  private long awaitStep(int helper, long seen) {
    if (spin) {
      long start = System.nanoTime();
      for (int look = 1; ; look++) {
        long generation = (long) COUNTER.getVolatile(counters, STRIDE);
        if (generation != seen) {
          return generation;
        }
        Thread.onSpinWait();
        if (look % LOOKS == 0
            && System.nanoTime() - start > (inRun ? SPIN_IN_RUN_NANOS : SPIN_IDLE_NANOS)) {
          break;
        }
      }
    }
    ASLEEP.setVolatile(asleep, helper, true);
    long generation = (long) COUNTER.getVolatile(counters, STRIDE);
    while (generation == seen) {
      LockSupport.park(this);
      generation = (long) COUNTER.getVolatile(counters, STRIDE);
    }
    ASLEEP.setVolatile(asleep, helper, false);
    return generation;
  }

  private void awaitAnswer(int helper, long generation) {
    int slot = answer(helper);
    if (spin) {
      long start = System.nanoTime();
      for (int look = 1; ; look++) {
        if ((long) COUNTER.getVolatile(counters, slot) == generation) {
          return;
        }
        Thread.onSpinWait();
        if (look % LOOKS == 0 && System.nanoTime() - start > SPIN_IN_RUN_NANOS) {
          break;
        }
      }
    }
    sleepingCaller = Thread.currentThread();
    while ((long) COUNTER.getVolatile(counters, slot) != generation) {
      LockSupport.park(this);
    }
    sleepingCaller = null;
  }

  private void rethrow() {
    for (int i = 0; i < helpers; i++) {
      Throwable failure = failures[i];
      if (failure != null) {
        Arrays.fill(failures, null);
        throw new LanewiseException("a worker thread failed: " + failure, failure);
      }
    }
  }

  private static int answer(int helper) {
    return (helper + 2) * STRIDE;
  }
}
