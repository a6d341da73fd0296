package dev.lanewise.engine.run;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.kernels.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * A team of helper threads that runs one step at a time together with the calling thread.
 *
 * <p>The tiles of a step are split into one contiguous range for each member. A member claims most
 * of its range at once, since whoever helps prepares anew what serves all tiles of a step, then the
 * rest in ever smaller chunks, for which it {@linkplain Step#resume resumes}, and then helps with
 * those of others, so nobody waits for a thread that the operating system has not given a
 * processor. Nothing is allocated.
 *
 * <p>Each step has an even number, which is published last; it is odd while the fields that
 * describe the step change, so a helper that reads the same even number before and after them has
 * seen one step. A claim is a compare-and-set on a word that holds the step's number and the first
 * tile not yet claimed: who comes late finds another number, or nothing left.
 *
 * <p>A team serves one caller at a time, which {@link WorkerPool} sees to.
 */
final class Workers {
  /** How long helpers look for the next step of a run before they sleep. */
  private static final long SPIN_IN_RUN_NANOS = 200_000;

  /** How long helpers look for another run. */
  private static final long SPIN_IDLE_NANOS = 20_000;

  /** How long the caller looks for the last helper to finish. */
  private static final long SPIN_FOR_ANSWER_NANOS = 100_000;

  /** Looks between two readings of the clock. */
  private static final int LOOKS = 64;

  /** Counters are 128 bytes apart: neighbouring lines are fetched in pairs. */
  private static final int STRIDE = 16;

  private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle ASLEEP = MethodHandles.arrayElementVarHandle(boolean[].class);

  private final int helpers;
  private final boolean spin;

  /** The number of the current step, the claims of all members, the tiles done by each helper. */
  private final long[] counters;

  private final HelperThreads threads;
  private final boolean[] asleep;
  private final Throwable[] failures;
  private final MemorySegment[] scratch;
  private Arena scratchArena = Arena.ofShared();
  private long scratchBytes;

  private Step step;
  private int tiles;

  /** Tiles that all helpers have done together since they began, as the caller knows it. */
  private long doneByHelpers;

  private volatile boolean inRun;
  private volatile boolean closing;
  private volatile Thread sleepingCaller;

  /**
   * Starts the helpers.
   *
   * @param executor runs them until {@link #close}, or null for threads of their own
   */
  Workers(int helpers, int team, Executor executor) {
    this.helpers = helpers;
    this.spin = helpers < Runtime.getRuntime().availableProcessors();
    this.counters = new long[(2 * helpers + 4) * STRIDE];
    this.asleep = new boolean[helpers];
    this.failures = new Throwable[helpers + 1];
    this.scratch = new MemorySegment[helpers];
    this.threads = new HelperThreads(helpers, this::serve);
    threads.start("lanewise-worker-" + team, executor);
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
   * @param callerScratch for the tiles of the calling thread
   */
  void run(Step next, MemorySegment callerScratch) {
    long number = counters[STRIDE] + 2;
    COUNTER.setVolatile(counters, STRIDE, number - 1);
    VarHandle.storeStoreFence();
    step = next;
    tiles = next.tiles();
    for (int member = 0; member <= helpers; member++) {
      COUNTER.setVolatile(counters, claims(member), claim(number, firstTile(tiles, member)));
    }
    COUNTER.setVolatile(counters, STRIDE, number);
    for (int i = 0; i < helpers; i++) {
      if ((boolean) ASLEEP.getVolatile(asleep, i)) {
        ASLEEP.setVolatile(asleep, i, false);
        threads.wake(i);
      }
    }
    doneByHelpers += tiles - work(helpers, number, next, tiles, callerScratch);
    awaitHelpers();
    rethrow();
  }

  /** Ends the threads and frees their scratch memory. The team must not be in a run. */
  void close() {
    closing = true;
    COUNTER.setVolatile(counters, STRIDE, counters[STRIDE] + 2);
    threads.end();
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
      int count = tiles;
      VarHandle.loadLoadFence();
      if ((long) COUNTER.getVolatile(counters, STRIDE) == seen) {
        work(helper, seen, current, count, scratch[helper]);
      }
    }
  }

  /** Runs chunks, own ones first, until none is left to claim; returns the tiles done. */
  private int work(int member, long number, Step current, int count, MemorySegment memory) {
    int done = 0;
    for (int i = 0; i <= helpers; i++) {
      int owner = (member + i) % (helpers + 1);
      int end = firstTile(count, owner + 1);
      while (true) {
        long claim = (long) COUNTER.getVolatile(counters, claims(owner));
        int from = (int) claim;
        if ((int) (claim >>> 32) != (int) number || from >= end) {
          break;
        }
        int to = from + chunk(end - from, owner == member);
        if (COUNTER.compareAndSet(counters, claims(owner), claim, claim(number, to))) {
          runChunk(current, from, to, done > 0, member, memory);
          done += to - from;
        }
      }
    }
    return done;
  }

  /** How many of the tiles left of a range are claimed: three quarters by its owner, else half. */
  private static int chunk(int left, boolean isOwn) {
    return isOwn ? left - left / 4 : left - left / 2;
  }

  private void runChunk(
      Step current, int from, int to, boolean resumes, int member, MemorySegment memory) {
    try {
      if (resumes) {
        current.resume(from, to, memory);
      } else {
        current.run(from, to, memory);
      }
    } catch (Throwable failure) {
      failures[member] = failure;
    }
    if (member < helpers) {
      int slot = done(member);
      COUNTER.setVolatile(counters, slot, counters[slot] + (to - from));
      Thread caller = sleepingCaller;
      if (caller != null) {
        LockSupport.unpark(caller);
      }
    }
  }

  private long awaitStep(int helper, long seen) {
    long start = System.nanoTime();
    for (int look = 1; spin; look++) {
      long number = (long) COUNTER.getVolatile(counters, STRIDE);
      if (isNext(number, seen)) {
        return number;
      }
      Thread.onSpinWait();
      if (look % LOOKS == 0
          && System.nanoTime() - start > (inRun ? SPIN_IN_RUN_NANOS : SPIN_IDLE_NANOS)) {
        break;
      }
    }
    ASLEEP.setVolatile(asleep, helper, true);
    long number = (long) COUNTER.getVolatile(counters, STRIDE);
    while (!isNext(number, seen)) {
      LockSupport.park(this);
      // Who wakes a helper clears this; one that sleeps on is to be woken again.
      ASLEEP.setVolatile(asleep, helper, true);
      number = (long) COUNTER.getVolatile(counters, STRIDE);
    }
    ASLEEP.setVolatile(asleep, helper, false);
    return number;
  }

  private static boolean isNext(long number, long seen) {
    return number != seen && (number & 1) == 0;
  }

  private void awaitHelpers() {
    long start = System.nanoTime();
    for (int look = 1; spin; look++) {
      if (helpersAreDone()) {
        return;
      }
      Thread.onSpinWait();
      if (look % LOOKS == 0 && System.nanoTime() - start > SPIN_FOR_ANSWER_NANOS) {
        break;
      }
    }
    sleepingCaller = Thread.currentThread();
    while (!helpersAreDone()) {
      LockSupport.park(this);
    }
    sleepingCaller = null;
  }

  private boolean helpersAreDone() {
    long sum = 0;
    for (int i = 0; i < helpers; i++) {
      sum += (long) COUNTER.getVolatile(counters, done(i));
    }
    return sum == doneByHelpers;
  }

  private void rethrow() {
    Throwable own = failures[helpers];
    Throwable other = null;
    for (int i = 0; i < helpers; i++) {
      other = failures[i] == null ? other : failures[i];
    }
    if (own == null && other == null) {
      return;
    }
    Arrays.fill(failures, null);
    switch (own) {
      case RuntimeException mine -> throw mine;
      case Error mine -> throw mine;
      case null, default -> throw new LanewiseException("a worker thread failed: " + other, other);
    }
  }

  private int firstTile(int count, int member) {
    return (int) ((long) count * member / (helpers + 1));
  }

  private static long claim(long number, int tile) {
    return number << 32 | tile;
  }

  private int claims(int member) {
    return (2 + member) * STRIDE;
  }

  private int done(int helper) {
    return (3 + helpers + helper) * STRIDE;
  }
}
