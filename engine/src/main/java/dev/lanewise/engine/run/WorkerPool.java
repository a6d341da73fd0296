package dev.lanewise.engine.run;

import dev.lanewise.kernels.Step;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lends teams of helper threads to runs.
 *
 * <p>There are as many teams as processors allow, at least one. A run that finds none free computes
 * alone, so any number of sessions and plans may share a pool. Thread-safe.
 */
public final class WorkerPool implements AutoCloseable {
  private final int threads;
  private final Executor executor;
  private final Team[] teams;
  private volatile boolean closed;

  /**
   * Creates a pool with threads of its own, which are started when they are first needed.
   *
   * @param threads of one run, the calling one included; at least 1
   */
  public WorkerPool(int threads) {
    this(threads, null);
  }

  /**
   * Creates a pool whose helpers run in an executor, each in a thread that it keeps until the pool
   * is closed; idle ones sleep.
   *
   * <p>Nobody waits for helpers: what no helper takes, the calling thread computes. So an executor
   * that has no thread to spare costs speed, but nothing hangs.
   *
   * @param threads of one run, the calling one included; at least 1
   * @param executor stays the caller's; null for threads of the pool's own
   */
  public WorkerPool(int threads, Executor executor) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: wanted at least 1, got " + threads);
    }
    this.threads = threads;
    this.executor = executor;
    int count = threads == 1 ? 0 : Runtime.getRuntime().availableProcessors() / threads;
    this.teams = new Team[threads == 1 ? 0 : Math.max(1, count)];
    for (int i = 0; i < teams.length; i++) {
      teams[i] = new Team(i);
    }
  }

  /** Threads of one run, the calling one included. */
  public int threads() {
    return threads;
  }

  /**
   * Takes a team for one run, until {@link Team#release}.
   *
   * @param scratchBytes what each helper needs
   * @return null if all teams are busy, or runs have one thread: compute alone then
   * @throws IllegalStateException if this pool is closed
   */
  public Team acquire(long scratchBytes) {
    if (closed) {
      throw new IllegalStateException("worker pool: closed");
    }
    for (Team team : teams) {
      if (team.busy.compareAndSet(false, true)) {
        try {
          team.begin(scratchBytes);
          return team;
        } catch (Throwable failure) {
          team.busy.set(false);
          throw failure;
        }
      }
    }
    return null;
  }

  /** Ends all threads of the pool; those of runs that go on end with them. May be called twice. */
  @Override
  public synchronized void close() {
    closed = true;
    for (Team team : teams) {
      if (team.busy.compareAndSet(false, true)) {
        team.close();
      }
    }
  }

  /** A team on loan: helpers that run steps together with the thread that took it. */
  public final class Team {
    private final AtomicBoolean busy = new AtomicBoolean();
    private final int number;
    private Workers workers;

    private Team(int number) {
      this.number = number;
    }

    private void begin(long scratchBytes) {
      if (workers == null) {
        workers = new Workers(threads - 1, number, executor);
      }
      workers.begin(scratchBytes);
    }

    /** Stays busy, so that it is not taken or closed again. */
    private void close() {
      if (workers != null) {
        workers.close();
      }
    }

    /**
     * Runs all tiles of a step.
     *
     * @param callerScratch scratch memory of the calling thread
     */
    public void run(Step step, MemorySegment callerScratch) {
      workers.run(step, callerScratch);
    }

    /** Gives the team back. */
    public void release() {
      workers.end();
      busy.set(false);
      if (closed && busy.compareAndSet(false, true)) {
        close();
      }
    }
  }
}
