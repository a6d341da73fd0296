package dev.lanewise.app.check;

import dev.lanewise.app.bench.ResidentMemory;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.RunCancelledException;
import dev.lanewise.engine.plan.Session;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Many sessions of one plan at the same time, each checked after every run; and another thread that
 * opens, runs, interrupts and closes sessions and plans at random.
 */
public final class Soak {
  private final Model model;
  private final Options options;
  private final Consumer<MemorySegment> fill;

  /**
   * What was seen.
   *
   * @param fewRuns of two sessions, in a second
   * @param manyRuns of all sessions, in a second
   * @param disturbedRuns of all sessions while another thread opened and closed, in a second
   * @param opened sessions and plans that this thread opened and closed
   * @param cancelled runs that it interrupted
   * @param residentBefore memory of the process before the disturbed runs, in bytes; 0 if unknown
   * @param residentAfter memory of the process after them
   */
  public record Result(
      double fewRuns,
      double manyRuns,
      double disturbedRuns,
      long opened,
      long cancelled,
      long residentBefore,
      long residentAfter) {}

  /**
   * Prepares.
   *
   * @param fill fills an input, always alike
   */
  public Soak(Model model, Options options, Consumer<MemorySegment> fill) {
    this.model = model;
    this.options = options;
    this.fill = fill;
  }

  /**
   * Runs for three times as many seconds: two sessions, all sessions, all sessions disturbed.
   *
   * @throws LanewiseException if an output was wrong
   */
  public Result run(int sessions, double seconds) {
    try (Plan plan = model.compile(options)) {
      plan.warmUp(Duration.ofMillis(Math.round(1000 * seconds)));
      int[] right;
      try (Session session = open(plan)) {
        session.run();
        right = bits(session);
      }
      double few = phase(plan, Math.min(2, sessions), seconds, right, null);
      double many = phase(plan, sessions, seconds, right, null);
      Disturber disturber = new Disturber(plan, right);
      // What opening and closing costs once, such as code that is compiled, is not growth.
      disturber.once();
      long before = ResidentMemory.now();
      double disturbed = phase(plan, sessions, seconds, right, disturber);
      return new Result(
          few,
          many,
          disturbed,
          disturber.opened,
          disturber.cancelled,
          before,
          ResidentMemory.now());
    }
  }

  private double phase(Plan plan, int sessions, double seconds, int[] right, Disturber disturber) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    AtomicLong runs = new AtomicLong();
    List<Future<?>> users = new ArrayList<>();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < sessions; i++) {
        users.add(threads.submit(() -> runs.addAndGet(use(plan, end, right))));
      }
      if (disturber != null) {
        users.add(threads.submit(() -> disturber.until(end)));
      }
      users.forEach(Soak::await);
    }
    return runs.get() / ((System.nanoTime() - start) / 1e9);
  }

  private long use(Plan plan, long end, int[] right) {
    long runs = 0;
    try (Session session = open(plan)) {
      while (System.nanoTime() < end) {
        session.run();
        check(session, right);
        runs++;
      }
    }
    return runs;
  }

  private Session open(Plan plan) {
    Session session = plan.newSession();
    plan.inputs().keySet().forEach(name -> fill.accept(session.input(name)));
    return session;
  }

  private static void check(Session session, int[] right) {
    if (!Arrays.equals(right, bits(session))) {
      throw new LanewiseException(session.plan().name() + ": an output is wrong");
    }
  }

  private static int[] bits(Session session) {
    return session.plan().outputs().keySet().stream()
        .flatMapToInt(name -> Arrays.stream(session.output(name).toArray(ValueLayout.JAVA_INT)))
        .toArray();
  }

  private static void await(Future<?> user) {
    try {
      user.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LanewiseException wrong
          ? wrong
          : new LanewiseException("a session failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException("interrupted while sessions ran");
    }
  }

  /** Opens, runs, interrupts and closes at random. */
  private final class Disturber {
    private final SplittableRandom random = new SplittableRandom(1);
    private final Plan shared;
    private final int[] right;
    private long opened;
    private long cancelled;

    Disturber(Plan shared, int[] right) {
      this.shared = shared;
      this.right = right;
    }

    void until(long end) {
      while (System.nanoTime() < end) {
        once();
      }
    }

    /** Uses a session of the shared plan, and sometimes a plan of its own. */
    void once() {
      use(shared);
      if (random.nextInt(4) == 0) {
        try (Plan own = model.compile(options)) {
          opened++;
          use(own);
        }
      }
    }

    private void use(Plan plan) {
      try (Session session = open(plan)) {
        opened++;
        for (int runs = random.nextInt(4); runs > 0; runs--) {
          if (random.nextBoolean()) {
            interrupted(session);
          }
          session.run();
          check(session, right);
        }
      }
    }

    private void interrupted(Session session) {
      Thread runner = Thread.currentThread();
      long pause = random.nextLong(2_000_000);
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    LockSupport.parkNanos(pause);
                    runner.interrupt();
                  });
      try {
        session.run();
      } catch (RunCancelledException e) {
        cancelled++;
      }
      // The interrupt may come after the run.
      while (other.isAlive()) {
        try {
          other.join();
        } catch (InterruptedException e) {
          // that is it
        }
      }
      Thread.interrupted();
    }
  }
}
