package dev.lanewise.engine.run;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** The threads of a team's helpers, from their start to their end. */
final class HelperThreads {
  private static final int WAITING = 0;
  private static final int SERVING = 1;
  private static final int ENDED = 2;

  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private final Thread[] threads;
  private final AtomicIntegerArray states;
  private final IntConsumer serve;

  /**
   * Prepares helpers.
   *
   * @param serve what each does until it is told to end; takes its number
   */
  HelperThreads(int count, IntConsumer serve) {
    this.threads = new Thread[count];
    this.states = new AtomicIntegerArray(count);
    this.serve = serve;
  }

  /**
   * Starts all.
   *
   * @param name of the threads
   * @param executor runs them, or null for threads of their own
   */
  void start(String name, Executor executor) {
    for (int i = 0; i < threads.length; i++) {
      int helper = i;
      if (executor == null) {
        Thread.ofPlatform()
            .name(name + "." + i)
            .daemon()
            .inheritInheritableThreadLocals(false)
            .start(() -> live(helper));
      } else {
        executor.execute(() -> live(helper));
      }
    }
  }

  private void live(int helper) {
    threads[helper] = Thread.currentThread();
    if (states.compareAndSet(helper, WAITING, SERVING)) {
      try {
        serve.accept(helper);
      } finally {
        states.set(helper, ENDED);
      }
    }
  }

  /** Ends the sleep of a helper that has begun to serve. */
  void wake(int helper) {
    LockSupport.unpark(threads[helper]);
  }

  /** Waits until all have ended, which they must have been told; those not yet begun never will. */
  void end() {
    for (int i = 0; i < threads.length; i++) {
      if (!states.compareAndSet(i, WAITING, ENDED)) {
        wake(i);
        while (states.get(i) != ENDED) {
          LockSupport.parkNanos(LOOK_NANOS);
        }
      }
    }
  }
}
