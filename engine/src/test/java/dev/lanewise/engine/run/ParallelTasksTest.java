package dev.lanewise.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelTasksTest {
  @Test
  void everyTaskIsRunOnce() {
    for (int threads : new int[] {1, 2, 5}) {
      for (int count : new int[] {0, 1, 3, 100}) {
        AtomicIntegerArray runs = new AtomicIntegerArray(count);
        ParallelTasks.run(threads, count, runs::incrementAndGet);
        for (int i = 0; i < count; i++) {
          assertEquals(1, runs.get(i));
        }
      }
    }
  }

  @Test
  void tasksRunAtTheSameTime() {
    CyclicBarrier all = new CyclicBarrier(3);
    ParallelTasks.run(
        3,
        3,
        _ -> {
          try {
            all.await();
          } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
          }
        });
    assertEquals(0, all.getNumberWaiting());
  }

  @Test
  void aFailureEndsItAndIsThrown() {
    for (int threads : new int[] {1, 4}) {
      AtomicInteger begun = new AtomicInteger();
      ArithmeticException failure =
          assertThrows(
              ArithmeticException.class,
              () ->
                  ParallelTasks.run(
                      threads,
                      1_000_000,
                      i -> {
                        begun.incrementAndGet();
                        if (i == 3) {
                          throw new ArithmeticException("task " + i);
                        }
                      }));
      assertEquals("task 3", failure.getMessage());
      assertTrue(begun.get() < 1_000_000);
    }
  }
}
