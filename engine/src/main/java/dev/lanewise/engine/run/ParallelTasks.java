package dev.lanewise.engine.run;

import dev.lanewise.engine.LanewiseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Independent tasks of very different length, run once, by threads that live no longer. */
public final class ParallelTasks {
  private ParallelTasks() {}

  /**
   * Runs the tasks {@code 0 .. count - 1}, each once; returns when all have ended.
   *
   * <p>Tasks are begun in order, so long ones should come first. After a failure no more tasks are
   * begun, and the first failure is thrown.
   *
   * @param threads at most, the calling one included
   */
  public static void run(int threads, int count, IntConsumer task) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable member =
        () -> {
          for (int i = next.getAndIncrement();
              i < count && failure.get() == null;
              i = next.getAndIncrement()) {
            try {
              task.accept(i);
            } catch (Throwable thrown) {
              failure.compareAndSet(null, thrown);
            }
          }
        };
    List<Thread> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, count); i++) {
      helpers.add(Thread.ofPlatform().name("lanewise-compile-" + i).daemon().start(member));
    }
    member.run();
    helpers.forEach(ParallelTasks::join);
    switch (failure.get()) {
      case null -> {}
      case RuntimeException thrown -> throw thrown;
      case Error thrown -> throw thrown;
      case Throwable thrown -> throw new LanewiseException("a task failed: " + thrown, thrown);
    }
  }

  /** Waits for the end of a thread, whatever happens: its tasks use memory of the caller. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
