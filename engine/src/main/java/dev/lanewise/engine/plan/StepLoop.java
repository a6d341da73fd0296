package dev.lanewise.engine.plan;

import dev.lanewise.engine.run.WorkerPool;
import dev.lanewise.kernels.Step;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Runs the steps of a session one after the other, and tells whoever wants to know.
 *
 * <p>Nothing is allocated, unless the JVM's Flight Recorder asks for events.
 */
final class StepLoop {
  static {
    // The JVM loads the types of a method's parameters when it compiles the method, which may be in
    // any run, and allocates: nothing else loads this one.
    Objects.requireNonNull(RunListener.class);
  }

  private final String network;
  private final List<PlannedStep> planned;
  private final SessionMemory memory;
  private final WorkerPool pool;
  private final Step[] steps;
  private final boolean[] shared;

  /** Are asked whether events are wanted; never sent. */
  private final RunEvent runs = new RunEvent();

  private final StepEvent layers = new StepEvent();

  StepLoop(PlanContents contents, SessionMemory memory, WorkerPool pool) {
    this.network = contents.name();
    this.planned = contents.steps();
    this.memory = memory;
    this.pool = pool;
    this.steps = memory.steps();
    this.shared = new boolean[steps.length];
    for (int i = 0; i < steps.length; i++) {
      shared[i] = steps[i].tiles() > 1 && planned.get(i).isWorthSharing();
    }
  }

  /**
   * Runs all steps.
   *
   * @param listener null for nobody
   * @throws RunCancelledException if the thread is interrupted
   */
  void run(RunListener listener) {
    WorkerPool.Team team = pool.acquire(memory.scratchBytes());
    try {
      if (runs.isEnabled()) {
        recorded(team, listener);
      } else {
        all(team, listener);
      }
    } finally {
      if (team != null) {
        team.release();
      }
    }
  }

  /**
   * Repeats each step that still allocates, alone, until it does not or time is out. Code that one
   * run passes once would else stay interpreted for thousands of runs.
   *
   * @param allocated what this thread has allocated so far, in bytes
   * @param end by {@link System#nanoTime}
   */
  void settle(LongSupplier allocated, long end) {
    for (int i = 0; i < steps.length; i++) {
      long before;
      do {
        before = allocated.getAsLong();
        step(i, null);
      } while (allocated.getAsLong() > before && System.nanoTime() - end < 0);
    }
  }

  private void recorded(WorkerPool.Team team, RunListener listener) {
    RunEvent event = new RunEvent();
    event.begin();
    all(team, listener);
    event.end();
    if (event.shouldCommit()) {
      event.network = network;
      event.threads = team == null ? 1 : pool.threads();
      event.steps = steps.length;
      event.commit();
    }
  }

  private void all(WorkerPool.Team team, RunListener listener) {
    if (layers.isEnabled()) {
      for (int i = 0; i < steps.length; i++) {
        recordedStep(i, team, listener);
      }
    } else if (listener != null) {
      for (int i = 0; i < steps.length; i++) {
        heardStep(i, team, listener);
      }
    } else {
      for (int i = 0; i < steps.length; i++) {
        step(i, team);
      }
    }
  }

  private void recordedStep(int index, WorkerPool.Team team, RunListener listener) {
    StepEvent event = new StepEvent();
    long start = System.nanoTime();
    event.begin();
    if (listener == null) {
      step(index, team);
    } else {
      heardStep(index, team, listener);
    }
    event.end();
    if (event.shouldCommit()) {
      event.describe(network, index, planned.get(index), System.nanoTime() - start);
      event.commit();
    }
  }

  private void heardStep(int index, WorkerPool.Team team, RunListener listener) {
    long start = System.nanoTime();
    step(index, team);
    listener.onStep(index, planned.get(index), start, System.nanoTime() - start);
  }

  private void step(int index, WorkerPool.Team team) {
    if (Thread.currentThread().isInterrupted()) {
      throw cancelled(index);
    }
    Step step = steps[index];
    if (team != null && shared[index]) {
      team.run(step, memory.scratch());
    } else {
      step.run(0, step.tiles(), memory.scratch());
    }
  }

  private RunCancelledException cancelled(int index) {
    Thread.interrupted();
    return new RunCancelledException(
        "%s: interrupted before step %d of %d (%s)"
            .formatted(network, index + 1, steps.length, planned.get(index).node()));
  }
}
