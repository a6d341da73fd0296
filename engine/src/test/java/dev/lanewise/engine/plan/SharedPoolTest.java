package dev.lanewise.engine.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Options;
import dev.lanewise.engine.run.WorkerPool;
import dev.lanewise.testing.graphs.SmallNets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plans share threads, whoever opens, closes and interrupts meanwhile. */
@Timeout(120)
class SharedPoolTest {
  private static final float[] IN = TestPlans.noise(3 * 16 * 16);

  @Test
  void plansShareAPool() {
    try (WorkerPool pool = new WorkerPool(2)) {
      Options options = Options.defaults().workers(pool);
      assertEquals(2, options.threads());
      try (Plan one = TestPlans.of(SmallNets.residual(), options);
          Plan two = TestPlans.of(SmallNets.residual(), options);
          Session first = one.newSession();
          Session second = two.newSession()) {
        assertArrayEquals(first.run(IN), second.run(IN));
      }
      try (Plan three = TestPlans.of(SmallNets.residual(), options);
          Session third = three.newSession()) {
        third.run(IN);
      }
    }
  }

  @Test
  @Tag("once")
  void sessionsAreRightWhileOthersComeAndGoAndAreInterrupted() throws Exception {
    try (WorkerPool pool = new WorkerPool(2);
        ExecutorService executor = Executors.newCachedThreadPool()) {
      Options options = Options.defaults().workers(pool);
      try (Plan plan = TestPlans.of(SmallNets.residual(), options)) {
        float[] right;
        try (Session session = plan.newSession()) {
          right = session.run(IN);
        }
        long end = System.nanoTime() + 2_000_000_000L;
        List<Future<?>> users = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          users.add(
              executor.submit(
                  () -> {
                    try (Session session = plan.newSession()) {
                      while (System.nanoTime() < end) {
                        assertArrayEquals(right, session.run(IN));
                      }
                    }
                  }));
        }
        users.add(executor.submit(() -> disturb(plan, options, right, end)));
        for (Future<?> user : users) {
          user.get();
        }
      }
    }
  }

  private static void disturb(Plan shared, Options options, float[] right, long end) {
    SplittableRandom random = new SplittableRandom(1);
    int cancelled = 0;
    while (System.nanoTime() < end || cancelled == 0) {
      try (Plan own = TestPlans.of(SmallNets.residual(), options);
          Session session = (random.nextBoolean() ? own : shared).newSession()) {
        cancelled += interrupt(session, random.nextLong(500_000));
        assertArrayEquals(right, session.run(IN));
      }
    }
  }

  /** Interrupts runs after so many nanoseconds; returns how many were cancelled. */
  private static int interrupt(Session session, long nanos) {
    Thread runner = Thread.currentThread();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  LockSupport.parkNanos(nanos);
                  runner.interrupt();
                });
    int cancelled = 0;
    while (other.isAlive()) {
      try {
        session.run(IN);
      } catch (RunCancelledException e) {
        cancelled++;
      }
    }
    Thread.interrupted();
    return cancelled;
  }
}
