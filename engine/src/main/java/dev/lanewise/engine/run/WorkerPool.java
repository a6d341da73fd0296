package dev.lanewise.engine.run;

import dev.lanewise.kernels.Step;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lends teams of helper threads to runs.
 *
 * <p>There are as many teams as processors allow, at least one. Threads are started when a team is
 * first needed. Thread-safe.
 */
public final class WorkerPool implements AutoCloseable {
  private final int threads;
  private final Team[] teams;
  private boolean closed;

  /**
   * Creates a pool without starting threads.
   *
   * @param threads of one run, the calling one included; at least 1
   */
  public WorkerPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: wanted at least 1, got " + threads);
    }
    this.threads = threads;
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
   */
  public Team acquire(long scratchBytes) {
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

  /** Ends all threads. No team may be out. May be called twice. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      for (Team team : teams) {
        if (team.workers != null) {
          team.workers.close();
        }
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
        workers = new Workers(threads - 1, number);
      }
      workers.begin(scratchBytes);
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
    }
  }
}
