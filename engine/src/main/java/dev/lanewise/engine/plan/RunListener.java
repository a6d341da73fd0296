package dev.lanewise.engine.plan;

/** Is told what a run does. Called in the thread that runs; what it throws ends the run. */
@FunctionalInterface
public interface RunListener {
  /**
   * A step is done.
   *
   * @param index of the step in the plan
   * @param step what was computed
   * @param startNanos when it began, by {@link System#nanoTime}
   * @param nanos how long it took
   */
  void onStep(int index, PlannedStep step, long startNanos, long nanos);
}
